#include "libcrypt/primitives/aead.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

#include "libcrypt/keys/secret_bytes.h"
#include "libcrypt/keys/stack_wipe.h"
#include "libcrypt/primitives/sha256.h"

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

EVP_MAC_CTX* NewPoly1305() {
  static EVP_MAC* const kMac = EVP_MAC_fetch(nullptr, "POLY1305", nullptr);
  EVP_MAC_CTX* const context = EVP_MAC_CTX_new(kMac);
  Must(context != nullptr ? 1 : 0);
  return context;
}

// RFC 8439, 2.8: without associated data, what the tag covers after the ciphertext.
Bytes TagSuffix(size_t text_bytes) {
  Bytes suffix((16 - text_bytes % 16) % 16 + 16, 0);
  for (size_t i = 0; i < 8; ++i)
    suffix[suffix.size() - 8 + i] = static_cast<uint8_t>(uint64_t{text_bytes} >> (8 * i));
  return suffix;
}

}  // namespace

// The tag of a ciphertext, under a key of its own for every nonce.
class Aead::Tagger {
 public:
  explicit Tagger(ByteView key32) : block_(EVP_CIPHER_CTX_new()), mac_(NewPoly1305()) {
    Must(block_ != nullptr ? 1 : 0);
    Must(EVP_EncryptInit_ex(block_, EVP_chacha20(), nullptr, key32.data(), nullptr));
  }
  ~Tagger() {
    EVP_CIPHER_CTX_free(block_);
    EVP_MAC_CTX_free(mac_);
  }
  Tagger(const Tagger&) = delete;
  Tagger& operator=(const Tagger&) = delete;

  std::array<uint8_t, kAeadTagBytes> Tag(const AeadNonce& nonce, ByteView text) {
    MakeKey(nonce);
    const Bytes suffix = TagSuffix(text.size());
    std::array<uint8_t, kAeadTagBytes> tag;
    size_t size = 0;
    Must(EVP_MAC_init(mac_, key_.Expose().data(), kKeyBytes, nullptr));
    Must(EVP_MAC_update(mac_, text.data(), text.size()));
    Must(EVP_MAC_update(mac_, suffix.data(), suffix.size()));
    Must(EVP_MAC_final(mac_, tag.data(), &size, tag.size()));
    return tag;
  }

 private:
  static constexpr size_t kKeyBytes = 32;

  // RFC 8439, 2.6: the first half of the keystream's block 0.
  void MakeKey(const AeadNonce& nonce) {
    std::array<uint8_t, 16> block0{};  // the counter, 0, then the nonce
    std::copy(nonce.begin(), nonce.end(), block0.begin() + 4);
    const std::array<uint8_t, kKeyBytes> zeros{};
    int size = 0;
    Must(EVP_EncryptInit_ex(block_, nullptr, nullptr, nullptr, block0.data()));
    Must(EVP_EncryptUpdate(block_, key_.ExposeForWriting().data(), &size, zeros.data(),
                           static_cast<int>(zeros.size())));
  }

  EVP_CIPHER_CTX* block_;
  EVP_MAC_CTX* mac_;
  SecretBytes key_{kKeyBytes};
};

struct Aead::State {
  explicit State(ByteView key32)
      : seal(NewContext(key32, 1)), open(NewContext(key32, 0)), tagger(key32) {}
  ~State() {
    EVP_CIPHER_CTX_free(seal);
    EVP_CIPHER_CTX_free(open);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  EVP_CIPHER_CTX* seal;
  EVP_CIPHER_CTX* open;
  Tagger tagger;
};

Aead::Aead(ByteView key32) {
  const StackWipe wipe;
  state_ = std::make_unique<State>(key32);
}
Aead::Aead(Aead&&) noexcept = default;
Aead& Aead::operator=(Aead&&) noexcept = default;
Aead::~Aead() = default;

void Aead::Seal(const AeadNonce& nonce, ByteView plaintext, MutableBytes out) {
  const StackWipe wipe;
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
  const StackWipe wipe;
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

bool Aead::Verify(const AeadNonce& nonce, ByteView ciphertext) {
  if (ciphertext.size() < kAeadTagBytes) return false;
  const StackWipe wipe;
  const size_t text_bytes = ciphertext.size() - kAeadTagBytes;
  return ConstantTimeEqual(state_->tagger.Tag(nonce, ciphertext.first(text_bytes)),
                           ciphertext.subspan(text_bytes));
}

}  // namespace sekisho
