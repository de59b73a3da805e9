// PASERK: how PASETO keys and their ids are written (github.com/paseto-standard/paserk).
// The secret form, k4.secret, is SigningKey's.
#pragma once

#include <string>
#include <string_view>

#include "libcrypt/keys/keys.h"

namespace sekisho {

// "k4.public." and the base64url of the 32 bytes.
std::string EncodePublicPaserk(const Ed25519PublicKey& key);
Result<Ed25519PublicKey> ParsePublicPaserk(std::string_view text);

// "k4.pid." and the base64url of BLAKE2b-264("k4.pid." || k4.public...).
std::string PublicKeyId(const Ed25519PublicKey& key);

// "k4.sid.", the id of a secret key.
std::string SecretKeyId(const SigningKey& key);

}  // namespace sekisho
