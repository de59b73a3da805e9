#include "approvals/permit.h"

#include "permit_cases.h"

namespace sekisho {
namespace {

TEST(PermitEvaluator, AcceptsTheBaseCases) {
  for (Case c : {Valid(), Delegated()}) {
    const PermitVerdict verdict = JudgePermit(c.facts, c.question);
    EXPECT_TRUE(verdict.valid) << Codes(verdict);
    ASSERT_EQ(verdict.filled.size(), 2u);
    EXPECT_EQ(verdict.filled[0].approval, "a-11");
    EXPECT_EQ(verdict.filled[1].approver, "officer");
    EXPECT_TRUE(verdict.open.empty());
    EXPECT_EQ(verdict.until, Days(10));
    c.question.ask = PermitAsk::kGate;
    c.question.sealed_at = Days(0);
    c.question.now = Days(9);
    EXPECT_TRUE(JudgePermit(c.facts, c.question).valid) << Codes(JudgePermit(c.facts, c.question));
  }
}

TEST(PermitEvaluator, HearsVetoes) {  // ATTACKS B7, A9
  Refuses({
      {"B7 revoked", Code::kRevoked,
       [](Case& c) {
         c.facts.revocations = {VetoBy(kOther)};
         c.facts.revocations[0].has_force = true;
       }},
      {"B7 denied", Code::kDenied,
       [](Case& c) {
         c.facts.denials = {VetoBy(kOther)};
         c.facts.denials[0].has_force = true;
       }},
      {"B7 withdrawn", Code::kWithdrawn, [](Case& c) { c.facts.withdrawn = true; }},
      {"I16 an approver's own veto", Code::kApproverVetoed,
       [](Case& c) { c.facts.denials = {VetoBy(kManager)}; }},
      {"I16 a delegator's own veto", Code::kApproverVetoed,
       [](Case& c) {
         c.facts.approvals[0] = ApprovalBy(kOther, 11);
         c.facts.approvals[0].under = Delegation(kManager, kOther);
         c.facts.revocations = {VetoBy(kManager)};
       }},
      {"I16 an approval held back and brought after its veto", Code::kApproverVetoed,
       [](Case& c) {
         c.facts.denials = {VetoBy(kManager)};
         c.facts.denials[0].index = 11;
         c.facts.approvals[0].index = 13;
       }},
  });
  Case c = Valid();
  c.facts.denials = {VetoBy(kOther)};  // who has approved nothing
  EXPECT_TRUE(JudgePermit(c.facts, c.question).valid);
}

// What the fold asks at a veto's own index.
TEST(PermitEvaluator, GivesForceToWhoeverHasASay) {
  const auto force = [](const Case& c, VetoKind kind, const VetoFacts& veto) {
    return HasForce(c.facts, kind, veto);
  };
  struct Voice {
    const char* what;
    Person author;
    bool denies, revokes;
  };
  const Person requester = kRequester;
  Person holder = MakePerson("holder", Role::kManager);
  Person gone = kManager;
  gone.status = MemberStatus::kLeft;
  Person lapsed = kManager;
  lapsed.grants[0].until = Days(-3);
  Person auditor = kOfficer;
  auditor.grants.push_back({Role::kAuditor, "", Days(-9), {}});
  const Voice rows[] = {
      {"officer", kOfficer, true, true},
      {"privacy officer", MakePerson("privacy", Role::kPrivacyOfficer), true, true},
      {"manager of the department", kManager, true, true},
      {"manager of the whole organisation", MakePerson("m2", Role::kManager, ""), true, true},
      {"manager of another department", MakePerson("m3", Role::kManager, "legal"), false, false},
      {"a role that no slot takes", MakePerson("it", Role::kIt), false, false},
      {"a colleague", kOther, false, false},
      {"the requester", requester, false, true},
      {"the holder, though a manager", holder, false, true},
      {"who has left", gone, false, false},
      {"whose role is over", lapsed, false, false},
      {"an auditor, though an officer", auditor, false, false},
  };
  for (const Voice& row : rows) {
    Case c = Valid();
    Rule(c).slots[0].same_department = true;
    c.facts.request.holder = "holder";
    c.facts.approvals.clear();
    EXPECT_EQ(force(c, VetoKind::kDenial, VetoBy(row.author)), row.denies) << row.what;
    EXPECT_EQ(force(c, VetoKind::kRevocation, VetoBy(row.author)), row.revokes) << row.what;
  }
  // Delegates, while it lasts; never under a colleague's name.
  Case c = Valid();
  VetoFacts veto = VetoBy(kOther);
  veto.under = Delegation(kManager, kOther);
  EXPECT_TRUE(force(c, VetoKind::kDenial, veto));
  veto.under->until = Days(-2);
  EXPECT_FALSE(force(c, VetoKind::kDenial, veto));
  veto = VetoBy(kOfficer);
  veto.author = "other";
  EXPECT_FALSE(force(c, VetoKind::kRevocation, veto));
}

TEST(PermitEvaluator, GivesForceOnlyForSlotsThatThisRequestNeeds) {
  Case c = Valid();
  c.facts.approvals.clear();
  Rule(c).personal_data_slots = {{{Role::kIt}, false, 1}};
  Rule(c).third_party_slots = {{{Role::kSupervisor}, false, 1}};
  const VetoFacts it = VetoBy(MakePerson("it", Role::kIt));
  const VetoFacts supervisor = VetoBy(MakePerson("sup", Role::kSupervisor));
  EXPECT_FALSE(HasForce(c.facts, VetoKind::kDenial, it));
  EXPECT_FALSE(HasForce(c.facts, VetoKind::kDenial, supervisor));
  c.facts.request.personal_data = true;
  EXPECT_TRUE(HasForce(c.facts, VetoKind::kDenial, it));
  EXPECT_FALSE(HasForce(c.facts, VetoKind::kDenial, supervisor));
  c.facts.request.third_party = true;
  EXPECT_TRUE(HasForce(c.facts, VetoKind::kDenial, supervisor));
}

TEST(PermitEvaluator, I4AWorthlessApprovalGivesNoForce) {
  Case c = Valid();
  ApprovalFacts worthless = ApprovalBy(kOther, 11);
  worthless.could_fill = CouldFill(c.facts, worthless, kNow);
  EXPECT_FALSE(worthless.could_fill);
  c.facts.approvals = {worthless};
  EXPECT_FALSE(HasForce(c.facts, VetoKind::kRevocation, VetoBy(kOther)));
  // One that was worth something when it was given keeps its word, whatever became of its author.
  ApprovalFacts good = ApprovalBy(kManager, 12);
  good.could_fill = CouldFill(c.facts, good, kNow);
  EXPECT_TRUE(good.could_fill);
  Person now_an_employee = MakePerson("manager", Role::kEmployee);
  c.facts.approvals = {good};
  EXPECT_TRUE(HasForce(c.facts, VetoKind::kRevocation, VetoBy(now_an_employee)));
  EXPECT_FALSE(HasForce(c.facts, VetoKind::kDenial, VetoBy(now_an_employee)));
  // Nor one for what one asked for or carries.
  EXPECT_FALSE(CouldFill(c.facts, ApprovalBy(MakePerson("requester", Role::kManager), 11), kNow));
}

// I17: ids are in use for their own signer only, so two approvals can have one.
TEST(PermitEvaluator, I17AnotherApprovalOfTheSameIdMovesNoClock) {
  Case c = Valid();
  ApprovalFacts other = ApprovalBy(kOther, 13);
  other.id = c.facts.approvals[0].id;
  other.iat = Days(50);
  c.facts.approvals.push_back(other);
  EXPECT_TRUE(JudgePermit(c.facts, c.question).valid);
}

TEST(PermitEvaluator, JudgesTime) {  // ATTACKS A7, C4
  Refuses({
      {"A7 expired", Code::kOver, [](Case& c) { c.question.now = Days(11); }},
      {"A7 not yet valid", Code::kNotYet, [](Case& c) { c.facts.request.from = Days(1); }},
      {"A7 clock set back", Code::kClockBehind, [](Case& c) { c.question.now = Days(-3); }},
      {"A7 clock set back before the seal", Code::kClockBehind,
       [](Case& c) {
         c.question.ask = PermitAsk::kGate;
         c.question.sealed_at = Days(1);
       }},
      {"A7 ends before it begins", Code::kPeriodInvalid,
       [](Case& c) { c.facts.request.until = Days(-2); }},
      {"period too long", Code::kPeriodTooLong, [](Case& c) { c.facts.request.until = Days(14); }},
      {"approval too old", Code::kApprovalTooOld,
       [](Case& c) { c.facts.approvals[0].iat = c.facts.request.iat = Days(-15); }},
      {"approval narrowed", Code::kApprovalOver,
       [](Case& c) { c.facts.approvals[0].until = kNow - std::chrono::seconds(1); }},
      {"approval before its request", Code::kApprovalBeforeRequest,
       [](Case& c) { c.facts.approvals[0].index = 9; }},
      {"C4 charter expired", Code::kCharterNotInForce,
       [](Case& c) { c.facts.charter.expires = Days(-1); }},
      {"charter not yet", Code::kCharterNotInForce,
       [](Case& c) { c.facts.charter.effective = Days(1); }},
  });
}

TEST(PermitEvaluator, CountsDaysByTheCalendarOfTheOrganisation) {
  Case c = Valid();
  c.facts.request.from = *ParseTime("2026-11-21T23:50:00+09:00");
  c.facts.request.until = *ParseTime("2026-12-05T23:59:59+09:00");
  EXPECT_TRUE(JudgePermit(c.facts, c.question).valid);
  c.facts.request.until += std::chrono::seconds(1);
  EXPECT_FALSE(JudgePermit(c.facts, c.question).valid);
}

TEST(PermitEvaluator, JudgesTheAgeOfApprovalsWhenSealedNotAtTheGate) {
  Case c = Valid();
  for (ApprovalFacts& approval : c.facts.approvals) approval.iat = Days(-10);
  c.facts.request.iat = Days(-11);
  c.question.ask = PermitAsk::kGate;
  c.question.now = Days(8);
  c.question.sealed_at = kNow;
  EXPECT_TRUE(JudgePermit(c.facts, c.question).valid);
  c.question.sealed_at.reset();
  EXPECT_TRUE(Has(JudgePermit(c.facts, c.question).problems, Code::kApprovalTooOld));
}

TEST(PermitEvaluator, RefusesOtherPeopleAndOtherWays) {  // ATTACKS A8, G2
  Refuses({
      {"A8 used up", Code::kUsedUp, [](Case& c) { c.facts.uses_consumed = 1; }},
      {"A8 used up, seen at a second gate", Code::kUsedUp,
       [](Case& c) {
         c.question.ask = PermitAsk::kGate;
         c.facts.uses_consumed = 1;
       }},
      {"G2 other medium", Code::kWrongMedium, [](Case& c) { c.question.medium = "x"; }},
      {"no medium at the gate", Code::kWrongMedium,
       [](Case& c) {
         c.question.ask = PermitAsk::kGate;
         c.question.medium.reset();
       }},
      {"mailed data on a medium", Code::kWrongMedium,
       [](Case& c) { c.facts.request.destination = Destination::kMail; }},
      {"requester suspended", Code::kRequesterInactive,
       [](Case& c) { c.facts.requester_now->status = MemberStatus::kSuspended; }},
      {"requester unknown", Code::kRequesterInactive,
       [](Case& c) { c.facts.requester_now.reset(); }},
      {"holder unknown", Code::kHolderInactive, [](Case& c) { c.facts.request.holder = "x"; }},
      {"holder left", Code::kHolderInactive,
       [](Case& c) {
         c.facts.request.holder = "other";
         c.facts.holder_now = kOther;
         c.facts.holder_now->status = MemberStatus::kLeft;
       }},
      {"class unknown", Code::kClassUnknown, [](Case& c) { c.facts.request.class_id = "x"; }},
      {"destination", Code::kDestinationForbidden,
       [](Case& c) { Rule(c).destinations = {Destination::kMail}; }},
      {"I1 a recipient has left", Code::kRecipientForbidden,
       [](Case& c) {
         Rule(c).recipients = RecipientRule::kAny;
         c.facts.request.recipients = {{"age1", RecipientKind::kFormer, {}}};
       }},
      {"I1 a recipient's term is over", Code::kRecipientForbidden,
       [](Case& c) {
         Rule(c).recipients = RecipientRule::kAny;
         c.facts.request.recipients = {
             {"age1", RecipientKind::kMember, kNow - std::chrono::hours(1)}};
       }},
      {"directory", Code::kDirectoryForbidden,
       [](Case& c) {
         c.facts.request.medium_is_directory = true;
         Rule(c).directory_media = false;
       }},
      {"recipient not registered", Code::kRecipientForbidden,
       [](Case& c) { Rule(c).recipients = RecipientRule::kPartners; }},
      {"partner, members only", Code::kRecipientForbidden,
       [](Case& c) {
         Rule(c).recipients = RecipientRule::kMembers;
         c.facts.request.recipients[0].kind = RecipientKind::kPartner;
       }},
      {"member whose contract is over, members only", Code::kRecipientForbidden,
       [](Case& c) {
         Rule(c).recipients = RecipientRule::kMembers;
         c.facts.request.recipients[0].kind = RecipientKind::kMember;
         c.facts.request.recipients[0].ends = Days(-1);
       }},
      {"training", Code::kTrainingLapsed,
       [](Case& c) {
         Rule(c).training = true;
         c.facts.requester_now->trained_until = Days(-1);
       }},
      {"training of the holder", Code::kTrainingLapsed,
       [](Case& c) {
         Rule(c).training = true;
         c.facts.request.holder = "other";
         c.facts.holder_now = kOther;
         c.facts.holder_now->trained_until.reset();
       }},
  });
}

// Into a cloud that is approved, without a medium.
Case Clouded() {
  Case c = Valid();
  c.facts.request.destination = Destination::kCloud;
  c.facts.request.cloud = "box";
  c.facts.charter.clouds = {{"box", Days(1)}};
  Rule(c).destinations = {Destination::kCloud};
  c.question.medium.reset();
  return c;
}

TEST(PermitEvaluator, NamesTheCloudsThatAreApproved) {  // ATTACKS I8
  const Case good = Clouded();
  EXPECT_TRUE(JudgePermit(good.facts, good.question).valid);
  Refuses({{"unknown", Code::kCloudNotApproved, [](Case& c) { c.facts.charter.clouds.clear(); }},
           {"spelled otherwise", Code::kCloudNotApproved,
            [](Case& c) { c.facts.charter.clouds[0].name = "Box"; }},
           {"expired", Code::kCloudNotApproved,
            [](Case& c) { c.facts.charter.clouds[0].expires = Days(-1); }}},
          Clouded);
}

TEST(PermitEvaluator, AsksWhoSeals) {
  Refuses({
      {"somebody else", Code::kWrongSealer, [](Case& c) { c.question.person = kOther; }},
      {"the requester, for other-person", Code::kWrongSealer,
       [](Case& c) { Rule(c).sealed_by = SealedBy::kOtherPerson; }},
      {"the holder, for other-person", Code::kWrongSealer,
       [](Case& c) {
         Rule(c).sealed_by = SealedBy::kOtherPerson;
         c.facts.request.holder = "other";
         c.facts.holder_now = c.question.person = kOther;
       }},
      {"a human, for station", Code::kWrongSealer,
       [](Case& c) { Rule(c).sealed_by = SealedBy::kStation; }},
      {"a gate, for station", Code::kSealerUnknown,
       [](Case& c) {
         Rule(c).sealed_by = SealedBy::kStation;
         c.question.person = MakePerson("gate", Role::kGuard);
         c.question.person->is_device = true;
       }},
      {"suspended", Code::kSealerUnknown,
       [](Case& c) { c.question.person->status = MemberStatus::kSuspended; }},
      {"unknown at the gate", Code::kSealerUnknown,
       [](Case& c) {
         c.question.ask = PermitAsk::kGate;
         c.question.person.reset();
       }},
  });
  Case c = Valid();
  Rule(c).sealed_by = SealedBy::kOtherPerson;
  c.question.person = kOther;
  EXPECT_TRUE(JudgePermit(c.facts, c.question).valid);
  Rule(c).sealed_by = SealedBy::kStation;
  c.question.person = MakePerson("station", Role::kIt);
  c.question.person->is_device = true;
  EXPECT_TRUE(JudgePermit(c.facts, c.question).valid);
}

TEST(PermitEvaluator, ExemptionsWaiveTheirRuleUntilTheyExpire) {
  Case c = Valid();
  c.facts.request.until = Days(20);
  c.facts.exemptions = {{"e", "max-days", "officer", kOfficer, Days(-1), Days(5)}};
  const PermitVerdict verdict = JudgePermit(c.facts, c.question);
  EXPECT_TRUE(verdict.valid) << Codes(verdict);
  EXPECT_EQ(verdict.exemptions, std::vector<std::string>{"e"});
  const auto refused = [&](const std::function<void(ExemptionFacts&)>& change) {
    Case changed = c;
    change(changed.facts.exemptions[0]);
    return !JudgePermit(changed.facts, changed.question).valid;
  };
  EXPECT_TRUE(refused([](ExemptionFacts& e) { e.until = Days(-1); }));
  EXPECT_TRUE(refused([](ExemptionFacts& e) { e.rule = "training"; }));
  EXPECT_TRUE(refused([](ExemptionFacts& e) { e.approver_then = kManager; }));
  EXPECT_TRUE(refused([](ExemptionFacts& e) {
    e.approver = "manager";
    e.approver_then = kManager;
  }));
  c.facts.request.holder = "officer";  // nobody exempts what they carry
  c.facts.holder_now = kOfficer;
  c.facts.approvals[1] = ApprovalBy(MakePerson("second", Role::kSecurityOfficer), 12);
  EXPECT_FALSE(JudgePermit(c.facts, c.question).valid);
  EXPECT_TRUE(IsWaivableRule("max-days"));
  EXPECT_FALSE(IsWaivableRule("approvals"));
  EXPECT_TRUE(WaivableRule(Code::kRevoked).empty());
}

TEST(PermitEvaluator, TellsWhoMayApprove) {
  Case c = Valid();
  c.facts.approvals = {ApprovalBy(kOfficer, 12)};
  const auto choices = [&](const Person& person) { return MayApprove(c.facts, person, {}, kNow); };
  ASSERT_EQ(choices(kManager).choices.size(), 1u);
  EXPECT_EQ(choices(kManager).choices[0].unit.slot.roles, std::vector<Role>{Role::kManager});
  EXPECT_TRUE(Has(choices(kRequester).problems, Code::kApproverIsRequester));
  EXPECT_TRUE(Has(choices(kOfficer).problems, Code::kApproverTwice));
  EXPECT_TRUE(Has(choices(kOther).problems, Code::kApproverLacksRole));
  EXPECT_TRUE(
      Has(choices(MakePerson("second", Role::kSecurityOfficer)).problems, Code::kNoOpenSlot));
  const ApproveChoices delegated =
      MayApprove(c.facts, kOther, {Delegation(kManager, kOther)}, kNow);
  ASSERT_EQ(delegated.choices.size(), 1u);
  EXPECT_EQ(delegated.choices[0].delegation, "d");
  EXPECT_TRUE(delegated.problems.empty());
}

TEST(PermitEvaluator, ApprovingNeedsARequestThatCanStillBeUsed) {
  Case c = Valid();
  c.facts.approvals.clear();
  c.facts.request.from = Days(1);  // approving beforehand is the rule
  c.question.ask = PermitAsk::kApprove;
  c.question.person = kManager;
  EXPECT_TRUE(JudgePermit(c.facts, c.question).valid);
  c.question.person = kRequester;
  EXPECT_FALSE(JudgePermit(c.facts, c.question).valid);
  c.question.person = kManager;
  c.facts.withdrawn = true;
  EXPECT_TRUE(Has(JudgePermit(c.facts, c.question).problems, Code::kWithdrawn));
  EXPECT_TRUE(Has(MayApprove(c.facts, kManager, {}, kNow).problems, Code::kWithdrawn));
}

TEST(PermitEvaluator, ApprovingNeedsAPeriodThatHasBegunBeforeItEnds) {  // ATTACKS A7
  Case c = Valid();
  c.facts.approvals.clear();
  c.facts.request.from = Days(2);
  c.facts.request.until = Days(1);
  c.question.ask = PermitAsk::kApprove;
  c.question.person = kManager;
  EXPECT_TRUE(Has(JudgePermit(c.facts, c.question).problems, Code::kPeriodInvalid));
  EXPECT_TRUE(MayApprove(c.facts, kManager, {}, kNow).choices.empty());
}

}  // namespace
}  // namespace sekisho
