// Memory for keys and passphrases: guarded, locked where the system allows, zeroed when freed.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"

namespace sekisho {

// Owns a fixed number of secret bytes in sodium_malloc memory. Move-only; there is no copy, no
// comparison and no printing. Reading takes an Expose() that can be searched for.
// Guarded allocations are scarce (about 16,000 in a process): one secret, one object, short-lived.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(size_t size);  // zeroed
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  static SecretBytes CopyOf(ByteView bytes);
  static SecretBytes Generate(size_t size, Random& random);
  SecretBytes Clone() const { return CopyOf(Expose()); }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  ByteView Expose() const { return {data_, size_}; }
  MutableBytes ExposeForWriting() { return {data_, size_}; }
  std::string_view ExposeText() const { return AsText(Expose()); }

  // Keeps the first `size` bytes; the rest is zeroed.
  void Shorten(size_t size);

 private:
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

// Zeroes memory that is about to be given up; never optimised away.
void Wipe(MutableBytes bytes);

// A stack or member array of key material that is zeroed when it goes out of scope.
template <size_t N>
struct ZeroedArray {
  ZeroedArray() = default;
  ZeroedArray(const ZeroedArray&) = delete;
  ZeroedArray& operator=(const ZeroedArray&) = delete;
  ~ZeroedArray() { Wipe(bytes); }
  std::array<uint8_t, N> bytes{};
};

// Start-up of every program: libsodium, no core dumps, not dumpable, umask 077.
void InitCrypto();

// Reads a whole regular file straight into guarded memory.
Result<SecretBytes> ReadSecretFile(const std::string& path, size_t max_bytes);

}  // namespace sekisho
