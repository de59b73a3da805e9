// Vetoes in the fold: force is judged at the veto's own index, once. ATTACKS I4, I12, I16.
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

class Veto : public Record {
 protected:
  Veto() : Record("company") {  // 秘: a manager of the same department
    Hire("manager", {Grant(Role::kManager)});
    Hire("elsewhere", {Grant(Role::kManager, "legal")});
    Hire("employee", {Grant(Role::kEmployee)});
    Hire("colleague", {Grant(Role::kEmployee)});
    request_ = Say("employee", Kind::kRequest, Asking("employee", ""));
    EXPECT_TRUE(request_.valid()) << request_.disposition.why;
  }
  bool Forceful(const std::string& who, Kind kind) {
    const Said said = Say(who, kind, Deciding(kind, request_));
    EXPECT_TRUE(said.valid()) << said.disposition.why;
    const RequestRecord& request = Request(request_);
    return (kind == Kind::kDenial ? request.denials : request.revocations).back().has_force;
  }
  void Approve(const std::string& who) {
    ASSERT_TRUE(Say(who, Kind::kApproval, Deciding(Kind::kApproval, request_)).valid());
  }
  Said request_;
};

TEST_F(Veto, TheManagerStopsItForEverybody) {
  Approve("manager");
  ASSERT_TRUE(Ready(request_));
  EXPECT_TRUE(Forceful("manager", Kind::kDenial));
  EXPECT_FALSE(Ready(request_));
}

TEST_F(Veto, I4AWorthlessApprovalGivesNoForceBeforeOrAfter) {
  EXPECT_FALSE(Forceful("colleague", Kind::kRevocation));  // in the record before
  Approve("colleague");
  EXPECT_FALSE(Forceful("colleague", Kind::kRevocation));
  Approve("elsewhere");
  EXPECT_FALSE(Forceful("elsewhere", Kind::kRevocation));
  Approve("manager");
  EXPECT_TRUE(Ready(request_));
}

TEST_F(Veto, I16NobodyGainsForceLater) {
  EXPECT_FALSE(Forceful("elsewhere", Kind::kDenial));
  Person person = Member("elsewhere").Now();
  person.grants.push_back(Grant(Role::kManager));
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, CardWords("elsewhere", person)).valid());
  Approve("manager");
  EXPECT_TRUE(Ready(request_));
  // From now on they could fill the slot: another veto is another matter.
  EXPECT_TRUE(Forceful("elsewhere", Kind::kDenial));
  EXPECT_FALSE(Ready(request_));
}

TEST_F(Veto, NobodyLosesForceLater) {
  EXPECT_TRUE(Forceful("manager", Kind::kDenial));
  ASSERT_TRUE(Say("founder", Kind::kMemberStatus, Status("manager", StatusAction::kLeave)).valid());
  EXPECT_TRUE(Request(request_).denials.back().has_force);
  EXPECT_FALSE(Ready(request_));
}

TEST_F(Veto, WithoutForceItBindsItsAuthorsVoiceBeforeAndAfter) {
  EXPECT_FALSE(Forceful("elsewhere", Kind::kDenial));
  Person person = Member("elsewhere").Now();
  person.grants = {Grant(Role::kManager)};
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, CardWords("elsewhere", person)).valid());
  Approve("elsewhere");  // held back, and brought after the veto
  EXPECT_FALSE(Ready(request_));
  PermitQuestion question;
  question.now = clock_.Now();
  const PermitVerdict verdict = JudgePermit(state_->Facts(Request(request_)), question);
  EXPECT_TRUE(std::any_of(verdict.set_aside.begin(), verdict.set_aside.end(), [](const auto& one) {
    return one.code == ProblemCode::kApproverVetoed;
  }));
  Approve("manager");
  EXPECT_TRUE(Ready(request_));
}

TEST_F(Veto, AnApprovalThatWasGoodGivesItsAuthorARevocation) {
  Approve("manager");
  Person person = Member("manager").Now();
  person.grants = {Grant(Role::kEmployee)};
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, CardWords("manager", person)).valid());
  EXPECT_FALSE(Forceful("manager", Kind::kDenial));
  EXPECT_TRUE(Forceful("manager", Kind::kRevocation));
}

TEST_F(Veto, RequesterAndHolderRevokeWhatIsTheirs) {
  EXPECT_FALSE(Forceful("employee", Kind::kDenial));
  EXPECT_TRUE(Forceful("employee", Kind::kRevocation));
  request_ = Say("employee", Kind::kRequest, Asking("employee", "", "colleague"));
  EXPECT_TRUE(Forceful("colleague", Kind::kRevocation));
}

TEST_F(Veto, TheOfficerAlways) {
  EXPECT_TRUE(Forceful("founder", Kind::kDenial));
  request_ = Say("employee", Kind::kRequest, Asking("employee", ""));
  EXPECT_TRUE(Forceful("founder", Kind::kRevocation));
}

TEST_F(Veto, I12WhatIsSealedIsNotWithdrawn) {
  Approve("manager");
  const Said withdrawn = Try("employee", Kind::kWithdrawal, Deciding(Kind::kWithdrawal, request_));
  EXPECT_TRUE(withdrawn.valid());
  EXPECT_FALSE(Try("colleague", Kind::kWithdrawal, Deciding(Kind::kWithdrawal, request_)).valid());
  const Said seal = Say("employee", Kind::kSeal, Sealing(request_, ""));
  ASSERT_TRUE(seal.valid()) << seal.disposition.why;
  EXPECT_FALSE(Try("employee", Kind::kWithdrawal, Deciding(Kind::kWithdrawal, request_)).valid());
  EXPECT_TRUE(Try("employee", Kind::kRevocation, Deciding(Kind::kRevocation, request_)).valid());
  ASSERT_TRUE(Say("employee", Kind::kSealVoid,
                  {request_.jti, ToClaims(SealRefClaims{seal.hash}), {}, {}, {}})
                  .valid());
  EXPECT_TRUE(Try("employee", Kind::kWithdrawal, Deciding(Kind::kWithdrawal, request_)).valid());
}

}  // namespace
}  // namespace sekisho
