#include "approvals/duties.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "people.h"
#include "tests/unit/base/refusal_of.h"

namespace sekisho {
namespace {

std::set<std::string> Signable(const Person& person) {
  std::set<std::string> out;
  for (std::string_view kind : StatementKinds())
    if (MaySign(kind, person, kNow)) out.emplace(kind);
  return out;
}

TEST(Duties, KnowEveryKindOnce) {
  const auto kinds = StatementKinds();
  EXPECT_TRUE(std::is_sorted(kinds.begin(), kinds.end()));
  EXPECT_EQ(std::set<std::string_view>(kinds.begin(), kinds.end()).size(), 46u);
  EXPECT_EQ(kinds.size(), 46u);
  EXPECT_FALSE(IsStatementKind("appeal"));
  EXPECT_EQ(RefusalOf(MaySign("appeal", MakePerson("x", Role::kSecurityOfficer), kNow)),
            ErrorCode::kMalformed);
}

struct Row {
  const char* kind;
  std::vector<Role> roles;  // of humans, who may sign
};

TEST(Duties, BelongToRoles) {
  using R = Role;
  const Row rows[] = {
      {"member-card", {R::kRegistrar}},
      {"member-status", {R::kRegistrar, R::kSecurityOfficer}},
      {"proposal", {R::kRegistrar, R::kSecurityOfficer}},
      {"consent", {R::kRegistrar, R::kSecurityOfficer}},
      {"time-correction", {R::kRegistrar, R::kSecurityOfficer}},
      {"epoch", {R::kSecurityOfficer}},
      {"after-review", {R::kManager, R::kSecurityOfficer, R::kPrivacyOfficer}},
      {"report", {R::kSecurityOfficer, R::kPrivacyOfficer}},
      {"medium-state", {R::kIt, R::kCustodian, R::kSecurityOfficer}},
      {"medium", {R::kIt, R::kSecurityOfficer}},
      {"checkout", {R::kIt, R::kSecurityOfficer}},
      {"return", {R::kIt, R::kSecurityOfficer, R::kCustodian, R::kGuard}},
      {"wipe", {R::kIt, R::kSecurityOfficer}},
      {"inventory", {R::kIt, R::kCustodian, R::kSecurityOfficer}},
      {"snapshot", {R::kIt, R::kSecurityOfficer}},
      {"gate-pass", {R::kGuard, R::kIt, R::kSecurityOfficer}},
      {"gate-block", {R::kGuard, R::kIt, R::kSecurityOfficer}},
      {"exemption", {R::kSecurityOfficer}},
      {"partner", {R::kSecurityOfficer}},
      {"annex-erased", {R::kSecurityOfficer, R::kPrivacyOfficer}},
      {"delegation", {R::kManager, R::kSecurityOfficer, R::kPrivacyOfficer}},
      {"acknowledgement",
       {R::kManager, R::kSecurityOfficer, R::kPrivacyOfficer, R::kIt, R::kCustodian}},
      {"escrow-audit", {R::kSecurityOfficer, R::kAuditor}},
  };
  for (const Row& row : rows)
    for (const auto& role : CodesOf<Role>()) {
      const bool listed =
          std::find(row.roles.begin(), row.roles.end(), role.value) != row.roles.end();
      EXPECT_EQ(MaySign(row.kind, MakePerson("x", role.value), kNow).has_value(), listed)
          << row.kind << " by " << role.code;
    }
}

TEST(Duties, AuditorsWriteNothingButFindingsAndAudits) {
  Person auditor = MakePerson("x", Role::kAuditor);
  EXPECT_EQ(Signable(auditor), (std::set<std::string>{"finding", "escrow-audit"}));
  auditor.grants.push_back({Role::kSecurityOfficer, "", Days(-9), {}});
  EXPECT_EQ(Signable(auditor), (std::set<std::string>{"finding", "escrow-audit"}));
}

TEST(Duties, TheOfficerDoesAllButCardsAndDevices) {
  std::set<std::string> missing;
  const auto may = Signable(MakePerson("x", Role::kSecurityOfficer));
  for (std::string_view kind : StatementKinds())
    if (may.count(std::string(kind)) == 0) missing.emplace(kind);
  EXPECT_EQ(missing, (std::set<std::string>{"member-card"}));
}

TEST(Duties, SuspendedMembersOnlyReport) {
  const std::set<std::string> reports{"incident", "loss", "withdrawal"};
  Person person = MakePerson("x", Role::kSecurityOfficer);
  person.status = MemberStatus::kSuspended;
  EXPECT_EQ(Signable(person), reports);
  person.status = MemberStatus::kActive;
  person.valid_until = Days(-1);
  EXPECT_EQ(Signable(person), reports);
  person.status = MemberStatus::kLeft;  // ATTACKS F19
  EXPECT_TRUE(Signable(person).empty());
  for (const std::string& kind : reports) EXPECT_TRUE(IsBadNews(kind));
  EXPECT_TRUE(IsBadNews("revocation"));
  EXPECT_FALSE(IsBadNews("approval"));
  EXPECT_FALSE(IsBadNews("found"));  // neither relieves anybody
  EXPECT_FALSE(IsBadNews("return"));
}

TEST(Duties, NobodyWithoutKeysOrRolesSigns) {
  Person person = MakePerson("x", Role::kManager);
  person.keyless = true;
  EXPECT_TRUE(Signable(person).empty());
  person.keyless = false;
  person.grants[0].until = Days(-1);
  EXPECT_EQ(Signable(person), (std::set<std::string>{"charter", "charter-cosign"}));  // root keys
}

TEST(Duties, DevicesSignGateAndStationKindsOnly) {
  Person gate = MakePerson("x", Role::kGuard);
  gate.is_device = true;
  EXPECT_EQ(Signable(gate), (std::set<std::string>{"gate-block", "gate-pass", "loss"}));
  Person station = MakePerson("y", Role::kIt);
  station.is_device = true;
  EXPECT_EQ(Signable(station), (std::set<std::string>{"seal", "seal-void"}));
  Person odd = MakePerson("z", Role::kSecurityOfficer);
  odd.is_device = true;
  EXPECT_TRUE(Signable(odd).empty());
}

TEST(Duties, OneSuspendsAndNobodyReinstatesThemselves) {
  const Person officer = MakePerson("officer", Role::kSecurityOfficer);
  const Person registrar = MakePerson("registrar", Role::kRegistrar);
  EXPECT_TRUE(MaySignStatus(StatusAction::kSuspend, officer, "m", kNow));
  EXPECT_TRUE(MaySignStatus(StatusAction::kReinstate, registrar, "m", kNow));
  EXPECT_FALSE(MaySignStatus(StatusAction::kReinstate, officer, "officer", kNow));
  EXPECT_FALSE(MaySignStatus(StatusAction::kRekey, officer, "m", kNow));
  EXPECT_TRUE(MaySignStatus(StatusAction::kRekey, registrar, "registrar", kNow));
  EXPECT_FALSE(MaySignStatus(StatusAction::kSuspend, MakePerson("m", Role::kManager), "x", kNow));
}

}  // namespace
}  // namespace sekisho
