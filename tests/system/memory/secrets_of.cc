#include "tests/system/memory/secrets_of.h"

#include <cstdlib>

#include "libcrypt/age/age_stream.h"
#include "libcrypt/primitives/base64.h"

namespace sekisho {
namespace {

constexpr size_t kPaserkPrefixBytes = 10;  // "k4.secret."
constexpr size_t kAgePrefixBytes = 16;     // "AGE-SECRET-KEY-1"
constexpr size_t kSeedTextBytes = 40;  // base64 of the seed's first 30 bytes; a public key follows

}  // namespace

void AddIdentity(const Identity& identity, Needles& needles) {
  for (const X25519Identity& one : identity.age) {
    needles.Add("the identity", one.secret().Expose());
    needles.Add("the identity's text", one.Encode().Expose().subspan(kAgePrefixBytes));
  }
  if (!identity.signing) return;
  const SecretBytes paserk = identity.signing->EncodePaserk();
  const std::string_view text = paserk.ExposeText().substr(kPaserkPrefixBytes);
  needles.Add("the signing key's text", AsBytes(text.substr(0, kSeedTextBytes)));
  SecretBytes key(Base64DecodedSize(text.size()));
  if (!Base64UrlDecodeInto(text, key.ExposeForWriting())) std::abort();
  needles.Add("the signing key", key.Expose().first(32));
}

Result<void> AddFileKey(ByteView file, const AgeKeys& keys, Needles& needles) {
  ASSIGN_OR_RETURN(const AgeHeader header, ParseAgeHeader(file));
  ASSIGN_OR_RETURN(const SecretBytes file_key, UnlockHeader(header, keys));
  needles.Add("the file key", file_key.Expose());
  const ByteView nonce = file.subspan(header.size, kPayloadNonceBytes);
  needles.Add("the payload key", PayloadKey(file_key.Expose(), nonce).Expose());
  return {};
}

}  // namespace sekisho
