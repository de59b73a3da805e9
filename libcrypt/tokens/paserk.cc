#include "libcrypt/tokens/paserk.h"

#include <sodium.h>

#include <algorithm>

#include "base/text/message.h"
#include "libcrypt/primitives/base64.h"

namespace sekisho {
namespace {

constexpr std::string_view kPublic = "k4.public.";
constexpr size_t kIdBytes = 33;  // BLAKE2b-264

std::string IdOf(std::string_view prefix, std::string_view paserk) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kIdBytes);
  for (std::string_view part : {prefix, paserk}) {
    const ByteView bytes = AsBytes(part);
    crypto_generichash_update(&state, bytes.data(), bytes.size());
  }
  std::array<uint8_t, kIdBytes> id;
  crypto_generichash_final(&state, id.data(), id.size());
  return std::string(prefix) + Base64UrlEncode(id);
}

}  // namespace

std::string EncodePublicPaserk(const Ed25519PublicKey& key) {
  return std::string(kPublic) + Base64UrlEncode(key);
}

Result<Ed25519PublicKey> ParsePublicPaserk(std::string_view text) {
  const auto bad = [] {
    return Fail(ErrorCode::kMalformed, Message("not a PASERK public key (k4.public...)"));
  };
  if (!text.starts_with(kPublic)) return bad();
  const auto bytes = Base64UrlDecode(text.substr(kPublic.size()));
  Ed25519PublicKey key;
  if (!bytes || bytes->size() != key.size()) return bad();
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

std::string PublicKeyId(const Ed25519PublicKey& key) {
  return IdOf("k4.pid.", EncodePublicPaserk(key));
}

std::string SecretKeyId(const SigningKey& key) {
  const SecretBytes paserk = key.EncodePaserk();
  return IdOf("k4.sid.", paserk.ExposeText());
}

}  // namespace sekisho
