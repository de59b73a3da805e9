// SHA-256 (FIPS 180-4) of two messages at once. One message leaves a processor's SHA instructions
// idle half of the time, since each step waits for the one before; two fill it
// (docs/decisions/067).
#pragma once

#include <array>

#include "libcrypt/primitives/sha256.h"

namespace sekisho {

// SHA-256(prefix || a) and SHA-256(prefix || b). Where the processor has no SHA instructions, one
// after the other by OpenSSL.
std::array<Digest, 2> Sha256Pair(uint8_t prefix, ByteView a, ByteView b);

}  // namespace sekisho
