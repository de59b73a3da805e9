// ASCII armor of age files (C2SP age specification, "ASCII armor"): strict PEM (RFC 7468, strict
// encoding) with the label AGE ENCRYPTED FILE. Packages are never armored; identity files and what
// people paste may be.
#pragma once

#include <string>

#include "base/bytes.h"

namespace sekisho {

// Whether `file`, after white space, begins like an armored file.
bool LooksArmored(ByteView file);

// The bytes inside. kArmor for anything but the one encoding of them; allowed are CRLF instead of
// LF, a missing last line end, and up to 1024 bytes of white space before and after.
Result<Bytes> DecodeArmor(ByteView file);

// Lines of 64 columns, LF, the last line end included.
std::string EncodeArmor(ByteView file);

}  // namespace sekisho
