#include "libcrypt/aead.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace sekisho {
namespace {

void Must(int ok) {
  if (ok != 1) std::abort();  // exhausted memory or a broken OpenSSL: nothing may go on
}

EVP_CIPHER_CTX* NewContext(ByteView key32, int encrypt) {
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  Must(context != nullptr ? 1 : 0);
  Must(
      EVP_CipherInit_ex(context, EVP_chacha20_poly1305(), nullptr, key32.data(), nullptr, encrypt));
  return context;
}

}  // namespace

struct Aead::State {
  explicit State(ByteView key32) : seal(NewContext(key32, 1)), open(NewContext(key32, 0)) {}
  ~State() {
    EVP_CIPHER_CTX_free(seal);
    EVP_CIPHER_CTX_free(open);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  EVP_CIPHER_CTX* seal;
  EVP_CIPHER_CTX* open;
};

Aead::Aead(ByteView key32) : state_(std::make_unique<State>(key32)) {}
Aead::Aead(Aead&&) noexcept = default;
Aead& Aead::operator=(Aead&&) noexcept = default;
Aead::~Aead() = default;

void Aead::Seal(const AeadNonce& nonce, ByteView plaintext, MutableBytes out) {
  EVP_CIPHER_CTX* const context = state_->seal;
  int size = 0;
  Must(EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()));
  Must(EVP_EncryptUpdate(context, out.data(), &size, plaintext.data(),
                         static_cast<int>(plaintext.size())));
  Must(EVP_EncryptFinal_ex(context, out.data() + size, &size));
  Must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kAeadTagBytes,
                           out.data() + plaintext.size()));
}

bool Aead::Open(const AeadNonce& nonce, ByteView ciphertext, MutableBytes out) {
  if (ciphertext.size() < kAeadTagBytes) return false;
  EVP_CIPHER_CTX* const context = state_->open;
  const size_t text_bytes = ciphertext.size() - kAeadTagBytes;
  uint8_t tag[kAeadTagBytes];
  for (size_t i = 0; i < kAeadTagBytes; ++i) tag[i] = ciphertext[text_bytes + i];
  int size = 0;
  Must(EVP_DecryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()));
  Must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kAeadTagBytes, tag));
  Must(EVP_DecryptUpdate(context, out.data(), &size, ciphertext.data(),
                         static_cast<int>(text_bytes)));
  uint8_t nothing[1];
  return EVP_DecryptFinal_ex(context, nothing, &size) == 1;
}

}  // namespace sekisho
