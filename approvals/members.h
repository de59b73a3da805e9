// Who is who: the state of one member at one point of the ledger, as a plain value. Folding member
// cards and member-status statements into it is done elsewhere; names are not here at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/codes.h"
#include "base/clock.h"

namespace sekisho {

// The closed list of roles. What each may sign: approvals/duties.h.
enum class Role {
  kEmployee,
  kSupervisor,  // 係長
  kManager,
  kSecurityOfficer,
  kPrivacyOfficer,
  kRegistrar,
  kIt,
  kCustodian,  // keeps a department's media (媒体管理者)
  kGuard,
  kAuditor,
};
template <>
std::span<const CodeName<Role>> CodesOf<Role>();

// The kinds of employment of both regulations (company article 2, municipal article 2).
enum class Employment {
  kOfficer,      // officer        役員
  kEmployee,     // employee       従業員, 職員
  kContract,     // contract       契約社員
  kDispatched,   // dispatched     派遣
  kPartTime,     // part-time      パート・アルバイト
  kContractor,   // contractor     業務委託先
  kRelatedBody,  // related-body   関係機関
  kExternal,     // external       外部要員
};
template <>
std::span<const CodeName<Employment>> CodesOf<Employment>();

enum class MemberStatus { kActive, kSuspended, kLeft };
template <>
std::span<const CodeName<MemberStatus>> CodesOf<MemberStatus>();

// A role, for a department and a time. Both ends belong to it.
struct RoleGrant {
  Role role = Role::kEmployee;
  std::string department;  // empty: the whole organisation
  Time from{};
  std::optional<Time> until;

  bool operator==(const RoleGrant&) const = default;
};

struct Person {
  std::string member;         // opaque id
  bool keyless = false;       // a holder without keys signs nothing
  std::string sign_key;       // k4.public...; empty when keyless
  std::string age_recipient;  // age1...; may be empty
  Employment employment = Employment::kEmployee;
  std::string responsible;  // of an outsider: the member who answers for them; else empty
  std::vector<RoleGrant> grants;
  MemberStatus status = MemberStatus::kActive;
  std::optional<Time> valid_until;    // last moment of the employment or contract, if it has one
  std::optional<Time> trained_until;  // absent: never trained
  bool forwarded_agent =
      false;               // the card's word: the signing key may lie in a forwarded ssh-agent
  bool is_device = false;  // a gate (role guard) or a sealing station (role it), not a human

  bool operator==(const Person&) const = default;
};

// Contractors, related bodies and external staff: somebody inside must answer for them.
bool IsOutsider(Employment employment);

// Status active and not past valid_until.
bool IsActive(const Person& person, Time at);

// Whether training is valid at `at`.
bool IsTrained(const Person& person, Time at);

// Whether a grant of `role` is in force, for whichever department. The status is not looked at.
bool HasRole(const Person& person, Role role, Time at);

// The same, for one of `departments`; a grant for the whole organisation covers every department.
bool HasRoleFor(const Person& person, Role role, const std::vector<std::string>& departments,
                Time at);

// Whether a grant in force names `department`.
bool InDepartment(const Person& person, std::string_view department, Time at);

// The departments named by grants in force: sorted, each once.
std::vector<std::string> DepartmentsOf(const Person& person, Time at);

}  // namespace sekisho
