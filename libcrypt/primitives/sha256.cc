#include "libcrypt/primitives/sha256.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <cstdlib>

#include "libcrypt/keys/stack_wipe.h"

namespace sekisho {
namespace {

// OpenSSL reports only exhausted memory or a broken installation here: neither can be survived.
void Must(int ok) {
  if (ok != 1) std::abort();
}

// An octet string for OpenSSL, which refuses a null pointer even for an empty one.
OSSL_PARAM Octets(const char* name, ByteView data) {
  static uint8_t nothing = 0;
  void* start = data.empty() ? &nothing : const_cast<uint8_t*>(data.data());
  return OSSL_PARAM_construct_octet_string(name, start, data.size());
}

}  // namespace

Digest Sha256(ByteView data) {
  Digest digest;
  Must(EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_sha256(), nullptr));
  return digest;
}

struct Sha256Hasher::State {
  State() : context(EVP_MD_CTX_new()) { Must(EVP_DigestInit_ex(context, EVP_sha256(), nullptr)); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  EVP_MD_CTX* context;
};

Sha256Hasher::Sha256Hasher() : state_(std::make_unique<State>()) {}
Sha256Hasher::Sha256Hasher(Sha256Hasher&&) noexcept = default;
Sha256Hasher& Sha256Hasher::operator=(Sha256Hasher&&) noexcept = default;
Sha256Hasher::~Sha256Hasher() = default;

void Sha256Hasher::Update(ByteView data) {
  Must(EVP_DigestUpdate(state_->context, data.data(), data.size()));
}

Digest Sha256Hasher::Finish() {
  Digest digest;
  Must(EVP_DigestFinal_ex(state_->context, digest.data(), nullptr));
  Must(EVP_DigestInit_ex(state_->context, nullptr, nullptr));
  return digest;
}

Digest HmacSha256(ByteView key, ByteView data) {
  const StackWipe wipe;
  Digest mac;
  unsigned size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data.data(), data.size(),
           mac.data(), &size) == nullptr)
    std::abort();
  return mac;
}

void HkdfSha256(ByteView ikm, ByteView salt, ByteView info, MutableBytes out) {
  const StackWipe wipe;
  static EVP_KDF* const kKdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  EVP_KDF_CTX* context = EVP_KDF_CTX_new(kKdf);
  char digest_name[] = "SHA256";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest_name, 0),
      Octets(OSSL_KDF_PARAM_KEY, ikm), Octets(OSSL_KDF_PARAM_SALT, salt),
      Octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  Must(EVP_KDF_derive(context, out.data(), out.size(), params));
  EVP_KDF_CTX_free(context);
}

bool ConstantTimeEqual(ByteView a, ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sekisho
