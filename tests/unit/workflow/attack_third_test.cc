// What a third attacker found past the mends of the second: ATTACKS D8, I1, I15, I19, I20.
#include "tests/unit/workflow/attack_record.h"

namespace sekisho {
namespace {

using std::chrono::days;

class ThirdAttack : public AttackRecord {
 protected:
  // By somebody without office, as far ahead as each statement is believed to be.
  void PushTime(const std::string& who, int64_t most) {
    for (int64_t ahead = 13; ahead <= most; ahead += 13)
      ASSERT_TRUE(Say(who, Kind::kFinding, At(Finding(), ahead)).valid());
  }
  void EndsIn(const std::string& who, int64_t in_days) {
    Person person = Now(who);
    person.valid_until = clock_.Now() + days(in_days);
    ASSERT_TRUE(Say("founder", Kind::kMemberCard, CardWords(who, person)).valid());
  }
};

TEST_F(ThirdAttack, F19NobodySilencesOthersByDatingAhead) {
  EndsIn("manager", 10);
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  PushTime("other", 130);
  ASSERT_TRUE(Say("manager", Kind::kRevocation, Deciding(Kind::kRevocation, request)).valid());
  EXPECT_TRUE(Request(request).revocations.back().has_force);
}

TEST_F(ThirdAttack, I15WhoseTermIsOverVetoesNothing) {
  EndsIn("manager", 1);
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  Wait(2);
  EXPECT_FALSE(Try("manager", Kind::kRevocation, Deciding(Kind::kRevocation, request)).valid());
}

// An office may be quiet from Friday until something is stolen on Sunday.
TEST_F(ThirdAttack, F19WhoseRoleBeginsOnAQuietDayIsHeard) {
  ASSERT_TRUE(Say("founder", Kind::kMemberCard,
                  WithRoleLater("other", Grant(Role::kSecurityOfficer, ""), 1))
                  .valid());
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  Wait(2);
  ASSERT_TRUE(Say("other", Kind::kRevocation, Deciding(Kind::kRevocation, request)).valid());
  EXPECT_TRUE(Request(request).revocations.back().has_force);
}

TEST_F(ThirdAttack, I15NobodyWithoutOfficeMovesPowerFarAhead) {
  PushTime("other", 400);
  const Said card = Say("founder", Kind::kMemberCard, CardWords("employee", [this] {
                          Person person = Now("employee");
                          person.grants.push_back(Grant(Role::kIt));
                          return person;
                        }()));
  ASSERT_TRUE(card.valid());
  for (const RolePower& role : Member("employee").roles)
    EXPECT_LE(role.power.since, clock_.Now() + kUnconfirmedLead);
}

TEST_F(ThirdAttack, I15NorARoleOfNextMonth) {
  ASSERT_TRUE(
      Say("founder", Kind::kMemberCard, WithRoleLater("manager", Grant(Role::kIt), 30)).valid());
  PushTime("other", 40);
  EXPECT_FALSE(Try("manager", Kind::kMedium, At(Registering("USB-1"), 31)).valid());
}

TEST_F(ThirdAttack, I15WhoWillBeManagerRevokesNothingByApprovingAhead) {
  ASSERT_TRUE(
      Say("founder", Kind::kMemberCard, WithRoleLater("other", Grant(Role::kManager), 30)).valid());
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  ASSERT_TRUE(Say("other", Kind::kApproval, At(Deciding(Kind::kApproval, request), 31)).valid());
  ASSERT_TRUE(Say("other", Kind::kRevocation, Deciding(Kind::kRevocation, request)).valid());
  EXPECT_FALSE(Request(request).revocations.back().has_force);
}

// By a request of one's own, which commits to them, and is over.
TEST_F(ThirdAttack, I20NobodyErasesTheWordsOfOthers) {
  const Said request = Say("employee", Kind::kRequest, AskingWith("employee", '1', '2'));
  Words denying = Deciding(Kind::kDenial, request);
  denying.claims["annex"] = {{"main", std::string(64, 'e')}};
  ASSERT_TRUE(Say("manager", Kind::kDenial, denying).valid());
  const Said own = Say("founder", Kind::kRequest, AskingWith("founder", 'e', 'f'));
  ASSERT_TRUE(own.valid());
  ASSERT_TRUE(Say("founder", Kind::kWithdrawal, Withdrawing(own)).valid());
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('e')).valid());
  EXPECT_TRUE(Try("founder", Kind::kAnnexErased, OfAll('f')).valid());
}

TEST_F(ThirdAttack, I20NorByAStrawThatHasLeft) {
  const Said request = Say("employee", Kind::kRequest, AskingWith("employee", '1', '2'));
  Words denying = Deciding(Kind::kDenial, request);
  denying.claims["annex"] = {{"main", std::string(64, 'e')}};
  ASSERT_TRUE(Say("manager", Kind::kDenial, denying).valid());
  Words card;
  card.claims = ToClaims(CardClaims{PersonOf("straw", {Grant(Role::kEmployee)})}, kJapan);
  card.claims["annex"] = {{"main", std::string(64, 'e')}, {"grant", std::string(64, 'd')}};
  const Said straw = Say("founder", Kind::kMemberCard, card);
  ASSERT_TRUE(straw.valid()) << straw.disposition.why;
  SetId("straw", straw.jti);
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('d')).valid());  // still a member's key
  ASSERT_TRUE(Say("founder", Kind::kMemberStatus, Status("straw", StatusAction::kLeave)).valid());
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('e')).valid());
  EXPECT_TRUE(Try("founder", Kind::kAnnexErased, OfAll('d')).valid());
}

// Over by the clock of somebody without office only, who may be of the eraser's own making.
TEST_F(ThirdAttack, I20NorByTheClockOfAStraw) {
  Words asking = AskingWith("employee", 'e', 'f');
  asking.claims["until"] = FormatTime(clock_.Now() + days(7), kJapan);
  ASSERT_TRUE(Say("employee", Kind::kRequest, asking).valid());
  ASSERT_TRUE(Say("manager", Kind::kFinding, Finding()).valid());
  PushTime("other", 13);
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, At(OfAll('e'), 9)).valid());
  Wait(9);
  ASSERT_TRUE(Say("manager", Kind::kFinding, Finding()).valid());
  EXPECT_TRUE(Try("founder", Kind::kAnnexErased, OfAll('e')).valid());
}

TEST_F(ThirdAttack, I20WhatWasDeniedForGoodIsOver) {
  const Said request = Say("employee", Kind::kRequest, AskingWith("employee", 'e', 'f'));
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('e')).valid());
  ASSERT_TRUE(Say("manager", Kind::kDenial, Deciding(Kind::kDenial, request)).valid());
  EXPECT_TRUE(Try("founder", Kind::kAnnexErased, OfAll('e')).valid());
}

// A client's key on the card of a straw, which leaves: nothing could be sent to the client then.
TEST_F(ThirdAttack, I19WhoeverIsOutsideIsNobodysStraw) {
  const Person client = PersonOf("client", {Grant(Role::kEmployee)});
  Words asking = Asking("employee", "");
  asking.claims["recipients"] = Json::array({client.age_recipient});
  Words card;
  card.claims = ToClaims(CardClaims{client}, kJapan);
  EXPECT_TRUE(Try("founder", Kind::kMemberCard, card).valid());
  ASSERT_TRUE(Say("employee", Kind::kRequest, asking).valid());
  EXPECT_FALSE(Try("founder", Kind::kMemberCard, card).valid());
}

TEST_F(ThirdAttack, D8NobodyAuditsTheirOwn) {
  const Said request = Say("founder", Kind::kRequest, Asking("founder", ""));
  ASSERT_TRUE(Say("manager", Kind::kApproval, Deciding(Kind::kApproval, request)).valid());
  const Said seal = Say("founder", Kind::kSeal, Sealing(request, ""));
  ASSERT_TRUE(seal.valid()) << seal.disposition.why;
  Hire("auditor", {Grant(Role::kAuditor, "")});
  Words audit;
  audit.subject = request.jti;
  audit.claims = ToClaims(SealRefClaims{seal.hash});
  audit.claims["ok"] = true;
  EXPECT_FALSE(Try("founder", Kind::kEscrowAudit, audit).valid());
  EXPECT_TRUE(Try("auditor", Kind::kEscrowAudit, audit).valid());
  audit.claims["seal"] = HexEncode(request.hash);
  EXPECT_FALSE(Try("auditor", Kind::kEscrowAudit, audit).valid());
}

TEST_F(ThirdAttack, I3WhatWasOpenedHasNoRoomForWords) {
  Words asking = Asking("employee", "");
  asking.claims["files"] = int64_t{1} << 40;
  const Said request = Say("employee", Kind::kRequest, asking);
  Words approving = Deciding(Kind::kApproval, request);
  approving.claims["opened"] = Json::array({1 << 24});
  EXPECT_TRUE(Try("manager", Kind::kApproval, approving).valid());
  approving.claims["opened"] = Json::array({(1 << 24) + 1});
  EXPECT_FALSE(Try("manager", Kind::kApproval, approving).valid());
}

TEST_F(ThirdAttack, I1AKeyIsCountedByTheRequestsBefore) {
  const std::string key = PersonOf("client", {}).age_recipient;
  Words asking = Asking("employee", "");
  asking.claims["recipients"] = Json::array({key});
  const Said first = Say("employee", Kind::kRequest, asking);
  const Said second = Say("employee", Kind::kRequest, asking);
  EXPECT_EQ(state_->TimesNamed(key, Request(first).index), 0u);
  EXPECT_EQ(state_->TimesNamed(key, Request(second).index), 1u);
  EXPECT_EQ(state_->TimesNamed(key, UINT64_MAX), 2u);
}

}  // namespace
}  // namespace sekisho
