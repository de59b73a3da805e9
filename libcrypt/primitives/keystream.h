// AES-256 in counter mode (NIST SP 800-38A, 6.5) from any offset: bytes that do not compress, for
// overwriting. It hides nothing: whoever has the key can make the bytes again, and is meant to.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/random.h"

namespace sekisho {

class Keystream {
 public:
  static constexpr size_t kSeedBytes = 32;

  // With a key of its own.
  explicit Keystream(Random& random);
  // The same bytes for the same seed, which is the key.
  explicit Keystream(std::span<const uint8_t, kSeedBytes> seed);
  Keystream(Keystream&&) noexcept;
  ~Keystream();

  // The bytes from `offset`, a multiple of 16, on. The counter is the block's number, so that the
  // same offset gives the same bytes. One thread at a time.
  void Fill(uint64_t offset, MutableBytes out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sekisho
