// What is secret about an identity and about a file, for a search.
#pragma once

#include "libcrypt/age/age.h"
#include "libcrypt/keys/identity_file.h"
#include "tests/system/memory/process_memory.h"

namespace sekisho {

// The keys, as bytes and as text.
void AddIdentity(const Identity& identity, Needles& needles);

// The file key and the payload key of an age file that `keys` open. Errors as UnlockHeader.
Result<void> AddFileKey(ByteView file, const AgeKeys& keys, Needles& needles);

}  // namespace sekisho
