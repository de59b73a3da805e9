// PASETO v4.public tokens (github.com/paseto-standard/paseto-spec, version 4): Ed25519 over the
// pre-authentication encoding of header, message, footer and implicit assertion.
#pragma once

#include <string>
#include <string_view>

#include "libcrypt/keys/keys.h"

namespace sekisho {

std::string SignPaseto(const SigningKey& key, ByteView message, ByteView footer,
                       ByteView implicit_assertion);

// A token taken apart, nothing verified yet.
struct PasetoToken {
  Bytes message;
  Bytes footer;
  Ed25519Signature signature;
};

// Accepts only the one spelling SignPaseto would give (ATTACKS A2, A3): header "v4.public.",
// canonical base64url, no empty footer after a dot, nothing after the end. kMalformed otherwise.
Result<PasetoToken> ParsePaseto(std::string_view token);

// kBadSignature unless `key` signed exactly this with exactly this implicit assertion.
Result<void> VerifyPaseto(const PasetoToken& token, const Ed25519PublicKey& key,
                          ByteView implicit_assertion);

}  // namespace sekisho
