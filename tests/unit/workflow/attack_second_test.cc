// What a second attacker found beside what the first had: ATTACKS I3, I11, I15, I20.
#include "tests/unit/workflow/attack_record.h"

namespace sekisho {
namespace {

using std::chrono::days;

class SecondAttack : public AttackRecord {};

// Nor does a statement of one's own that says that the clock is right.
TEST_F(SecondAttack, I15ARoleOfNextMonthIsNotBegunByItsHoldersClock) {
  ASSERT_TRUE(
      Say("founder", Kind::kMemberCard, WithRoleLater("manager", Grant(Role::kIt), 30)).valid());
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  ASSERT_TRUE(
      Say("manager", Kind::kApproval, At(Deciding(Kind::kApproval, request), 32, "confirmed"))
          .valid());
  EXPECT_FALSE(Try("manager", Kind::kMedium, At(Registering("USB-1"), 31)).valid());
  EXPECT_FALSE(Try("manager", Kind::kMedium, At(Registering("USB-1"), 33)).valid());
}

TEST_F(SecondAttack, I20NothingIsErasedByTheErasersClock) {
  ASSERT_TRUE(Say("employee", Kind::kRequest, AskingWith("employee", 'e', 'f')).valid());
  ASSERT_TRUE(Say("founder", Kind::kFinding, At(Finding(), 22, "confirmed")).valid());
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, At(OfAll('f'), 21)).valid());
}

// A later request that commits to the same keeps nobody's words alive.
TEST_F(SecondAttack, I20WhatIsCopiedIsErasedWithItsOwner) {
  ASSERT_TRUE(Say("employee", Kind::kRequest, AskingWith("employee", 'e', 'f')).valid());
  Wait(10);
  ASSERT_TRUE(Say("manager", Kind::kRequest, AskingWith("manager", '3', '4')).valid());
  Wait(9);
  ASSERT_TRUE(Say("other", Kind::kRequest, AskingWith("other", 'e', 'f')).valid());
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('e')).valid());
  Wait(3);
  ASSERT_TRUE(Say("manager", Kind::kRequest, AskingWith("manager", '1', '2')).valid());
  EXPECT_TRUE(Try("founder", Kind::kAnnexErased, OfAll('e')).valid());
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('1')).valid());
}

// Digests of nothing would be 32 bytes of words each.
TEST_F(SecondAttack, I3NothingUnknownIsErased) {
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('7')).valid());
}

TEST_F(SecondAttack, I20WhatLiesOnALostMediumIsStillNeeded) {
  Hire("it", {Grant(Role::kIt)});
  const Said medium = Say("it", Kind::kMedium, Registering("USB-1"));
  Words asking = Asking("employee", medium.jti);
  asking.claims["annex"] = {{"main", std::string(64, 'e')}, {"manifest", std::string(64, 'f')}};
  ASSERT_TRUE(Say("employee", Kind::kRequest, asking).valid());
  ASSERT_TRUE(Say("it", Kind::kLoss, Losing(medium)).valid());
  Wait(22);
  ASSERT_TRUE(Say("other", Kind::kRequest, Asking("other", "")).valid());
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('f')).valid());
}

// Who becomes auditor on a day holds no other role from then on.
TEST_F(SecondAttack, I11TheLastOfficerDoesNotBecomeAuditor) {
  Hire("registrar", {Grant(Role::kRegistrar, "")});
  Hire("chief", {Grant(Role::kSecurityOfficer, "")});
  Wait(8);
  Person auditor = Now("founder");
  RoleGrant later = Grant(Role::kAuditor, "");
  later.from = clock_.Now() + days(5);
  auditor.grants.push_back(later);
  const Said proposal = Say("registrar", Kind::kProposal, Proposing("founder", auditor));
  ASSERT_TRUE(Say("chief", Kind::kConsent, ConsentingTo(proposal)).valid());
  EXPECT_FALSE(
      Try("registrar", Kind::kMemberStatus, Status("chief", StatusAction::kSuspend)).valid());
}

// Whom only a card dated ahead bars is somebody who may be the second.
TEST_F(SecondAttack, I15NobodySeesToItThatThereIsNoSecond) {
  Words card;
  card.claims = ToClaims(CardClaims{PersonOf("registrar", {Grant(Role::kRegistrar, "")})}, kJapan);
  const Said hired = Say("founder", Kind::kMemberCard, At(card, 1000));
  ASSERT_TRUE(hired.valid()) << hired.disposition.why;
  SetId("registrar", hired.jti);
  for (const int64_t ahead : {0, 1001})
    EXPECT_FALSE(
        Try("founder", Kind::kMemberCard, At(CardWords("manager", Rekeyed("manager")), ahead))
            .valid())
        << ahead;
}

// While it is young in truth, there is nobody else.
TEST_F(SecondAttack, I15AYoungRegistrarIsNoSecondYet) {
  Hire("registrar", {Grant(Role::kRegistrar, "")});
  EXPECT_TRUE(Try("founder", Kind::kMemberCard, CardWords("manager", Rekeyed("manager"))).valid());
}

// Not even after their owner has given them away: what was signed with them stays that one's.
TEST_F(SecondAttack, I19KeysOfSomebodyAreNobodyElsesForGood) {
  Person keyless = Now("employee");
  keyless.keyless = true;
  keyless.sign_key = keyless.age_recipient = "";
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, CardWords("employee", keyless)).valid());
  Words straw;
  straw.claims = ToClaims(CardClaims{PersonOf("employee", {Grant(Role::kEmployee)})}, kJapan);
  EXPECT_FALSE(Try("founder", Kind::kMemberCard, straw).valid());
  EXPECT_TRUE(Try("founder", Kind::kMemberCard,
                  CardWords("employee", PersonOf("employee", {Grant(Role::kEmployee)})))
                  .valid());
}

// Whose date the floor would lift: beside a record with gaps it would not count.
TEST_F(SecondAttack, A7ASealIsNotDatedBeforeItsPeriod) {
  Wait(2);  // its sealer was somebody then already
  Words asking = Asking("employee", "");
  const Said request = Say("employee", Kind::kRequest, asking);
  ASSERT_TRUE(Say("manager", Kind::kApproval, Deciding(Kind::kApproval, request)).valid());
  Words sealing = Sealing(request, "");
  EXPECT_TRUE(Try("employee", Kind::kSeal, sealing).valid());
  sealing.iat = clock_.Now() - std::chrono::hours(20);
  EXPECT_FALSE(Try("employee", Kind::kSeal, sealing).valid());
}

// In a week in which no officer or registrar signs, a card can be dated back by all of it.
TEST_F(SecondAttack, I15WhatIsGivenTodayIsYoung) {
  Wait(8);
  ASSERT_TRUE(Say("employee", Kind::kRequest, Asking("employee", "")).valid());
  Words card;
  card.claims = ToClaims(CardClaims{PersonOf("straw", {Grant(Role::kEmployee)})}, kJapan);
  const Said straw = Say("founder", Kind::kMemberCard, At(card, -8));
  ASSERT_TRUE(straw.valid()) << straw.disposition.why;
  EXPECT_EQ(state_->FindMember(straw.jti)->keys->since, clock_.Now());
}

// A machine whose battery is empty reports a loss, and calls off what must not leave.
TEST_F(SecondAttack, F19BadNewsIsHeardWhateverTheClockSays) {
  Hire("it", {Grant(Role::kIt)});
  const Said medium = Say("it", Kind::kMedium, Registering("USB-1"));
  const Said request = Say("employee", Kind::kRequest, Asking("employee", medium.jti));
  const Time empty_battery = *ParseTime("2000-01-01T00:00:00+09:00");
  Words losing = Losing(medium);
  losing.iat = empty_battery;
  EXPECT_TRUE(Try("employee", Kind::kLoss, losing).valid());
  ASSERT_TRUE(Say("it", Kind::kLoss, losing).valid());
  EXPECT_EQ(Medium(medium).state, MediumState::kLost);  // with the force of the role
  Words revoking = Deciding(Kind::kRevocation, request);
  revoking.iat = empty_battery;
  ASSERT_TRUE(Say("founder", Kind::kRevocation, revoking).valid());
  EXPECT_TRUE(Request(request).revocations.back().has_force);
  Words suspending = Status("other", StatusAction::kSuspend);
  suspending.iat = empty_battery;
  EXPECT_TRUE(Try("founder", Kind::kMemberStatus, suspending).valid());
}

// Nor does a date ahead give it more force than its author has.
TEST_F(SecondAttack, I15AnOfficerToBeRevokesNothingYet) {
  ASSERT_TRUE(Say("founder", Kind::kMemberCard,
                  WithRoleLater("other", Grant(Role::kSecurityOfficer, ""), 30))
                  .valid());
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  ASSERT_TRUE(
      Say("other", Kind::kRevocation, At(Deciding(Kind::kRevocation, request), 31)).valid());
  EXPECT_FALSE(Request(request).revocations.back().has_force);
}

TEST_F(SecondAttack, I3WhatAnApproverOpenedIsOfTheList) {
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  Words approving = Deciding(Kind::kApproval, request);
  approving.claims["opened"] = Json::array({1});
  EXPECT_TRUE(Try("manager", Kind::kApproval, approving).valid());
  for (const int64_t line : {int64_t{0}, int64_t{2}, INT64_MAX}) {
    approving.claims["opened"] = Json::array({line});
    EXPECT_FALSE(Try("manager", Kind::kApproval, approving).valid()) << line;
  }
}

TEST_F(SecondAttack, I3NoDecisionIsUnderADelegationYet) {
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  for (const Kind kind : {Kind::kApproval, Kind::kDenial, Kind::kRevocation}) {
    Words deciding = Deciding(kind, request);
    EXPECT_TRUE(Try("manager", kind, deciding).valid());
    deciding.claims["delegation"] = HexEncode(request.hash);
    EXPECT_FALSE(Try("manager", kind, deciding).valid());
  }
}

}  // namespace
}  // namespace sekisho
