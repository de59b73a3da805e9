// What takes two people, in the fold: ATTACKS I5, I11, I15.
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

class TwoPersonsFold : public Record {
 protected:
  // Past the days in which the founder's people are young.
  void HireRegistrar() {
    Hire("registrar", {Grant(Role::kRegistrar, "")});
    Wait(8);
  }
  Person Now(const std::string& who) { return Member(who).Now(); }
  Person WithRole(const std::string& who, Role role, const std::string& department = "sales") {
    Person person = Now(who);
    person.grants.push_back({role, department, clock_.Now(), std::nullopt});
    return person;
  }
  Person WithKeysOf(const std::string& who, const std::string& whose) {
    Person person = Now(who);
    const Person keys = PersonOf(whose, {});
    person.sign_key = keys.sign_key;
    person.age_recipient = keys.age_recipient;
    return person;
  }
  bool Card(const std::string& by, const std::string& who, const Person& person) {
    return Try(by, Kind::kMemberCard, CardWords(who, person)).valid();
  }
};

TEST_F(TwoPersonsFold, ACardThatGivesPowerIsVoidWhereSomebodyMayConsent) {
  Hire("manager", {Grant(Role::kManager)});
  Hire("employee", {Grant(Role::kEmployee)});
  HireRegistrar();
  for (const std::string by : {"founder", "registrar"}) {
    EXPECT_FALSE(Card(by, "employee", WithRole("employee", Role::kManager)));
    EXPECT_FALSE(Card(by, "manager", WithRole("manager", Role::kManager, "legal")));
    EXPECT_FALSE(Card(by, "manager", WithKeysOf("manager", "thief")));
    EXPECT_FALSE(Card(by, "employee", WithKeysOf("employee", "thief")));
    EXPECT_FALSE(Try(by, Kind::kMemberCard,
                     {"",
                      ToClaims(CardClaims{PersonOf("new", {Grant(Role::kManager)})}, kJapan),
                      {},
                      {},
                      {}})
                     .valid());
    // What gives none takes one: an employee with first keys, a role taken away.
    EXPECT_TRUE(Try(by, Kind::kMemberCard,
                    {"",
                     ToClaims(CardClaims{PersonOf("new", {Grant(Role::kEmployee)})}, kJapan),
                     {},
                     {},
                     {}})
                    .valid());
    EXPECT_TRUE(Card(by, "manager", PersonOf("manager", {Grant(Role::kEmployee)})));
  }
  // First none, then others: the same attack in two steps.
  Person keyless = Now("employee");
  keyless.keyless = true;
  keyless.sign_key = keyless.age_recipient = "";
  ASSERT_TRUE(Say("registrar", Kind::kMemberCard, CardWords("employee", keyless)).valid());
  EXPECT_FALSE(Card("registrar", "employee", WithKeysOf("employee", "thief")));
}

// What Suzuki approved would be shown as another's.
TEST_F(TwoPersonsFold, I2AnotherNameTakesTwo) {
  Hire("manager", {Grant(Role::kManager)});
  HireRegistrar();
  const auto named = [&](Words words, char name) {
    words.claims["annex"] = {{"main", std::string(64, name)}, {"grant", std::string(64, 'c')}};
    return words;
  };
  const auto card = [&](const std::string& by, const std::string& who, char name) {
    return Say(by, Kind::kMemberCard, named(CardWords(who, Now(who)), name)).valid();
  };
  EXPECT_FALSE(card("registrar", "manager", 'd'));
  EXPECT_FALSE(card("founder", "manager", 'd'));
  EXPECT_FALSE(card("registrar", "registrar", 'd'));
  EXPECT_TRUE(card("registrar", "manager", 'c'));
  EXPECT_FALSE(
      Try("registrar", Kind::kProposal, named(Proposing("registrar", Now("registrar")), 'd'))
          .valid());
  const Said proposal =
      Say("registrar", Kind::kProposal, named(Proposing("manager", Now("manager")), 'd'));
  ASSERT_TRUE(Say("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  // From then on that is the name.
  EXPECT_FALSE(card("registrar", "manager", 'c'));
  EXPECT_TRUE(card("registrar", "manager", 'd'));
}

TEST_F(TwoPersonsFold, B6_11WhoHasLeftGetsNoCard) {
  Hire("employee", {Grant(Role::kEmployee)});
  ASSERT_TRUE(
      Say("founder", Kind::kMemberStatus, Status("employee", StatusAction::kLeave)).valid());
  Person elsewhere = Now("employee");
  elsewhere.grants = {Grant(Role::kEmployee, "legal")};
  EXPECT_FALSE(Card("founder", "employee", elsewhere));
}

TEST_F(TwoPersonsFold, TheActCountsFromTheConsentAndOnce) {
  Hire("employee", {Grant(Role::kEmployee)});
  HireRegistrar();
  const Person manager = WithRole("employee", Role::kManager);
  const Said proposal = Say("registrar", Kind::kProposal, Proposing("employee", manager));
  ASSERT_TRUE(proposal.valid()) << proposal.disposition.why;
  EXPECT_EQ(Now("employee").grants.size(), 1u);
  EXPECT_EQ(state_->FindProposal(proposal.jti)->consented, std::nullopt);
  // By neither the first nor the one concerned, and of this very proposal.
  EXPECT_FALSE(Try("registrar", Kind::kConsent, ConsentingTo(proposal)).valid());
  EXPECT_FALSE(Try("employee", Kind::kConsent, ConsentingTo(proposal)).valid());
  Said other = proposal;
  other.hash = state_->genesis();
  EXPECT_FALSE(Try("founder", Kind::kConsent, ConsentingTo(other)).valid());
  const uint64_t at = next_;
  ASSERT_TRUE(Say("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  EXPECT_EQ(Now("employee").grants.size(), 2u);
  EXPECT_EQ(Member("employee").At(at)->grants.size(), 1u);
  EXPECT_EQ(state_->FindProposal(proposal.jti)->consented, at);
  const Power expected{clock_.Now(), {Id("registrar"), Id("founder")}, false, clock_.Now()};
  ASSERT_EQ(Member("employee").roles.size(), 1u);
  EXPECT_EQ(Member("employee").roles[0].power, expected);
  EXPECT_FALSE(Try("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
}

TEST_F(TwoPersonsFold, EitherMayProposeAndANewMemberBeginsWithTheConsent) {
  HireRegistrar();
  const Said proposal =
      Say("founder", Kind::kProposal, Proposing("", PersonOf("manager", {Grant(Role::kManager)})));
  ASSERT_TRUE(proposal.valid()) << proposal.disposition.why;
  EXPECT_EQ(state_->FindMember(proposal.jti), nullptr);
  Hire("late", {Grant(Role::kEmployee)});
  ASSERT_TRUE(Say("registrar", Kind::kConsent, ConsentingTo(proposal)).valid());
  const MemberRecord* const manager = state_->FindMember(proposal.jti);
  ASSERT_NE(manager, nullptr);
  EXPECT_EQ(ShortId(*manager), "P3");  // its number is the proposal's, by the order of the record
  EXPECT_EQ(ShortId(Member("late")), "P4");
  EXPECT_EQ(ShortId(*state_->FindProposal(proposal.jti)), "W1");
  EXPECT_EQ(manager->card_token, state_->FindProposal(proposal.jti)->statement.token);
  EXPECT_TRUE(HasRole(manager->Now(), Role::kManager, clock_.Now()));
}

// Or the first keys of a new member would come back after they were changed.
TEST_F(TwoPersonsFold, AProposalOfANewMemberCountsOnceToo) {
  HireRegistrar();
  const Said proposal = Say("registrar", Kind::kProposal,
                            Proposing("", PersonOf("manager", {Grant(Role::kManager)})));
  ASSERT_TRUE(Say("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  EXPECT_FALSE(Try("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
}

// The wrong key, the wrong person: what was proposed by mistake waits for nobody.
TEST_F(TwoPersonsFold, I15AProposalIsTakenBackOrTurnedDown) {
  HireRegistrar();
  Hire("employee", {Grant(Role::kEmployee)});
  const auto propose = [this] {
    return Say("registrar", Kind::kProposal,
               Proposing("", PersonOf("manager", {Grant(Role::kManager)})));
  };
  const Said proposal = propose();
  EXPECT_FALSE(Try("employee", Kind::kWithdrawal, Withdrawing(proposal)).valid());
  EXPECT_TRUE(Try("founder", Kind::kWithdrawal, Withdrawing(proposal)).valid());
  Said other = propose();
  other.jti = proposal.jti;
  EXPECT_FALSE(Try("registrar", Kind::kWithdrawal, Withdrawing(other)).valid());
  EXPECT_TRUE(Try("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  ASSERT_TRUE(Say("registrar", Kind::kWithdrawal, Withdrawing(proposal)).valid());
  EXPECT_FALSE(Try("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
}

TEST_F(TwoPersonsFold, I15WhatHoldsIsNotTakenBack) {
  HireRegistrar();
  const Said proposal = Say("registrar", Kind::kProposal,
                            Proposing("", PersonOf("manager", {Grant(Role::kManager)})));
  ASSERT_TRUE(Say("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  EXPECT_FALSE(Try("registrar", Kind::kWithdrawal, Withdrawing(proposal)).valid());
}

TEST_F(TwoPersonsFold, NobodyGivesThemselvesARoleOrKeys) {
  HireRegistrar();
  Hire("registrar2", {Grant(Role::kEmployee)});
  const Person more = WithRole("registrar", Role::kManager);
  EXPECT_FALSE(Card("registrar", "registrar", more));
  EXPECT_FALSE(Card("founder", "founder", WithRole("founder", Role::kManager)));
  EXPECT_FALSE(Try("registrar", Kind::kProposal, Proposing("registrar", more)).valid());
  const Said proposal = Say("founder", Kind::kProposal, Proposing("registrar", more));
  ASSERT_TRUE(proposal.valid());
  EXPECT_FALSE(Try("registrar", Kind::kConsent, ConsentingTo(proposal)).valid());
  // What gives nothing one may do for oneself: a small office has one registrar.
  Person trained = Now("registrar");
  trained.trained_until = clock_.Now() + std::chrono::days(99);
  EXPECT_TRUE(Card("registrar", "registrar", trained));
}

TEST_F(TwoPersonsFold, ARootsKeysAreTheCharters) {
  HireRegistrar();
  const Person stolen = WithKeysOf("founder", "thief");
  Person age_only = Now("founder");
  age_only.age_recipient = stolen.age_recipient;
  Person none = Now("founder");
  none.keyless = true;
  none.sign_key = none.age_recipient = "";
  for (const Person& person : {stolen, age_only, none}) {
    EXPECT_FALSE(Card("registrar", "founder", person));
    EXPECT_FALSE(Try("registrar", Kind::kProposal, Proposing("founder", person)).valid());
  }
}

TEST_F(TwoPersonsFold, I15TwoOfWhomOneMadeTheOtherAreOne) {
  Hire("employee", {Grant(Role::kEmployee)});
  Hire("registrar", {Grant(Role::kRegistrar, "")});
  const Person manager = WithRole("employee", Role::kManager);
  for (const bool founder_first : {true, false}) {
    const std::string first = founder_first ? "founder" : "registrar";
    const std::string second = founder_first ? "registrar" : "founder";
    const Said proposal = Say(first, Kind::kProposal, Proposing("employee", manager));
    ASSERT_TRUE(proposal.valid());
    EXPECT_FALSE(Try(second, Kind::kConsent, ConsentingTo(proposal)).valid());
  }
  // All who may consent are barred, so the officer who is registrar does it alone, and it shows.
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, CardWords("employee", manager)).valid());
  const Power alone{clock_.Now(), {Id("founder")}, true, clock_.Now()};
  EXPECT_EQ(Member("employee").roles.at(0).power, alone);
  // A registrar who is no officer never does.
  EXPECT_FALSE(Card("registrar", "employee", WithRole("employee", Role::kIt)));
  Wait(8);
  EXPECT_FALSE(Card("founder", "employee", WithRole("employee", Role::kIt)));
  const Said proposal =
      Say("founder", Kind::kProposal, Proposing("employee", WithRole("employee", Role::kIt)));
  EXPECT_TRUE(Try("registrar", Kind::kConsent, ConsentingTo(proposal)).valid());
}

TEST_F(TwoPersonsFold, NobodyElseActiveIsNobodyElse) {
  Hire("employee", {Grant(Role::kEmployee)});
  HireRegistrar();
  const Person manager = WithRole("employee", Role::kManager);
  EXPECT_FALSE(Card("founder", "employee", manager));
  ASSERT_TRUE(
      Say("founder", Kind::kMemberStatus, Status("registrar", StatusAction::kSuspend)).valid());
  EXPECT_TRUE(Card("founder", "employee", manager));
  // The suspended one's proposal is worth nothing either.
  EXPECT_FALSE(Try("registrar", Kind::kProposal, Proposing("employee", manager)).valid());
}

TEST_F(TwoPersonsFold, AProposalOfWhoWasSuspendedOrAboutWhoChangedIsOver) {
  Hire("employee", {Grant(Role::kEmployee)});
  HireRegistrar();
  const Said proposal = Say("registrar", Kind::kProposal,
                            Proposing("employee", WithRole("employee", Role::kManager)));
  ASSERT_TRUE(Try("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  Person trained = Now("employee");
  trained.trained_until = clock_.Now();
  const auto before = *state_;
  ASSERT_TRUE(Say("registrar", Kind::kMemberCard, CardWords("employee", trained)).valid());
  EXPECT_FALSE(Try("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  *state_ = before;
  ASSERT_TRUE(
      Say("founder", Kind::kMemberStatus, Status("registrar", StatusAction::kSuspend)).valid());
  EXPECT_FALSE(Try("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
}

TEST_F(TwoPersonsFold, ReinstatingTakesTwo) {
  Hire("manager", {Grant(Role::kManager)});
  HireRegistrar();
  EXPECT_FALSE(Try("registrar", Kind::kProposal, Reinstating("manager")).valid());
  ASSERT_TRUE(
      Say("founder", Kind::kMemberStatus, Status("manager", StatusAction::kSuspend)).valid());
  for (const std::string by : {"founder", "registrar", "manager"})
    EXPECT_FALSE(Try(by, Kind::kMemberStatus, Status("manager", StatusAction::kReinstate)).valid());
  // A new card lifts no suspension.
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, CardWords("manager", Now("manager"))).valid());
  EXPECT_EQ(Now("manager").status, MemberStatus::kSuspended);
  const Said proposal = Say("registrar", Kind::kProposal, Reinstating("manager"));
  ASSERT_TRUE(proposal.valid()) << proposal.disposition.why;
  ASSERT_TRUE(Say("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  EXPECT_EQ(Now("manager").status, MemberStatus::kActive);
  const Power expected{clock_.Now(), {Id("registrar"), Id("founder")}, false, clock_.Now()};
  EXPECT_EQ(Member("manager").keys, expected);
  EXPECT_EQ(Member("manager").roles.at(0).power, expected);
}

TEST_F(TwoPersonsFold, TheOnlyOfficerReinstatesAlone) {
  Hire("manager", {Grant(Role::kManager)});
  ASSERT_TRUE(
      Say("founder", Kind::kMemberStatus, Status("manager", StatusAction::kSuspend)).valid());
  ASSERT_TRUE(
      Say("founder", Kind::kMemberStatus, Status("manager", StatusAction::kReinstate)).valid());
  EXPECT_TRUE(Member("manager").keys->alone);
  // Who has left does not come back that way.
  ASSERT_TRUE(Say("founder", Kind::kMemberStatus, Status("manager", StatusAction::kLeave)).valid());
  EXPECT_FALSE(
      Try("founder", Kind::kMemberStatus, Status("manager", StatusAction::kReinstate)).valid());
}

TEST_F(TwoPersonsFold, WhatWasHadKeepsItsDate) {
  Hire("manager", {Grant(Role::kManager)});
  const Power first = Member("manager").roles.at(0).power;
  EXPECT_TRUE(first.alone);
  EXPECT_EQ(*Member("manager").keys, first);
  Wait(30);
  Person person = WithRole("manager", Role::kIt);
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, CardWords("manager", person)).valid());
  EXPECT_EQ(*Member("manager").keys, first);
  ASSERT_EQ(Member("manager").roles.size(), 2u);
  EXPECT_EQ(Member("manager").roles[0].power, first);
  EXPECT_EQ(Member("manager").roles[1].power.since, clock_.Now());
  // The founder's own are the charter's.
  EXPECT_TRUE(Member("founder").keys->by.empty());
}

TEST_F(TwoPersonsFold, I11SomebodyStaysOfficerAndRegistrar) {
  HireRegistrar();
  for (const auto action : {StatusAction::kSuspend, StatusAction::kLeave}) {
    EXPECT_FALSE(Try("founder", Kind::kMemberStatus, Status("founder", action)).valid());
    EXPECT_FALSE(Try("registrar", Kind::kMemberStatus, Status("founder", action)).valid());
    EXPECT_TRUE(Try("registrar", Kind::kMemberStatus, Status("registrar", action)).valid());
  }
  Person without = Now("founder");
  std::erase_if(without.grants,
                [](const RoleGrant& grant) { return grant.role == Role::kSecurityOfficer; });
  EXPECT_FALSE(Card("registrar", "founder", without));
  Person tomorrow = Now("founder");
  tomorrow.valid_until = clock_.Now() + std::chrono::days(1);
  EXPECT_FALSE(Card("registrar", "founder", tomorrow));
  tomorrow = Now("founder");
  for (RoleGrant& grant : tomorrow.grants) grant.until = clock_.Now() + std::chrono::days(1);
  EXPECT_FALSE(Card("registrar", "founder", tomorrow));
  Person later = Now("founder");
  for (RoleGrant& grant : later.grants) grant.from = clock_.Now() + std::chrono::days(1);
  EXPECT_FALSE(Card("registrar", "founder", later));
  // With another officer all of this is an office's own affair.
  const Said proposal = Say("registrar", Kind::kProposal,
                            Proposing("", PersonOf("officer2", {Grant(Role::kSecurityOfficer)})));
  ASSERT_TRUE(Say("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  EXPECT_TRUE(Card("registrar", "founder", without));
  EXPECT_TRUE(
      Try("registrar", Kind::kMemberStatus, Status("founder", StatusAction::kSuspend)).valid());
}

TEST_F(TwoPersonsFold, ADeviceIsNobody) {
  Hire("gate", {Grant(Role::kGuard, "")}, true);
  Hire("box", {Grant(Role::kRegistrar, ""), Grant(Role::kSecurityOfficer, "")}, true);
  Wait(8);
  // No second person: the founder still acts alone.
  EXPECT_TRUE(state_->WhoMayConsent(Id("founder"), "", clock_.Now()).empty());
  EXPECT_FALSE(
      Try("box", Kind::kProposal, Proposing("", PersonOf("x", {Grant(Role::kEmployee)}))).valid());
  Person human = Now("gate");
  human.is_device = false;
  EXPECT_FALSE(Card("founder", "gate", human));
  // It moves no time, whatever it claims.
  const Time before = state_->latest();
  Words far = Passing("");
  far.iat = clock_.Now() + std::chrono::days(300);
  ASSERT_TRUE(Say("gate", Kind::kGatePass, far).valid());
  ASSERT_TRUE(Say("gate", Kind::kGatePass, far).valid());
  EXPECT_EQ(state_->latest(), before);
}

TEST_F(TwoPersonsFold, ADevicesFirstKeysTakeTwo) {
  HireRegistrar();
  Person gate = PersonOf("gate", {Grant(Role::kGuard, "")});
  gate.is_device = true;
  EXPECT_FALSE(
      Try("registrar", Kind::kMemberCard, {"", ToClaims(CardClaims{gate}, kJapan), {}, {}, {}})
          .valid());
  const Said proposal = Say("registrar", Kind::kProposal, Proposing("", gate));
  ASSERT_TRUE(Say("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  EXPECT_TRUE(state_->FindMember(proposal.jti)->Now().is_device);
}

}  // namespace
}  // namespace sekisho
