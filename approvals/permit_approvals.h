// Inside the permit evaluator: which approvals count, and for which slot.
#pragma once

#include <vector>

#include "approvals/permit.h"

namespace sekisho {

struct Tally {
  std::vector<FilledSlot> filled;
  std::vector<SlotUnit> open;
  std::vector<Problem> set_aside;
  Time until{};  // the request's end, narrowed by the approvals that fill slots
};

// The approvals of `facts` against `rule`, at `now`; their age is judged at `age_at`.
Tally TallyApprovals(const PermitFacts& facts, const ClassRule& rule, Time now, Time age_at);

// Why `delegation` does not let `delegate` speak with a statement at `index` and `iat`; empty when
// it does. Not looked at: whether the delegator is still active.
std::string WhyDelegationFails(const PermitFacts& facts, const DelegationFacts& delegation,
                               const std::string& delegate, uint64_t index, Time iat);

// Who carries: the holder, or the requester when none is named.
const std::string& HolderOf(const RequestFacts& request);

}  // namespace sekisho
