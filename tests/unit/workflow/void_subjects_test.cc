// Statements about what there is not, or about another thing than they name: by somebody who may
// sign their kind, and beside each a control that differs in that only.
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

constexpr const char* kNobody = "0192e4a0-0000-7000-8000-000000000001";

class VoidSubjects : public Record {
 protected:
  VoidSubjects()
      : Record("small-office", [](CharterRules& rules) { rules.mail_domains = {"example.jp"}; }) {
    Hire("employee", {Grant(Role::kEmployee)});
    Hire("manager", {Grant(Role::kManager)});
    Hire("it", {Grant(Role::kIt)});
    Hire("it2", {Grant(Role::kIt)});
    Hire("registrar", {Grant(Role::kRegistrar, "")});
    Wait(8);
    medium_ = Say("it", Kind::kMedium, Registering("USB-1"));
    EXPECT_TRUE(medium_.valid()) << medium_.disposition.why;
  }
  bool Valid(const std::string& who, Kind kind, const Words& words) {
    return Try(who, kind, words).valid();
  }
  Person Manager() {
    Person person = Member("employee").Now();
    person.grants = {Grant(Role::kManager)};
    return person;
  }
  Said Proposed() { return Say("registrar", Kind::kProposal, Proposing("employee", Manager())); }

  Said medium_;
};

TEST_F(VoidSubjects, I8AMailDomainThatTheCharterDoesNotKnow) {
  Words words = Asking("employee", "");
  EXPECT_TRUE(Valid("employee", Kind::kRequest, words));
  words.claims["destination"]["domain"] = "example.com";
  EXPECT_FALSE(Valid("employee", Kind::kRequest, words));
}

TEST_F(VoidSubjects, AProposalIsItsOwnSubject) {
  Words words = Proposing("employee", Manager());
  EXPECT_TRUE(Valid("registrar", Kind::kProposal, words));
  words.subject = Id("employee");
  EXPECT_FALSE(Valid("registrar", Kind::kProposal, words));
}

TEST_F(VoidSubjects, AProposalAboutAMemberThatThereIsNot) {
  Words words = Proposing("employee", Manager());
  words.claims["target"] = kNobody;
  EXPECT_FALSE(Valid("registrar", Kind::kProposal, words));
}

TEST_F(VoidSubjects, AProposalOfWhatTakesOne) {
  Words words = Reinstating("employee");
  words.claims["claims"] = ToClaims(StatusClaims{StatusAction::kSuspend});
  EXPECT_FALSE(Valid("registrar", Kind::kProposal, words));
}

TEST_F(VoidSubjects, AProposalWithoutAnAct) {
  Words words = Proposing("employee", Manager());
  words.claims["claims"] = "none";
  const auto read = ReadProposalClaims(words.claims);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kMalformed);
}

TEST_F(VoidSubjects, ConsentToAProposalThatThereIsNot) {
  Said proposal = Proposed();
  EXPECT_TRUE(Valid("founder", Kind::kConsent, ConsentingTo(proposal)));
  proposal.jti = kNobody;
  EXPECT_FALSE(Valid("founder", Kind::kConsent, ConsentingTo(proposal)));
}

TEST_F(VoidSubjects, ConsentToAnotherProposal) {
  Said proposal = Proposed();
  proposal.hash = Proposed().hash;
  EXPECT_FALSE(Valid("founder", Kind::kConsent, ConsentingTo(proposal)));
}

TEST_F(VoidSubjects, AnAskedForRoleOfSomebodyWithoutAnOffice) {
  Said proposal = Proposed();
  EXPECT_FALSE(Valid("manager", Kind::kConsent, ConsentingTo(proposal)));
}

TEST_F(VoidSubjects, B6WhoHasLeftIsNotSuspended) {
  ASSERT_TRUE(
      Say("founder", Kind::kMemberStatus, Status("employee", StatusAction::kLeave)).valid());
  EXPECT_FALSE(Valid("founder", Kind::kMemberStatus, Status("employee", StatusAction::kSuspend)));
}

TEST_F(VoidSubjects, I5AChangeOfAMemberThatTheFoldDoesNotKnow) {
  EXPECT_TRUE(Valid("registrar", Kind::kMemberStatus, Status("employee", StatusAction::kSuspend)));
  EXPECT_FALSE(Valid("registrar", Kind::kMemberStatus, Status("employee", StatusAction::kMove)));
}

TEST_F(VoidSubjects, WhoIsActiveIsNotReinstated) {
  EXPECT_FALSE(Valid("registrar", Kind::kProposal, Reinstating("employee")));
}

TEST_F(VoidSubjects, APersonBecomesNoDevice) {
  Person device = Member("employee").Now();
  CardWords("employee", device);
  EXPECT_TRUE(Valid("founder", Kind::kMemberCard, CardWords("employee", device)));
  device.is_device = true;
  device.grants = {Grant(Role::kEmployee, "")};
  EXPECT_FALSE(Valid("founder", Kind::kMemberCard, CardWords("employee", device)));
}

TEST_F(VoidSubjects, AStateOfAMediumThatThereIsNot) {
  const Json broken = Json{{"state", "broken"}};
  EXPECT_TRUE(Valid("it", Kind::kMediumState, {medium_.jti, broken, {}, {}, {}}));
  EXPECT_FALSE(Valid("it", Kind::kMediumState, {kNobody, broken, {}, {}, {}}));
}

TEST_F(VoidSubjects, ALossThatNobodyReportedOrAnsweredByAnybody) {
  const Said request = Say("employee", Kind::kRequest, Asking("employee", medium_.jti));
  ASSERT_TRUE(Say("manager", Kind::kApproval, Deciding(Kind::kApproval, request)).valid());
  ASSERT_TRUE(Say("it", Kind::kCheckout, CheckingOut(medium_, request, "employee")).valid());
  Said loss = Say("manager", Kind::kLoss, Losing(medium_));
  ASSERT_TRUE(loss.valid()) << loss.disposition.why;
  EXPECT_TRUE(Valid("it", Kind::kAcknowledgement, Acknowledging(medium_, loss)));
  EXPECT_FALSE(Valid("manager", Kind::kAcknowledgement, Acknowledging(medium_, loss)));
  EXPECT_FALSE(Valid("employee", Kind::kAcknowledgement, Acknowledging(medium_, loss)));
  loss.hash = request.hash;
  EXPECT_FALSE(Valid("it", Kind::kAcknowledgement, Acknowledging(medium_, loss)));
}

TEST_F(VoidSubjects, H6AWipeOfAnythingSaysWhatItWas) {
  Words words{"", Wiping(medium_).claims, {}, {}, {}};
  EXPECT_TRUE(Valid("it", Kind::kWipe, words));
  for (const char* const claim : {"scope", "grade", "complete", "files", "failures"}) {
    Words without = words;
    without.claims.erase(claim);
    EXPECT_FALSE(Valid("it", Kind::kWipe, without)) << claim;
    without.claims[claim] = nullptr;
    EXPECT_FALSE(Valid("it", Kind::kWipe, without)) << claim;
  }
}

TEST_F(VoidSubjects, H6AWipeThatThereIsNotOrAnotherThanItNames) {
  const Said wipe = Say("it", Kind::kWipe, {"", Wiping(medium_).claims, {}, {}, {}});
  const Said other = Say("it", Kind::kWipe, {"", Wiping(medium_).claims, {}, {}, {}});
  const auto verifying = [&](const std::string& subject, const Digest& hash) {
    return Words{subject, ToClaims(WipeVerifiedClaims{hash, VerifiedHow::kReport}), {}, {}, {}};
  };
  EXPECT_TRUE(Valid("it2", Kind::kWipeVerified, verifying(wipe.jti, wipe.hash)));
  EXPECT_FALSE(Valid("it2", Kind::kWipeVerified, verifying(wipe.jti, medium_.hash)));
  EXPECT_FALSE(Valid("it2", Kind::kWipeVerified, verifying(wipe.jti, other.hash)));
  EXPECT_FALSE(Valid("it", Kind::kWipeVerified, verifying(wipe.jti, wipe.hash)));
}

TEST_F(VoidSubjects, A10ADecisionOrSealAboutAnotherRequest) {
  const Said one = Say("employee", Kind::kRequest, Asking("employee", medium_.jti));
  Said two = Say("employee", Kind::kRequest, Asking("employee", medium_.jti));
  two.jti = one.jti;
  EXPECT_TRUE(Valid("manager", Kind::kApproval, Deciding(Kind::kApproval, one)));
  EXPECT_FALSE(Valid("manager", Kind::kApproval, Deciding(Kind::kApproval, two)));
  ASSERT_TRUE(Say("manager", Kind::kApproval, Deciding(Kind::kApproval, one)).valid());
  EXPECT_TRUE(Valid("employee", Kind::kSeal, Sealing(one, medium_.jti)));
  EXPECT_FALSE(Valid("employee", Kind::kSeal, Sealing(two, medium_.jti)));
}

TEST_F(VoidSubjects, A10AWithdrawalOfAnotherRequest) {
  const Said one = Say("employee", Kind::kRequest, Asking("employee", medium_.jti));
  Said two = Say("employee", Kind::kRequest, Asking("employee", medium_.jti));
  two.jti = one.jti;
  EXPECT_TRUE(Valid("employee", Kind::kWithdrawal, Withdrawing(one)));
  EXPECT_FALSE(Valid("employee", Kind::kWithdrawal, Withdrawing(two)));
  two.jti = medium_.jti;  // that is nothing to be withdrawn
  EXPECT_FALSE(Valid("employee", Kind::kWithdrawal, Withdrawing(two)));
}

}  // namespace
}  // namespace sekisho
