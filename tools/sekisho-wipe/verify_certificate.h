// sekisho-wipe verify-certificate FILE: whether a certificate (docs/formats/certificate.md) is what
// its signers signed and claims no more than its report supports. Needs no store and no key.
#pragma once

#include "base/result.h"

namespace sekisho {

// `arguments` are those behind "verify-certificate". The exit status: 3 when it is not in order.
Result<int> RunVerifyCertificate(int argc, const char* const* argv);

}  // namespace sekisho
