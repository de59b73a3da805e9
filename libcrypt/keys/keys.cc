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

// The points of low order in their own spelling (RFC 7748, 6.1; Langley, Hamburg, Turner): the
// secret that is shared with one of them is zero, so everybody has it.
constexpr X25519PublicKey kZero{};
constexpr X25519PublicKey kOne{1};
constexpr X25519PublicKey kOrder8 = {
    0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
    0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00};
constexpr X25519PublicKey kOtherOrder8 = {
    0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
    0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57};

// 2^255 - 19 - `less`, little-endian.
constexpr X25519PublicKey BelowPrime(uint8_t less) {
  X25519PublicKey point;
  point.fill(0xff);
  point[0] = static_cast<uint8_t>(0xed - less);
  point[31] = 0x7f;
  return point;
}

// RFC 7748, 5: X25519 ignores the last bit and reduces modulo the prime, so that other bytes are
// the same key. One key has one spelling here, or it would be two people's.
bool IsInOneSpelling(const X25519PublicKey& key) {
  const X25519PublicKey prime = BelowPrime(0);
  return std::lexicographical_compare(key.rbegin(), key.rend(), prime.rbegin(), prime.rend());
}

bool IsOfLowOrder(const X25519PublicKey& key) {
  return key == kZero || key == kOne || key == kOrder8 || key == kOtherOrder8 ||
         key == BelowPrime(1);
}

}  // namespace

std::string EncodeRecipient(const X25519PublicKey& key) {
  return Bech32Encode(kRecipientPrefix, key);
}

Result<X25519PublicKey> ParseRecipient(std::string_view text) {
  X25519PublicKey key;
  if (!Bech32Decode(text, kRecipientPrefix, Bech32Case::kLower, key))
    return Fail(ErrorCode::kMalformed, Message("not an age recipient (age1...)"));
  if (!IsInOneSpelling(key) || IsOfLowOrder(key))
    return Fail(ErrorCode::kMalformed, Message("no key that age makes"));
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
