// How a file key is wrapped for a recipient (C2SP age specification, "X25519" and "scrypt").
#pragma once

#include "libcrypt/age/age_header.h"
#include "libcrypt/keys/keys.h"

namespace sekisho {

inline constexpr size_t kFileKeyBytes = 16;
inline constexpr int kScryptLogN = 18;  // what we write
inline constexpr int kMaxScryptLogN =
    22;  // what we read: 4 GiB of work would be a denial of service

// The X25519 stanza for `recipient` with this ephemeral secret. kMalformed for a low-order
// recipient.
Result<Stanza> WrapX25519(ByteView file_key16, const X25519PublicKey& recipient,
                          ByteView ephemeral_secret32);

// kMalformed for a stanza that does not follow the format; kNoMatch when it is for somebody else.
Result<SecretBytes> UnwrapX25519(const Stanza& stanza, const X25519Identity& identity);

// The scrypt stanza for a passphrase, salt from `random`.
Stanza WrapScrypt(ByteView file_key16, ByteView passphrase, int log_n, Random& random);

// kMalformed for a stanza that does not follow the format or asks for more than kMaxScryptLogN;
// kNoMatch for a wrong passphrase.
Result<SecretBytes> UnwrapScrypt(const Stanza& stanza, ByteView passphrase);

}  // namespace sekisho
