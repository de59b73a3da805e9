#include "approvals/members.h"
#include "base/text/message_id.h"

#include <algorithm>

namespace sekisho {
namespace {

constexpr CodeName<Role> kRoles[] = {
    {Role::kEmployee, MessageId("employee")},
    {Role::kSupervisor, MessageId("supervisor")},
    {Role::kManager, MessageId("manager")},
    {Role::kSecurityOfficer, MessageId("security-officer")},
    {Role::kPrivacyOfficer, MessageId("privacy-officer")},
    {Role::kRegistrar, MessageId("registrar")},
    {Role::kIt, MessageId("it")},
    {Role::kCustodian, MessageId("custodian")},
    {Role::kGuard, MessageId("guard")},
    {Role::kAuditor, MessageId("auditor")},
};

constexpr CodeName<Employment> kEmployments[] = {
    {Employment::kOfficer, "officer"},          {Employment::kEmployee, "employee"},
    {Employment::kContract, "contract"},        {Employment::kDispatched, "dispatched"},
    {Employment::kPartTime, "part-time"},       {Employment::kContractor, "contractor"},
    {Employment::kRelatedBody, "related-body"}, {Employment::kExternal, "external"},
};

constexpr CodeName<MemberStatus> kStatuses[] = {
    {MemberStatus::kActive, MessageId("active")},
    {MemberStatus::kSuspended, MessageId("suspended")},
    {MemberStatus::kLeft, MessageId("left")},
};

bool InForce(const RoleGrant& grant, Time at) {
  return grant.from <= at && (!grant.until || at <= *grant.until);
}

}  // namespace

template <>
std::span<const CodeName<Role>> CodesOf<Role>() {
  return kRoles;
}
template <>
std::span<const CodeName<Employment>> CodesOf<Employment>() {
  return kEmployments;
}
template <>
std::span<const CodeName<MemberStatus>> CodesOf<MemberStatus>() {
  return kStatuses;
}

bool IsOutsider(Employment employment) {
  return employment == Employment::kContractor || employment == Employment::kRelatedBody ||
         employment == Employment::kExternal;
}

bool IsActive(const Person& person, Time at) {
  return person.status == MemberStatus::kActive &&
         (!person.valid_until || at <= *person.valid_until);
}

bool IsTrained(const Person& person, Time at) {
  return person.trained_until && at <= *person.trained_until;
}

bool HasRole(const Person& person, Role role, Time at) {
  return std::any_of(person.grants.begin(), person.grants.end(), [&](const RoleGrant& grant) {
    return grant.role == role && InForce(grant, at);
  });
}

bool HasRoleFor(const Person& person, Role role, const std::vector<std::string>& departments,
                Time at) {
  return std::any_of(person.grants.begin(), person.grants.end(), [&](const RoleGrant& grant) {
    if (grant.role != role || !InForce(grant, at)) return false;
    return grant.department.empty() ||
           std::find(departments.begin(), departments.end(), grant.department) != departments.end();
  });
}

bool InDepartment(const Person& person, std::string_view department, Time at) {
  return std::any_of(person.grants.begin(), person.grants.end(), [&](const RoleGrant& grant) {
    return grant.department == department && InForce(grant, at);
  });
}

std::vector<std::string> DepartmentsOf(const Person& person, Time at) {
  std::vector<std::string> out;
  for (const RoleGrant& grant : person.grants)
    if (!grant.department.empty() && InForce(grant, at)) out.push_back(grant.department);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace sekisho
