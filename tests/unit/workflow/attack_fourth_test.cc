// What a fourth attacker found past the mends of the third: ATTACKS F19, I11, I15, I18, I19.
#include "tests/unit/workflow/attack_record.h"

namespace sekisho {
namespace {

class FourthAttack : public AttackRecord {
 protected:
  Said Propose(const std::string& who, const std::string& whose_keys) {
    Person person = Now(who);
    const Person keys = PersonOf(whose_keys, {});
    person.sign_key = keys.sign_key;
    person.age_recipient = keys.age_recipient;
    return Say("registrar", Kind::kProposal, Proposing(who, person));
  }
  void Suspend(const std::string& who) {
    ASSERT_TRUE(Say("founder", Kind::kMemberStatus, Status(who, StatusAction::kSuspend)).valid());
  }
};

// Who reads a proposal cannot end it by asking for a package for the key in it.
TEST_F(FourthAttack, I19NobodyBlocksAProposalByNamingItsKey) {
  Hire("registrar", {Grant(Role::kRegistrar, "")});
  Wait(8);
  const Said proposal = Propose("manager", "new keys");
  ASSERT_TRUE(proposal.valid()) << proposal.disposition.why;
  Words asking = Asking("employee", "");
  asking.claims["recipients"] = Json::array({PersonOf("new keys", {}).age_recipient});
  ASSERT_TRUE(Say("employee", Kind::kRequest, asking).valid());
  EXPECT_TRUE(Try("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  // Named before it is proposed, it is somebody's outside.
  EXPECT_FALSE(Propose("manager", "new keys").valid());
}

// A suspension is heard whatever the clock says; leaving cannot be undone, and can wait.
TEST_F(FourthAttack, I11NobodyEndsAnothersMembershipByADateAhead) {
  ASSERT_TRUE(
      Say("founder", Kind::kMemberCard, WithRoleLater("other", Grant(Role::kRegistrar, ""), 10))
          .valid());
  const auto says = [this](StatusAction action, int64_t ahead) {
    return Try("other", Kind::kMemberStatus, At(Status("manager", action), ahead)).valid();
  };
  EXPECT_FALSE(says(StatusAction::kLeave, 11));
  Wait(11);
  ASSERT_TRUE(Say("employee", Kind::kRequest, Asking("employee", "")).valid());
  EXPECT_TRUE(says(StatusAction::kLeave, 0));
}

TEST_F(FourthAttack, I15WhoIsSuspendedTurnsDownNobodysProposal) {
  Hire("registrar", {Grant(Role::kRegistrar, "")});
  Hire("second", {Grant(Role::kRegistrar, "")});
  Wait(8);
  const Said proposal = Propose("manager", "new keys");
  EXPECT_TRUE(Try("second", Kind::kWithdrawal, Withdrawing(proposal)).valid());
  Suspend("second");
  EXPECT_FALSE(Try("second", Kind::kWithdrawal, Withdrawing(proposal)).valid());
  // What is their own they take back.
  Suspend("registrar");
  EXPECT_TRUE(Try("registrar", Kind::kWithdrawal, Withdrawing(proposal)).valid());
}

TEST_F(FourthAttack, I18WhoIsSuspendedOnlyReportsALoss) {
  Hire("it", {Grant(Role::kIt)});
  Hire("helper", {Grant(Role::kIt)});
  const Said medium = Say("it", Kind::kMedium, Registering("USB-1"));
  ASSERT_TRUE(medium.valid());
  Suspend("helper");
  ASSERT_TRUE(Say("helper", Kind::kLoss, Losing(medium)).valid());
  EXPECT_NE(Medium(medium).state, MediumState::kLost);
  EXPECT_EQ(Medium(medium).loss_reports.size(), 1u);
  ASSERT_TRUE(Say("it", Kind::kLoss, Losing(medium)).valid());
  EXPECT_EQ(Medium(medium).state, MediumState::kLost);
}

}  // namespace
}  // namespace sekisho
