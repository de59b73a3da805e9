// ChaCha20-Poly1305 (RFC 8439) by OpenSSL, with the context kept between calls.
#pragma once

#include <memory>

#include "base/bytes.h"

namespace sekisho {

inline constexpr size_t kAeadTagBytes = 16;
using AeadNonce = std::array<uint8_t, 12>;

// One key, many nonces. Move-only; one thread at a time.
class Aead {
 public:
  explicit Aead(ByteView key32);
  Aead(Aead&&) noexcept;
  Aead& operator=(Aead&&) noexcept;
  ~Aead();

  // Writes plaintext.size() + 16 bytes to `out`, which may begin at the plaintext itself.
  void Seal(const AeadNonce& nonce, ByteView plaintext, MutableBytes out);

  // Writes ciphertext.size() - 16 bytes to `out`. False when the tag is wrong or the text shorter
  // than a tag; `out` then holds nothing that may be used.
  [[nodiscard]] bool Open(const AeadNonce& nonce, ByteView ciphertext, MutableBytes out);

  // Whether Open would be true, without decrypting: the tag alone (RFC 8439, 2.6 and 2.8), a third
  // of the work.
  [[nodiscard]] bool Verify(const AeadNonce& nonce, ByteView ciphertext);

 private:
  class Tagger;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sekisho
