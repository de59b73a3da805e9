// What a statement says in confidence: kept beside the log, encrypted, and committed to by the core
// with SHA-256("sekisho/v1/annex" || salt || bytes). docs/formats/statement.md
#pragma once

#include <vector>

#include "base/bytes.h"
#include "libcrypt/age.h"

namespace sekisho {

inline constexpr size_t kAnnexSaltBytes = 32;

// A part that is being written.
struct AnnexPart {
  Digest commitment{};
  Bytes sealed;  // the age file to store: salt and bytes, encrypted
  std::array<uint8_t, kAnnexSaltBytes> salt{};
};

Digest CommitAnnex(std::span<const uint8_t, kAnnexSaltBytes> salt, ByteView bytes);

// Draws a salt, commits and encrypts to `recipients` (duplicates are dropped).
Result<AnnexPart> SealAnnex(ByteView bytes, std::vector<X25519PublicKey> recipients,
                            Random& random);

struct OpenedAnnex {
  std::array<uint8_t, kAnnexSaltBytes> salt{};
  Bytes bytes;
};

// kNoMatch when it is not addressed to these keys; kVerdict when it is not what the core committed
// to.
Result<OpenedAnnex> OpenAnnex(ByteView sealed, const AgeKeys& keys, const Digest& commitment);

// The bytes of an annex that is a secret, without the salt.
Result<SecretBytes> OpenSecretAnnex(ByteView sealed, const AgeKeys& keys, const Digest& commitment);

}  // namespace sekisho
