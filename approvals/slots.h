// Approval slots and who fills them: the part that the permit evaluator and the charter's lint
// share.
#pragma once

#include <string>
#include <vector>

#include "approvals/charter/charter.h"

namespace sekisho {

enum class SlotReason { kClass, kPersonalData, kThirdParty };

// One approval that is asked for: a slot of count n becomes n of these.
struct SlotUnit {
  ApprovalSlot slot;  // count 1
  SlotReason reason = SlotReason::kClass;
  bool operator==(const SlotUnit&) const = default;
};

// What a class asks for, extra slots included where they apply.
std::vector<SlotUnit> SlotsNeeded(const ClassRule& rule, bool personal_data, bool third_party);

// "a manager of the same department", "a privacy-officer or security-officer (personal data)".
std::string DescribeSlot(const SlotUnit& unit);

// Whether `person` holds a role that `unit` takes, for the departments of the requester.
bool FitsSlot(const SlotUnit& unit, const Person& person,
              const std::vector<std::string>& departments, Time at);

inline constexpr size_t kNobody = static_cast<size_t>(-1);

// fits[p][s]: whether voter p can fill slot s. Gives each slot one voter and each voter one slot so
// that as many slots as possible are filled (maximum bipartite matching, Kuhn's augmenting paths);
// earlier voters are preferred. Returns the voter of each of `slots` slots, or kNobody.
std::vector<size_t> MatchSlots(size_t slots, const std::vector<std::vector<bool>>& fits);

}  // namespace sekisho
