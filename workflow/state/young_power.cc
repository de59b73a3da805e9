#include "workflow/state/young_power.h"

#include "base/text/message.h"
#include "base/text/units.h"

namespace sekisho {

std::optional<YoungPower> YoungPowerOf(const OrgState& state, const MemberRecord& member,
                                       Time now) {
  const int64_t days = state.charter().charter.young_key_days;
  std::optional<YoungPower> newest;
  const auto look = [&](const Power& power, bool keys) {
    if (!IsYoung(power, days, now) || (newest && newest->since >= power.since)) return;
    newest = YoungPower{keys, power.since, power.by, power.alone};
  };
  for (const RolePower& role : member.roles) look(role.power, false);
  if (member.keys) look(*member.keys, true);
  return newest;
}

std::string SentenceOf(const YoungPower& young, ZoneOffset zone) {
  const std::string date = FormatDateForPeople(young.since, zone);
  if (young.alone)
    return young.keys ? Message("keys since {0}, given by one person", {date})
                      : Message("role since {0}, given by one person", {date});
  return young.keys ? Message("keys since {0}", {date}) : Message("role since {0}", {date});
}

}  // namespace sekisho
