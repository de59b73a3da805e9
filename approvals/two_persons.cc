#include "approvals/two_persons.h"

#include <algorithm>

#include "approvals/duties.h"

namespace sekisho {
namespace {

bool IsMore(const RoleGrant& grant) { return grant.role != Role::kEmployee; }

bool IsMoreThanEmployee(const Person& person) {
  return std::any_of(person.grants.begin(), person.grants.end(), IsMore);
}

std::optional<Time> Earlier(const std::optional<Time>& a, const std::optional<Time>& b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

bool IsRegistrar(const Person& person, Time at) { return HasRole(person, Role::kRegistrar, at); }
bool IsOfficer(const Person& person, Time at) {
  return HasRole(person, Role::kSecurityOfficer, at);
}

}  // namespace

bool SameKeys(const Person& a, const Person& b) {
  return a.sign_key == b.sign_key && a.age_recipient == b.age_recipient;
}

bool IsYoung(const Power& power, int64_t days, Time at) {
  return !power.by.empty() && at < power.since + std::chrono::days(days);
}

bool GaveLately(const std::string& member, const Power& power, int64_t days, Time at) {
  return IsYoung(power, days, at) &&
         std::find(power.by.begin(), power.by.end(), member) != power.by.end();
}

bool Covers(const RoleGrant& had, std::optional<Time> had_term, const RoleGrant& wanted,
            std::optional<Time> term) {
  if (had.role != wanted.role || had.from > wanted.from) return false;
  if (!had.department.empty() && had.department != wanted.department) return false;
  const std::optional<Time> had_end = Earlier(had.until, had_term);
  const std::optional<Time> end = Earlier(wanted.until, term);
  return !had_end || (end && *end <= *had_end);
}

namespace {

// Whether every time as auditor that `before` had is in `after`, too: an auditor may do nothing
// else, so that whoever ceases to be one may do more.
bool IsAuditorStill(const Person& before, const Person& after) {
  return std::all_of(before.grants.begin(), before.grants.end(), [&](const RoleGrant& had) {
    return had.role != Role::kAuditor ||
           std::any_of(after.grants.begin(), after.grants.end(), [&](const RoleGrant& has) {
             return Covers(has, after.valid_until, had, before.valid_until);
           });
  });
}

}  // namespace

Gain GainOf(const Person* before, bool had_keys, const Person& after) {
  Gain gain;
  for (const RoleGrant& grant : after.grants) {
    if (!IsMore(grant)) continue;
    const bool had =
        before != nullptr &&
        std::any_of(before->grants.begin(), before->grants.end(), [&](const RoleGrant& old) {
          return Covers(old, before->valid_until, grant, after.valid_until);
        });
    if (!had) gain.roles.push_back(grant);
  }
  if (before != nullptr && !IsAuditorStill(*before, after))
    for (const RoleGrant& grant : after.grants)
      if (IsMore(grant) && grant.role != Role::kAuditor) gain.roles.push_back(grant);
  const bool new_keys = !after.keyless && (before == nullptr || !SameKeys(*before, after));
  const bool more = IsMoreThanEmployee(after) || (before != nullptr && IsMoreThanEmployee(*before));
  gain.keys = new_keys && (had_keys || more);
  return gain;
}

bool MayGivePower(const Person& person, Time at) {
  return !person.is_device && MaySign("consent", person, at).has_value();
}

bool AreTwo(const Person& first, const Person& second, Time at) {
  const bool roles = (IsRegistrar(first, at) && IsOfficer(second, at)) ||
                     (IsOfficer(first, at) && IsRegistrar(second, at));
  return roles && first.member != second.member && MayGivePower(first, at) &&
         MayGivePower(second, at);
}

bool IsBoth(const Person& person, Time at) {
  return MayGivePower(person, at) && IsRegistrar(person, at) && IsOfficer(person, at);
}

}  // namespace sekisho
