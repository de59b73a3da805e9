// How one charter follows another. Pure rules over verified facts: the signatures themselves, and
// which quorum came first in the ledger (ATTACKS C10), are judged by the caller.
#pragma once

#include <string>
#include <vector>

#include "approvals/charter/charter.h"

namespace sekisho {

// `signers` are the k4.public keys whose signatures over the token of the charter in question
// verify. Keys that are no roots are ignored, and a key given twice counts once (ATTACKS B1, C1).

// The first charter: version 1, signed by the threshold of its own officers and deputies.
Result<void> CheckGenesis(const Charter& charter, const std::vector<std::string>& signers);

// `next` after `current`, whose token's SHA-256 is `current_token`. Asks for exactly the next
// version (C2, C3), the digest of the current one (C5), the threshold of the roots of both (C7,
// C8). The current recovery root alone stands in for the current roots when nothing but roots,
// threshold and recovery change; the new roots sign as well. That `current` has expired does not
// matter, so that an organisation can recover (C11). kRefused with the reason; both charters are
// taken to have passed CheckCharter.
Result<void> CheckSuccessor(const Charter& current, const Charter& next,
                            const Digest& current_token, const std::vector<std::string>& signers);

// How many officers and deputies of `charter` are among the signers.
int64_t CountVotes(const Charter& charter, const std::vector<std::string>& signers);

// Whether the charters are the same but for version, previous, roots and threshold.
bool ChangesOnlyRoots(const Charter& current, const Charter& next);

// kRefused before `effective` (by more than the allowed skew) and after `expires` (C4).
Result<void> CheckInForce(const Charter& charter, Time now);

}  // namespace sekisho
