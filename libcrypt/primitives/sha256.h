// SHA-256 (FIPS 180-4), HMAC-SHA-256 (RFC 2104) and HKDF-SHA-256 (RFC 5869), by OpenSSL.
#pragma once

#include <memory>
#include <string_view>

#include "base/bytes.h"

namespace sekisho {

Digest Sha256(ByteView data);

// A digest over bytes that arrive piece by piece. Move-only.
class Sha256Hasher {
 public:
  Sha256Hasher();
  Sha256Hasher(Sha256Hasher&&) noexcept;
  Sha256Hasher& operator=(Sha256Hasher&&) noexcept;
  ~Sha256Hasher();

  void Update(ByteView data);
  // The digest of all since construction or the last Finish; starts anew.
  Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest HmacSha256(ByteView key, ByteView data);

// Fills `out` (at most 8160 bytes) from input keying material. `salt` may be empty.
void HkdfSha256(ByteView ikm, ByteView salt, ByteView info, MutableBytes out);

// Compares in a time that depends on the lengths only.
bool ConstantTimeEqual(ByteView a, ByteView b);

}  // namespace sekisho
