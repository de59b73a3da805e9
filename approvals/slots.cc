#include "approvals/slots.h"

#include <algorithm>

#include "base/text/code_word.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

void Append(std::vector<SlotUnit>& out, const std::vector<ApprovalSlot>& slots, SlotReason reason) {
  for (const ApprovalSlot& slot : slots)
    for (int64_t i = 0; i < slot.count; ++i)
      out.push_back({{slot.roles, slot.same_department, 1}, reason});
}

// Finds a slot for `voter`, moving earlier voters to other slots of theirs where that helps.
bool Place(size_t voter, const std::vector<std::vector<bool>>& fits, std::vector<bool>& tried,
           std::vector<size_t>& filled_by) {
  for (size_t slot = 0; slot < filled_by.size(); ++slot) {
    if (!fits[voter][slot] || tried[slot]) continue;
    tried[slot] = true;
    if (filled_by[slot] == kNobody || Place(filled_by[slot], fits, tried, filled_by)) {
      filled_by[slot] = voter;
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<SlotUnit> SlotsNeeded(const ClassRule& rule, bool personal_data, bool third_party) {
  std::vector<SlotUnit> out;
  Append(out, rule.slots, SlotReason::kClass);
  if (personal_data) Append(out, rule.personal_data_slots, SlotReason::kPersonalData);
  if (third_party) Append(out, rule.third_party_slots, SlotReason::kThirdParty);
  return out;
}

std::string DescribeSlot(const SlotUnit& unit) {
  std::string roles;
  for (Role role : unit.slot.roles)
    roles = roles.empty() ? CodeWord(CodeOf(role))
                          : Message("{0} or {1}", {roles, CodeWord(CodeOf(role))});
  const bool same = unit.slot.same_department;
  switch (unit.reason) {
    case SlotReason::kPersonalData:
      return same ? Message("a {0} of the same department (personal data)", {roles})
                  : Message("a {0} (personal data)", {roles});
    case SlotReason::kThirdParty:
      return same ? Message("a {0} of the same department (third party)", {roles})
                  : Message("a {0} (third party)", {roles});
    case SlotReason::kClass:
      break;
  }
  return same ? Message("a {0} of the same department", {roles}) : Message("a {0}", {roles});
}

bool FitsSlot(const SlotUnit& unit, const Person& person,
              const std::vector<std::string>& departments, Time at) {
  return std::any_of(unit.slot.roles.begin(), unit.slot.roles.end(), [&](Role role) {
    return unit.slot.same_department ? HasRoleFor(person, role, departments, at)
                                     : HasRole(person, role, at);
  });
}

std::vector<size_t> MatchSlots(size_t slots, const std::vector<std::vector<bool>>& fits) {
  std::vector<size_t> filled_by(slots, kNobody);
  for (size_t voter = 0; voter < fits.size(); ++voter) {
    std::vector<bool> tried(slots, false);
    Place(voter, fits, tried, filled_by);
  }
  return filled_by;
}

}  // namespace sekisho
