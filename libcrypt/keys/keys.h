// The two key pairs a person has: X25519 to be addressed (age), Ed25519 to sign (PASETO v4).
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "libcrypt/keys/secret_bytes.h"

namespace sekisho {

using X25519PublicKey = std::array<uint8_t, 32>;
using Ed25519PublicKey = std::array<uint8_t, 32>;
using Ed25519Signature = std::array<uint8_t, 64>;

// "age1...". Decoding refuses (kMalformed) everything but lower case, keys of low order, and other
// spellings of a key than its own.
std::string EncodeRecipient(const X25519PublicKey& key);
Result<X25519PublicKey> ParseRecipient(std::string_view text);

// The shared secret of RFC 7748 section 6.1. kMalformed for a low-order `point` (all-zero result).
Result<SecretBytes> X25519(ByteView secret32, const X25519PublicKey& point);
X25519PublicKey X25519PublicOf(ByteView secret32);

// What opens files addressed to recipient().
class X25519Identity {
 public:
  static X25519Identity Generate(Random& random);
  // "AGE-SECRET-KEY-1...", upper case. kMalformed otherwise, without the text.
  static Result<X25519Identity> Parse(std::string_view text);

  const X25519PublicKey& recipient() const { return recipient_; }
  const SecretBytes& secret() const { return secret_; }
  SecretBytes Encode() const;  // "AGE-SECRET-KEY-1..."

 private:
  explicit X25519Identity(SecretBytes secret);
  SecretBytes secret_;  // 32 bytes
  X25519PublicKey recipient_;
};

// Signs with Ed25519 (RFC 8032).
class SigningKey {
 public:
  static SigningKey Generate(Random& random);
  static SigningKey FromSeed(ByteView seed32);
  // PASERK "k4.secret...", whose second half must be the public key of the first. kMalformed
  // otherwise, without the text.
  static Result<SigningKey> ParsePaserk(std::string_view text);

  const Ed25519PublicKey& public_key() const { return public_key_; }
  Ed25519Signature Sign(ByteView message) const;
  SecretBytes EncodePaserk() const;  // "k4.secret..."

 private:
  explicit SigningKey(SecretBytes secret);
  SecretBytes secret_;  // 64 bytes: seed and public key, as libsodium has it
  Ed25519PublicKey public_key_;
};

// kBadSignature for a wrong signature, a small-order key or point, or S >= L (ATTACKS A11).
Result<void> VerifyEd25519(const Ed25519PublicKey& key, ByteView message,
                           std::span<const uint8_t, 64> signature);

}  // namespace sekisho
