// age v1 files (C2SP age specification), binary: encryption and decryption for X25519 recipients
// and for passphrases.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/files/stream.h"
#include "libcrypt/age/age_recipient.h"

namespace sekisho {

// What may open a file: any number of identities, and a passphrase.
struct AgeKeys {
  std::vector<const X25519Identity*> identities;  // borrowed
  const SecretBytes* passphrase = nullptr;        // borrowed
};

// Whether a file is locked by a passphrase alone.
bool IsPassphraseFile(const AgeHeader& header);

// The file key of a header, its MAC verified. kMalformed for stanzas that do not follow their
// format or a scrypt stanza beside others; kNoMatch; kHeaderMac.
Result<SecretBytes> UnlockHeader(const AgeHeader& header, const AgeKeys& keys);

// Encrypts to one or more recipients, each addressed with fresh randomness. kFailed for none;
// kMalformed for a low-order recipient.
Result<Bytes> EncryptTo(const std::vector<X25519PublicKey>& recipients, ByteView plaintext,
                        Random& random);
// Encrypts with a passphrase.
Result<Bytes> EncryptWithPassphrase(const SecretBytes& passphrase, int log_n, ByteView plaintext,
                                    Random& random);

// Decrypts a whole file from memory. Errors as UnlockHeader, and kPayload.
Result<SecretBytes> DecryptToSecret(ByteView file, const AgeKeys& keys);
Result<Bytes> Decrypt(ByteView file, const AgeKeys& keys);

}  // namespace sekisho
