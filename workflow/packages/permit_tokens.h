// The permit that a package carries: the request's core, and the approvals that fill its slots.
#pragma once

#include <string>
#include <vector>

#include "workflow/state/org_state.h"

namespace sekisho {

// In the order of the record.
std::vector<std::string> PermitTokens(const RequestRecord& request, const PermitVerdict& verdict);

// Whether `permit` is that of the package with this seal, as of the seal's place in the record: not
// one approval more, less, or elsewhere. Each is text that anybody reads (ATTACKS I3).
bool IsPermitOf(const OrgState& state, const RequestRecord& request, const SealRecord& seal,
                const std::vector<std::string>& permit);

}  // namespace sekisho
