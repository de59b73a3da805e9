#include "libcrypt/keys/keys.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "base/text/message.h"
#include "libcrypt/primitives/base64.h"
#include "libcrypt/primitives/bech32.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr std::string_view kRecipientPrefix = "age";
constexpr std::string_view kIdentityPrefix = "age-secret-key-";
constexpr std::string_view kSecretPaserk = "k4.secret.";

}  // namespace

std::string EncodeRecipient(const X25519PublicKey& key) {
  return Bech32Encode(kRecipientPrefix, key);
}

Result<X25519PublicKey> ParseRecipient(std::string_view text) {
  X25519PublicKey key;
  if (!Bech32Decode(text, kRecipientPrefix, Bech32Case::kLower, key))
    return Fail(ErrorCode::kMalformed, Message("not an age recipient (age1...)"));
  return key;
}

Result<SecretBytes> X25519(ByteView secret32, const X25519PublicKey& point) {
  SecretBytes shared(crypto_scalarmult_BYTES);
  if (crypto_scalarmult(shared.ExposeForWriting().data(), secret32.data(), point.data()) != 0)
    return Fail(ErrorCode::kMalformed, Message("an X25519 key of low order"));
  return shared;
}

X25519PublicKey X25519PublicOf(ByteView secret32) {
  X25519PublicKey key;
  crypto_scalarmult_base(key.data(), secret32.data());
  return key;
}

X25519Identity::X25519Identity(SecretBytes secret)
    : secret_(std::move(secret)), recipient_(X25519PublicOf(secret_.Expose())) {}

X25519Identity X25519Identity::Generate(Random& random) {
  return X25519Identity(SecretBytes::Generate(32, random));
}

Result<X25519Identity> X25519Identity::Parse(std::string_view text) {
  SecretBytes secret(32);
  if (!Bech32Decode(text, kIdentityPrefix, Bech32Case::kUpper, secret.ExposeForWriting()))
    return Fail(ErrorCode::kMalformed, Message("not an age identity (AGE-SECRET-KEY-1...)"));
  return X25519Identity(std::move(secret));
}

SecretBytes X25519Identity::Encode() const {
  return Bech32EncodeSecret(kIdentityPrefix, secret_.Expose());
}

SigningKey::SigningKey(SecretBytes secret) : secret_(std::move(secret)), public_key_{} {
  const ByteView second_half = secret_.Expose().subspan(32);
  std::copy(second_half.begin(), second_half.end(), public_key_.begin());
}

SigningKey SigningKey::Generate(Random& random) {
  ZeroedArray<32> seed;
  random.Fill(seed.bytes);
  return FromSeed(seed.bytes);
}

SigningKey SigningKey::FromSeed(ByteView seed32) {
  SecretBytes secret(crypto_sign_SECRETKEYBYTES);
  Ed25519PublicKey ignored;
  crypto_sign_seed_keypair(ignored.data(), secret.ExposeForWriting().data(), seed32.data());
  return SigningKey(std::move(secret));
}

Result<SigningKey> SigningKey::ParsePaserk(std::string_view text) {
  const auto bad = [] {
    return Fail(ErrorCode::kMalformed, Message("not a PASERK signing key (k4.secret...)"));
  };
  if (!text.starts_with(kSecretPaserk)) return bad();
  text.remove_prefix(kSecretPaserk.size());
  SecretBytes secret(crypto_sign_SECRETKEYBYTES);
  if (text.size() != Base64EncodedSize(secret.size()) ||
      !Base64UrlDecodeInto(text, secret.ExposeForWriting()))
    return bad();
  SigningKey key = FromSeed(secret.Expose().first(32));
  if (!ConstantTimeEqual(key.secret_.Expose(), secret.Expose())) return bad();
  return key;
}

Ed25519Signature SigningKey::Sign(ByteView message) const {
  Ed25519Signature signature;
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                       secret_.Expose().data());
  return signature;
}

SecretBytes SigningKey::EncodePaserk() const {
  SecretBytes text(kSecretPaserk.size() + Base64EncodedSize(secret_.size()));
  const MutableBytes out = text.ExposeForWriting();
  std::copy(kSecretPaserk.begin(), kSecretPaserk.end(), out.begin());
  Base64UrlEncodeInto(secret_.Expose(), out.subspan(kSecretPaserk.size()));
  return text;
}

Result<void> VerifyEd25519(const Ed25519PublicKey& key, ByteView message,
                           std::span<const uint8_t, 64> signature) {
  if (crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) !=
      0)
    return Fail(ErrorCode::kBadSignature, Message("the signature does not verify"));
  return {};
}

}  // namespace sekisho
