// Keys and roles that were given lately, for views.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workflow/state/org_state.h"

namespace sekisho {

// What views say of the newest of them, while it is young.
struct YoungPower {
  bool keys = false;  // keys; else a role
  Time since{};
  std::vector<std::string> by;  // member ids: one, or two
  bool alone = false;           // it takes two, and one person gave it
};
std::optional<YoungPower> YoungPowerOf(const OrgState& state, const MemberRecord& member, Time now);
// "keys since 2026-11-22, given by one person".
std::string SentenceOf(const YoungPower& young, ZoneOffset zone);

}  // namespace sekisho
