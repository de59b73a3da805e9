// What gives a member power, and which two people may give it together
// (docs/design.md, section 4). Pure: the fold (workflow/state/fold_proposals.cc) knows the members
// and asks.
//
// Power is: keys for a member who holds or gets a role other than employee, or for one who has had
// keys before; such a role, for another department, or for longer; being no auditor any more, who
// may do nothing else; and being reinstated. It takes a
// registrar and a security officer, whichever of them begins; neither has been given keys or a role
// by the other within the charter's young-key-days.
#pragma once

#include <string>
#include <vector>

#include "approvals/members.h"

namespace sekisho {

// Since when a member has keys or a role, and who gave them.
struct Power {
  Time since{};
  std::vector<std::string> by;  // one member or two; empty: the charter itself
  bool alone = false;           // it takes two, and one person gave it
  Time dated{};                 // as its statement says; `since` is later where others say so
  bool operator==(const Power&) const = default;
};

// A role other than employee, with its power.
struct RolePower {
  RoleGrant grant;
  Power power;
};

// Whether it was given less than `days` days before `at`. What the charter gave is never young.
bool IsYoung(const Power& power, int64_t days, Time at);

// Whether `member` is among those who gave it, and it is still young.
bool GaveLately(const std::string& member, const Power& power, int64_t days, Time at);

// What a card gives that its member did not have.
struct Gain {
  bool keys = false;
  std::vector<RoleGrant> roles;
  bool any() const { return keys || !roles.empty(); }
};

// `before`: null for a new member. `had_keys`: whether the member has or ever had keys: who takes
// keys away and gives others changes them.
Gain GainOf(const Person* before, bool had_keys, const Person& after);

// Whether what `had` allows under its holder's term covers all that `wanted` allows under `term`.
bool Covers(const RoleGrant& had, std::optional<Time> had_term, const RoleGrant& wanted,
            std::optional<Time> term);

// Whether a card changes no key.
bool SameKeys(const Person& a, const Person& b);

// Whether a person may be one of the two at all: active, with keys, no device, no auditor, and
// registrar or security officer.
bool MayGivePower(const Person& person, Time at);

// Whether these two may, together: two persons, one of them registrar, the other officer.
bool AreTwo(const Person& first, const Person& second, Time at);

// Whether one person holds both: who acts alone where there is nobody else.
bool IsBoth(const Person& person, Time at);

}  // namespace sekisho
