// Whom a package is encrypted to.
#pragma once

#include <vector>

#include "approvals/charter/charter.h"
#include "approvals/claims/claims.h"
#include "libcrypt/keys/keys.h"

namespace sekisho {

// Recipients of a request's package: the approved ones, then those escrow keys of the charter that
// are not among them.
Result<std::vector<X25519PublicKey>> PackageRecipients(const RequestClaims& claims,
                                                       const Charter& charter);

}  // namespace sekisho
