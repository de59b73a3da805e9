// bcrypt_pbkdf, with which OpenSSH turns a passphrase into the key of a private key file (OpenBSD,
// lib/libutil/bcrypt_pbkdf.c; PROTOCOL.key of OpenSSH). Neither libsodium nor OpenSSL has it.
#pragma once

#include "base/bytes.h"

namespace sekisho {

// Fills `out` (1 to 1024 bytes). `rounds` is at least 1; each costs about a millisecond for every
// 32 bytes of `out`.
void BcryptPbkdf(ByteView passphrase, ByteView salt, uint32_t rounds, MutableBytes out);

}  // namespace sekisho
