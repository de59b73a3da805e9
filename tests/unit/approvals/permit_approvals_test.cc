// Whose approvals count, and for how much.
#include "approvals/slots.h"
#include "base/text/next_steps.h"
#include "permit_cases.h"

namespace sekisho {
namespace {

TEST(PermitEvaluator, RefusesOnePersonInTwoSlots) {  // ATTACKS B1, B2, B3
  const Person both = MakePerson("both", {{Role::kManager, "sales", Days(-9), {}},
                                          {Role::kSecurityOfficer, "", Days(-9), {}}});
  Refuses({
      {"B1 the same key twice", Code::kApproverTwice,
       [&](Case& c) {
         c.facts.approvals = {ApprovalBy(both, 11), ApprovalBy(both, 12)};
       }},
      {"B2 one person with two keys", Code::kApproverTwice,
       [&](Case& c) {
         Person other_key = both;
         other_key.sign_key = TestKey('x');
         c.facts.approvals = {ApprovalBy(both, 11), ApprovalBy(other_key, 12)};
       }},
      {"B3 one approval for two slots", Code::kApprovalMissing,
       [&](Case& c) { c.facts.approvals = {ApprovalBy(both, 11)}; }},
  });
}

TEST(PermitEvaluator, RefusesApprovalsByThoseConcerned) {  // ATTACKS B4
  Refuses({
      {"B4 the requester", Code::kApproverIsRequester,
       [](Case& c) {
         c.facts.request.requester = "manager";
         c.facts.requester_now = kManager;
       }},
      {"B4 the holder", Code::kApproverIsHolder,
       [](Case& c) {
         c.facts.request.holder = "manager";
         c.facts.holder_now = kManager;
       }},
      {"B4 the requester as delegate", Code::kApproverIsRequester,
       [](Case& c) {
         c.facts.approvals[0] = ApprovalBy(kRequester, 11);
         c.facts.approvals[0].under = Delegation(kManager, kRequester);
       }},
  });
}

TEST(PermitEvaluator, RefusesBadDelegations) {  // ATTACKS B5
  const auto under = [](Case& c) -> DelegationFacts& { return *c.facts.approvals[0].under; };
  Refuses(
      {
          {"B5 expired", Code::kDelegationInvalid, [&](Case& c) { under(c).until = Days(-2); }},
          {"B5 not yet", Code::kDelegationInvalid, [&](Case& c) { under(c).from = Days(0); }},
          {"B5 made afterwards", Code::kDelegationInvalid, [&](Case& c) { under(c).index = 20; }},
          {"B5 to somebody else", Code::kDelegationInvalid,
           [&](Case& c) { under(c).delegate = "x"; }},
          {"B5 revoked", Code::kDelegationInvalid, [&](Case& c) { under(c).revoked = true; }},
          {"B5 cascaded", Code::kDelegationInvalid,  // kOther has no manager's role of their own
           [&](Case& c) { under(c) = Delegation(kOther, kOther); }},
          {"B5 given by a stranger", Code::kDelegationInvalid,
           [&](Case& c) {
             under(c).issuer = "other";
             under(c).issuer_then = kOther;
           }},
          {"B5 delegator carries it", Code::kDelegationInvalid,
           [&](Case& c) {
             c.facts.request.holder = "manager";
             c.facts.holder_now = kManager;
           }},
          {"B5 delegator left", Code::kDelegationInvalid,
           [&](Case& c) { under(c).delegator_now->status = MemberStatus::kLeft; }},
          {"B5 delegator somebody else then", Code::kDelegationInvalid,
           [&](Case& c) {
             under(c).delegator_then.member = "x";
             ByOfficer(under(c));
           }},
          {"B5 delegator suspended then", Code::kDelegationInvalid,
           [&](Case& c) {
             under(c).delegator_then.status = MemberStatus::kSuspended;
             ByOfficer(under(c));
           }},
          {"B5 delegator demoted", Code::kApproverLacksRole,
           [&](Case& c) { under(c).delegator_now->grants[0].role = Role::kEmployee; }},
          {"B5 two voices of one manager", Code::kApproverTwice,
           [&](Case& c) {
             Rule(c).slots = {{{Role::kManager}, false, 2}};
             c.facts.approvals.push_back(ApprovalBy(kManager, 13));
           }},
      },
      Delegated);
}

TEST(PermitEvaluator, TheOfficerDelegatesForAnAbsentManagerButNotForThemselves) {
  Case c = Delegated();
  ByOfficer(*c.facts.approvals[0].under);
  EXPECT_TRUE(JudgePermit(c.facts, c.question).valid);
  c.facts.request.holder = "officer";
  c.facts.holder_now = kOfficer;
  EXPECT_TRUE(Has(JudgePermit(c.facts, c.question).problems, Code::kDelegationInvalid));
}

TEST(PermitEvaluator, RefusesApproversWhoAreNoLongerOrWereNotYet) {  // ATTACKS B6, B8
  const auto first = [](Case& c) -> ApprovalFacts& { return c.facts.approvals[0]; };
  Refuses({
      {"B6 removed", Code::kApproverInactive, [&](Case& c) { first(c).approver_now.reset(); }},
      {"B6 left", Code::kApproverInactive,
       [&](Case& c) { first(c).approver_now->status = MemberStatus::kLeft; }},
      {"B6 suspended", Code::kApproverInactive,
       [&](Case& c) { first(c).approver_now->status = MemberStatus::kSuspended; }},
      {"B6 suspended then", Code::kApproverInactive,
       [&](Case& c) { first(c).approver_then.status = MemberStatus::kSuspended; }},
      {"B6 contract over", Code::kApproverInactive,
       [&](Case& c) { first(c).approver_now->valid_until = Days(-1); }},
      {"B6 demoted", Code::kApproverLacksRole,
       [&](Case& c) { first(c).approver_now->grants[0].role = Role::kEmployee; }},
      {"B6 promoted since", Code::kApproverLacksRole,
       [&](Case& c) { first(c).approver_then.grants[0].role = Role::kEmployee; }},
      {"B6 role lapsed", Code::kApproverLacksRole,
       [&](Case& c) { first(c).approver_now->grants[0].until = Days(-1); }},
      {"B6 auditor now", Code::kApproverLacksRole,
       [&](Case& c) {
         first(c).approver_now->grants.push_back({Role::kAuditor, "", Days(-9), {}});
       }},
      {"B6 a device", Code::kApproverLacksRole,
       [&](Case& c) { first(c).approver_now->is_device = true; }},
      {"B8 the charter of today asks for more", Code::kApprovalMissing,
       [](Case& c) {
         Rule(c).slots.push_back({{Role::kPrivacyOfficer}, false, 1});
       }},
      {"B8 the charter of today asks for the same department", Code::kApproverLacksRole,
       [&](Case& c) {
         Rule(c).slots[0].same_department = true;
         first(c) = ApprovalBy(MakePerson("manager", Role::kManager, "legal"), 11);
       }},
      {"B6 moved to another department", Code::kApproverLacksRole,
       [&](Case& c) {
         Rule(c).slots[0].same_department = true;
         first(c).approver_now->grants[0].department = "legal";
       }},
  });
}

// Whatever is asked first: who is out has no voice, now or when they gave it.
TEST(PermitEvaluator, NoApprovalByWhoIsNotActiveCounts) {  // ATTACKS B6
  for (const MemberStatus status : {MemberStatus::kSuspended, MemberStatus::kLeft}) {
    Case now = Valid();
    now.facts.approvals[0].approver_now->status = status;
    EXPECT_FALSE(JudgePermit(now.facts, now.question).valid);
    Case then = Valid();
    then.facts.approvals[0].approver_then.status = status;
    EXPECT_FALSE(JudgePermit(then.facts, then.question).valid);
  }
}

TEST(PermitEvaluator, AsksForExtraApprovals) {
  Refuses({
      {"personal data", Code::kApprovalMissing,
       [](Case& c) { c.facts.request.personal_data = true; }},
      {"third party", Code::kApprovalMissing, [](Case& c) { c.facts.request.third_party = true; }},
  });
  Case c = Valid();
  c.facts.request.personal_data = true;
  const PermitVerdict verdict = JudgePermit(c.facts, c.question);
  EXPECT_EQ(verdict.problems[0].message,
            "1 of 3 approvals is missing: a security-officer or privacy-officer (personal data)");
  EXPECT_EQ(verdict.problems[0].next.With(NextArg::kRequest, "R7"), next::ShowWhoCanApprove("R7"));
  c.facts.approvals.push_back(ApprovalBy(MakePerson("privacy", Role::kPrivacyOfficer), 13));
  EXPECT_TRUE(JudgePermit(c.facts, c.question).valid);
}

TEST(PermitEvaluator, FindsTheAssignmentThatFillsMostSlots) {
  Case c = Valid();
  const Person both = MakePerson("both", {{Role::kManager, "sales", Days(-9), {}},
                                          {Role::kSecurityOfficer, "", Days(-9), {}}});
  c.facts.approvals = {ApprovalBy(both, 11), ApprovalBy(kManager, 12)};
  const PermitVerdict verdict = JudgePermit(c.facts, c.question);
  EXPECT_TRUE(verdict.valid) << Codes(verdict);
  EXPECT_EQ(verdict.filled[0].approver, "manager");
  EXPECT_EQ(verdict.filled[1].approver, "both");
}

TEST(PermitEvaluator, ASuperfluousBadApprovalDoesNoHarm) {
  Case c = Valid();
  c.facts.approvals.push_back(ApprovalBy(kRequester, 13));
  const PermitVerdict verdict = JudgePermit(c.facts, c.question);
  EXPECT_TRUE(verdict.valid);
  ASSERT_EQ(verdict.set_aside.size(), 1u);
  EXPECT_EQ(verdict.set_aside[0].code, Code::kApproverIsRequester);
  EXPECT_EQ(verdict.set_aside[0].about, "a-13");
}

TEST(PermitEvaluator, ApprovalsNarrowThePeriod) {
  Case c = Valid();
  c.facts.approvals[1].until = Days(3);
  EXPECT_EQ(JudgePermit(c.facts, c.question).until, Days(3));
  c.question.now = Days(4);
  EXPECT_TRUE(Has(JudgePermit(c.facts, c.question).problems, Code::kApprovalOver));
}

// Against trying everything: the matching fills as many slots as any assignment can.
size_t BestByForce(const std::vector<std::vector<bool>>& fits, size_t slots, size_t slot,
                   unsigned used) {
  if (slot == slots) return 0;
  size_t best = BestByForce(fits, slots, slot + 1, used);
  for (size_t v = 0; v < fits.size(); ++v)
    if ((used >> v & 1) == 0 && fits[v][slot])
      best = std::max(best, 1 + BestByForce(fits, slots, slot + 1, used | 1u << v));
  return best;
}

TEST(MatchSlots, FillsAsManyAsAnyAssignment) {
  for (unsigned bits = 0; bits < 1u << 12; ++bits) {
    std::vector<std::vector<bool>> fits(4, std::vector<bool>(3));
    for (size_t i = 0; i < 12; ++i) fits[i / 3][i % 3] = (bits >> i & 1) != 0;
    const std::vector<size_t> filled_by = MatchSlots(3, fits);
    size_t filled = 0;
    for (size_t slot = 0; slot < 3; ++slot) {
      if (filled_by[slot] == kNobody) continue;
      ++filled;
      ASSERT_TRUE(fits[filled_by[slot]][slot]);
      ASSERT_EQ(std::count(filled_by.begin(), filled_by.end(), filled_by[slot]), 1);
    }
    ASSERT_EQ(filled, BestByForce(fits, 3, 0, 0)) << bits;
  }
}

}  // namespace
}  // namespace sekisho
