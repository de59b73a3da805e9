// What a fifth attacker found: dates of a quiet time (ATTACKS I11, I15).
#include "tests/unit/workflow/attack_record.h"

namespace sekisho {
namespace {

class FifthAttack : public AttackRecord {};

// Who dates back is beside those of office who have come, and signed, since.
TEST_F(FifthAttack, I15NobodyActsAloneByADateBeforeTheSecond) {
  Hire("registrar", {Grant(Role::kRegistrar, "")});
  Wait(9);
  Words card = CardWords("manager", Rekeyed("manager"));
  EXPECT_TRUE(Try("founder", Kind::kMemberCard, At(card, -9)).valid());  // as far as anybody knows
  ASSERT_TRUE(Say("registrar", Kind::kMemberCard, CardWords("employee", Now("employee"))).valid());
  EXPECT_FALSE(Try("founder", Kind::kMemberCard, At(card, -9)).valid());
}

// Nor does anybody end the last officer's membership as of a day on which there was another.
TEST_F(FifthAttack, I11TheMonthForSuccessorsIsNotOfThen) {
  Hire("registrar", {Grant(Role::kRegistrar, "")});
  Hire("chief", {Grant(Role::kSecurityOfficer, "")});
  Person until = Now("chief");
  until.valid_until = clock_.Now() + std::chrono::days(40);
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, CardWords("chief", until)).valid());
  for (int i = 0; i < 6; ++i) {  // officer and registrar are quiet, and the floor stays
    Wait(10);
    ASSERT_TRUE(Say("manager", Kind::kRequest, Asking("manager", "")).valid());
  }
  for (const StatusAction action : {StatusAction::kLeave, StatusAction::kSuspend})
    for (const int64_t ago : {0, -59})
      EXPECT_FALSE(
          Try("registrar", Kind::kMemberStatus, At(Status("founder", action), ago)).valid())
          << ago;
}

// One employee's fast clock makes nobody a second person who is not one yet.
TEST_F(FifthAttack, I15AFastClockLocksTheOfficerOutOfNothing) {
  Words asking = At(Asking("employee", ""), 13);
  asking.claims["clock"] = "unconfirmed";
  ASSERT_TRUE(Say("employee", Kind::kRequest, asking).valid());
  Hire("registrar", {Grant(Role::kRegistrar, "")});
  EXPECT_TRUE(Try("founder", Kind::kMemberCard, CardWords("manager", Rekeyed("manager"))).valid());
}

}  // namespace
}  // namespace sekisho
