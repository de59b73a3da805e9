#include "approvals/permit.h"

#include <algorithm>
#include <array>

#include "approvals/charter/charter_chain.h"
#include "approvals/duties.h"
#include "approvals/permit_approvals.h"
#include "base/text/code_word.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"

namespace sekisho {
namespace {

struct Waivable {
  ProblemCode code;
  const char* rule;
};

constexpr Waivable kWaivable[] = {
    {ProblemCode::kPeriodTooLong, "max-days"},
    {ProblemCode::kTrainingLapsed, "training"},
    {ProblemCode::kDestinationForbidden, "destinations"},
    {ProblemCode::kDirectoryForbidden, "directory-media"},
    {ProblemCode::kRecipientForbidden, "recipients"},
    {ProblemCode::kWrongSealer, "sealed-by"},
};

using Problems = std::vector<Problem>;

void Add(Problems& problems, ProblemCode code, std::string message, Next next = {},
         std::string about = {}) {
  problems.push_back({code, std::move(message), std::move(next), std::move(about)});
}

// What was said against the request with force; what has none is for the tally of approvals.
void CheckVetoes(const PermitFacts& facts, Problems& problems) {  // ATTACKS B7, A9
  if (facts.withdrawn)
    // defence: A9-1
    Add(problems, ProblemCode::kWithdrawn, Message("the request was withdrawn"),
        next::SubmitNew(next::kOpen));
  for (const VetoFacts& denial : facts.denials)
    if (denial.has_force)
      Add(problems, ProblemCode::kDenied, Message("the request was denied"),
          next::ReadReason(next::kOpen), denial.id);  // defence: A9-2
  for (const VetoFacts& revocation : facts.revocations)
    if (revocation.has_force)
      Add(problems, ProblemCode::kRevoked, Message("the permit was revoked"),
          next::ReadReason(next::kOpen), revocation.id);  // defence: B7-2
}

void CheckCharterDates(const PermitFacts& facts, Time now, Problems& problems) {
  const Result<void> in_force = CheckInForce(facts.charter, now);
  if (!in_force)
    // defence: C4-3
    Add(problems, ProblemCode::kCharterNotInForce, in_force.error().message, in_force.error().next);
}

// A clock behind what has been signed is wrong, and would make old permits young (ATTACKS A7).
// Approvals that fill no slot are not asked: anybody can give one, with any date.
void CheckClock(const PermitFacts& facts, const PermitQuestion& question,
                const std::vector<FilledSlot>& filled, Problems& problems) {
  Time latest = facts.request.iat;
  for (const ApprovalFacts& approval : facts.approvals)
    if (std::any_of(filled.begin(), filled.end(), [&](const FilledSlot& slot) {
          return slot.approval == approval.id && slot.approver == approval.approver;
        }))
      latest = std::max(latest, approval.iat);
  if (question.ask == PermitAsk::kGate && question.sealed_at)
    latest = std::max(latest, *question.sealed_at);
  if (latest > question.now + std::chrono::seconds(facts.charter.skew_seconds))
    Add(problems, ProblemCode::kClockBehind,
        Message("the clock of this machine is behind: something was signed at {0}",
                {FormatTimeForPeople(latest, facts.charter.zone)}),
        next::SetClock());  // defence: A7-1
}

// In calendar days of the organisation, because people name the last day: 30 days from any hour of
// the 1st last to the end of the 31st.
int64_t CalendarDays(const RequestFacts& request, ZoneOffset zone) {
  const auto first = std::chrono::floor<std::chrono::days>(request.from + zone);
  const auto last = std::chrono::floor<std::chrono::days>(request.until + zone);
  return (last - first).count();
}

void CheckPeriod(const PermitFacts& facts, const ClassRule* rule, const PermitQuestion& question,
                 Problems& problems) {  // ATTACKS A7
  const RequestFacts& request = facts.request;
  const ZoneOffset zone = facts.charter.zone;
  if (request.until < request.from)
    // defence: A7-2
    return Add(problems, ProblemCode::kPeriodInvalid, Message("the period ends before it begins"),
               next::NameLaterEnd());
  if (rule != nullptr && CalendarDays(request, zone) > rule->max_days)
    Add(problems, ProblemCode::kPeriodTooLong,
        rule->max_days == 1
            ? Message("the period is longer than the one day that {0} allows", {rule->id})
            : Message("the period is longer than the {0} days that {1} allows",
                      {std::to_string(rule->max_days), rule->id}),
        next::AskForDays(std::to_string(rule->max_days)));  // defence: A7-3
  if (question.now < request.from && question.ask != PermitAsk::kApprove)
    Add(problems, ProblemCode::kNotYet,
        Message("the period begins on {0}", {FormatTimeForPeople(request.from, zone)}),
        next::WaitOrCheckClock());  // defence: A7-4
  if (question.now > request.until)
    // defence: A7-5
    Add(problems, ProblemCode::kOver,
        Message("the period ended on {0}", {FormatTimeForPeople(request.until, zone)}),
        next::SubmitNew(next::kOpen));
}

void CheckPeople(const PermitFacts& facts, const ClassRule* rule, Time now, Problems& problems) {
  const RequestFacts& request = facts.request;
  const bool carries = HolderOf(request) == request.requester;
  if (!facts.requester_now || !IsActive(*facts.requester_now, now))
    Add(problems, ProblemCode::kRequesterInactive,
        Message("the requester is suspended, has left, or their term is over"),
        next::SomebodyElseAsks(next::kOpen));  // defence: B6-6
  if (!carries && (!facts.holder_now || !IsActive(*facts.holder_now, now)))
    // defence: B6-7
    Add(problems, ProblemCode::kHolderInactive,
        Message("the holder is suspended, has left, or their term is over"),
        next::AskForOtherHolder());
  if (rule == nullptr || !rule->training) return;
  const bool requester_trained = facts.requester_now && IsTrained(*facts.requester_now, now);
  const bool holder_trained = carries || (facts.holder_now && IsTrained(*facts.holder_now, now));
  if (!requester_trained || !holder_trained)
    // defence: B6-8
    Add(problems, ProblemCode::kTrainingLapsed,
        Message("the training of the {0} is not valid",
                {requester_trained ? Message("holder") : Message("requester")}),
        next::EnterTraining());
}

void CheckCloud(const PermitFacts& facts, Time now, Problems& problems) {
  if (facts.request.destination != Destination::kCloud) return;
  for (const Cloud& cloud : facts.charter.clouds)
    if (cloud.name == facts.request.cloud && now <= cloud.expires) return;
  Add(problems, ProblemCode::kCloudNotApproved,
      Message("the cloud {0} is not approved, or no longer", {facts.request.cloud}),
      next::ShowClouds());  // defence: I8-13
}

void CheckDestination(const PermitFacts& facts, const ClassRule* rule, Time now,
                      Problems& problems) {
  const RequestFacts& request = facts.request;
  CheckCloud(facts, now, problems);
  if (rule == nullptr) return;
  const auto& allowed = rule->destinations;
  if (std::find(allowed.begin(), allowed.end(), request.destination) == allowed.end())
    Add(problems, ProblemCode::kDestinationForbidden,
        Message("{0} may not leave by {1}", {rule->id, CodeWord(CodeOf(request.destination))}),
        next::ShowClasses());  // defence: I8-14
  if (request.medium_is_directory && !rule->directory_media)
    Add(problems, ProblemCode::kDirectoryForbidden,
        Message("{0} needs a real medium, not a directory", {rule->id}),
        next::ChooseRegisteredMedium());  // defence: G2-4
  const bool forbidden = std::any_of(request.recipients.begin(), request.recipients.end(),
                                     [&](const RecipientFacts& recipient) {
                                       if (rule->recipients == RecipientRule::kAny) return false;
                                       if (recipient.ends && *recipient.ends < now) return true;
                                       return recipient.kind == RecipientKind::kOther ||
                                              recipient.kind == RecipientKind::kFormer ||
                                              (recipient.kind == RecipientKind::kPartner &&
                                               rule->recipients == RecipientRule::kMembers);
                                     });
  if (forbidden)
    Add(problems, ProblemCode::kRecipientForbidden,
        rule->recipients == RecipientRule::kMembers
            ? Message("{0} may go to members only", {rule->id})
            : Message("{0} may go to members and registered partners only", {rule->id}),
        next::ListRecipients());  // defence: I1-6
}

// Whom the approver was shown as a colleague may be none by now.
void CheckFormer(const PermitFacts& facts, Time now, Problems& problems) {
  const auto& recipients = facts.request.recipients;
  if (std::any_of(recipients.begin(), recipients.end(), [&](const RecipientFacts& one) {
        return one.kind == RecipientKind::kFormer || (one.ends && *one.ends < now);
      }))
    Add(problems, ProblemCode::kRecipientForbidden,
        Message("a recipient has left, is suspended, is past their term, or has other keys now"),
        next::SubmitNew(next::kOpen));  // defence: I1-62
}

void CheckMedium(const PermitFacts& facts, const PermitQuestion& question, Problems& problems) {
  if (question.ask == PermitAsk::kApprove) return;
  const RequestFacts& request = facts.request;
  const bool by_medium = request.destination == Destination::kMedium;
  if (!question.medium) {
    if (by_medium && question.ask == PermitAsk::kGate)
      Add(problems, ProblemCode::kWrongMedium, Message("this is not the approved medium"),
          next::ShowApprovedMedium(next::kOpen));  // defence: G2-5
    return;
  }
  if (!by_medium)
    // defence: G2-6
    Add(problems, ProblemCode::kWrongMedium,
        Message("this was approved for {0}, not for a medium",
                {CodeWord(CodeOf(request.destination))}),
        next::AskForMedium());
  else if (request.medium.empty() || *question.medium != request.medium)  // ATTACKS G2
    Add(problems, ProblemCode::kWrongMedium, Message("this is not the approved medium"),
        next::ShowApprovedMedium(next::kOpen));  // defence: G2-7
}

bool SealerFits(const PermitFacts& facts, const ClassRule& rule, const Person& sealer) {
  switch (rule.sealed_by) {
    case SealedBy::kRequester:
      return sealer.member == facts.request.requester;
    case SealedBy::kOtherPerson:
      return !sealer.is_device && sealer.member != facts.request.requester &&
             sealer.member != HolderOf(facts.request);
    case SealedBy::kStation:
      return sealer.is_device;
  }
  return false;
}

Next HowToFindSealer(SealedBy sealed_by) {
  switch (sealed_by) {
    case SealedBy::kRequester:
      return next::RequesterSeals(next::kOpen);
    case SealedBy::kOtherPerson:
      return next::SomebodyElseSeals(next::kOpen);
    case SealedBy::kStation:
      return next::StationSeals();
  }
  return {};
}

void CheckSealer(const PermitFacts& facts, const ClassRule* rule, const PermitQuestion& question,
                 Problems& problems) {
  if (question.ask == PermitAsk::kApprove) return;
  if (!question.person) {
    if (question.ask == PermitAsk::kGate)
      Add(problems, ProblemCode::kSealerUnknown, Message("who sealed it is not known"),
          next::LookIntoRecord());  // defence: D3-3
    return;
  }
  const Time at =
      question.ask == PermitAsk::kGate ? question.sealed_at.value_or(question.now) : question.now;
  const Result<void> may_sign = MaySign("seal", *question.person, at);
  if (!may_sign)
    // defence: D3-4
    Add(problems, ProblemCode::kSealerUnknown, may_sign.error().message, may_sign.error().next);
  if (rule != nullptr && !SealerFits(facts, *rule, *question.person))
    Add(problems, ProblemCode::kWrongSealer,
        Message("{0} has to be sealed by: {1}", {rule->id, CodeWord(CodeOf(rule->sealed_by))}),
        HowToFindSealer(rule->sealed_by));  // defence: D3-5
}

void CheckUses(const PermitFacts& facts, const PermitQuestion& question, Problems& problems) {
  if (question.ask == PermitAsk::kApprove || facts.uses_consumed < facts.request.uses) return;
  Add(problems, ProblemCode::kUsedUp,  // ATTACKS A8
      Message("the permit is used up: {0} of {1}",
              {std::to_string(facts.uses_consumed), std::to_string(facts.request.uses)}),
      next::SubmitNew(next::kOpen));  // defence: A8-2
}

Problem MissingApprovals(const Tally& tally) {
  const size_t all = tally.open.size() + tally.filled.size();
  std::string who;
  for (const SlotUnit& unit : tally.open)
    who = who.empty() ? DescribeSlot(unit) : Message("{0}, {1}", {who, DescribeSlot(unit)});
  const std::string missing = std::to_string(tally.open.size()), needed = std::to_string(all);
  const std::string message =
      tally.open.size() == 1
          ? Message("{0} of {1} approvals is missing: {2}", {missing, needed, who})
          : Message("{0} of {1} approvals are missing: {2}", {missing, needed, who});
  return {ProblemCode::kApprovalMissing, message, next::ShowWhoCanApprove(next::kOpen), {}};
}

void CheckApprovals(const PermitFacts& facts, const ClassRule& rule, const PermitQuestion& question,
                    PermitVerdict& verdict) {
  const bool gate = question.ask == PermitAsk::kGate;
  const Time age_at = gate ? question.sealed_at.value_or(question.now) : question.now;
  Tally tally = TallyApprovals(facts, rule, question.now, age_at);
  if (!tally.open.empty() && question.ask != PermitAsk::kApprove) {
    verdict.problems.push_back(MissingApprovals(tally));  // defence: B1-2
    verdict.problems.insert(verdict.problems.end(), tally.set_aside.begin(), tally.set_aside.end());
  }
  verdict.filled = std::move(tally.filled);
  verdict.open = std::move(tally.open);
  verdict.set_aside = std::move(tally.set_aside);
  verdict.until = tally.until;
}

// Whether an exemption in force, decided by an officer who is not concerned, covers `problem`.
const ExemptionFacts* ExemptionFor(const PermitFacts& facts, const Problem& problem, Time now) {
  const std::string rule = WaivableRule(problem.code);
  if (rule.empty()) return nullptr;
  for (const ExemptionFacts& exemption : facts.exemptions) {
    const Person& officer = exemption.approver_then;
    const bool concerned = exemption.approver == facts.request.requester ||
                           exemption.approver == HolderOf(facts.request);
    if (exemption.rule == rule && now <= exemption.until && !concerned &&
        officer.member == exemption.approver && MaySign("exemption", officer, exemption.iat))
      return &exemption;
  }
  return nullptr;
}

void ApplyExemptions(const PermitFacts& facts, Time now, PermitVerdict& verdict) {
  Problems left;
  for (Problem& problem : verdict.problems) {
    const ExemptionFacts* exemption = ExemptionFor(facts, problem, now);
    if (exemption == nullptr)
      left.push_back(std::move(problem));
    else if (std::find(verdict.exemptions.begin(), verdict.exemptions.end(), exemption->id) ==
             verdict.exemptions.end())
      verdict.exemptions.push_back(exemption->id);
  }
  verdict.problems = std::move(left);
}

// Everything but whether the question's person may approve.
PermitVerdict Judge(const PermitFacts& facts, const PermitQuestion& question) {
  PermitVerdict verdict;
  verdict.until = facts.request.until;
  Problems& problems = verdict.problems;
  const ClassRule* rule = FindClass(facts.charter, facts.request.class_id);
  CheckVetoes(facts, problems);
  CheckCharterDates(facts, question.now, problems);
  if (rule == nullptr)
    Add(problems, ProblemCode::kClassUnknown,
        Message("the charter has no class {0}", {facts.request.class_id}), next::ShowClasses());
  CheckPeriod(facts, rule, question, problems);
  CheckPeople(facts, rule, question.now, problems);
  CheckDestination(facts, rule, question.now, problems);
  CheckFormer(facts, question.now, problems);
  CheckMedium(facts, question, problems);
  CheckSealer(facts, rule, question, problems);
  CheckUses(facts, question, problems);
  if (rule != nullptr) CheckApprovals(facts, *rule, question, verdict);
  CheckClock(facts, question, verdict.filled, problems);
  ApplyExemptions(facts, question.now, verdict);
  verdict.valid = problems.empty();
  return verdict;
}

bool IsOfficer(const Person& person, Time at) {
  return HasRole(person, Role::kSecurityOfficer, at) || HasRole(person, Role::kPrivacyOfficer, at);
}

// The approval that `person` would give now.
ApprovalFacts Hypothetical(const Person& person, std::optional<DelegationFacts> under, Time now) {
  ApprovalFacts approval;
  approval.index = UINT64_MAX;
  approval.iat = now;
  approval.approver = person.member;
  approval.approver_then = person;
  approval.approver_now = person;
  if (under && under->delegator_now) under->delegator_then = *under->delegator_now;
  approval.under = std::move(under);
  return approval;
}

void TryChoice(const PermitFacts& facts, const ClassRule& rule, ApprovalFacts approval, Time now,
               ApproveChoices& out) {
  PermitFacts with = facts;
  with.approvals.push_back(std::move(approval));
  const Tally tally = TallyApprovals(with, rule, now, now);
  const size_t before = TallyApprovals(facts, rule, now, now).filled.size();
  for (const FilledSlot& slot : tally.filled)
    if (slot.approval.empty() && tally.filled.size() > before) out.choices.push_back(slot);
  for (const Problem& problem : tally.set_aside)
    if (problem.about.empty()) out.problems.push_back(problem);
}

}  // namespace

ApproveChoices MayApprove(const PermitFacts& facts, const Person& person,
                          const std::vector<DelegationFacts>& delegations, Time now) {
  ApproveChoices out;
  PermitQuestion question;
  question.ask = PermitAsk::kApprove;
  question.now = now;
  out.problems = Judge(facts, question).problems;
  if (!out.problems.empty()) return out;
  const ClassRule& rule = *FindClass(facts.charter, facts.request.class_id);
  TryChoice(facts, rule, Hypothetical(person, std::nullopt, now), now, out);
  for (const DelegationFacts& delegation : delegations)
    TryChoice(facts, rule, Hypothetical(person, delegation, now), now, out);
  if (!out.choices.empty())
    out.problems.clear();
  else if (out.problems.empty())
    Add(out.problems, ProblemCode::kNoOpenSlot,
        Message("no approval is missing that this person could give"),
        next::ShowWhatIsMissing(next::kOpen));
  return out;
}

bool HasForce(const PermitFacts& facts, VetoKind kind, const VetoFacts& veto) {
  const Person& author = veto.author_then;
  const RequestFacts& request = facts.request;
  if (veto.author != author.member || !MaySign("revocation", author, veto.iat)) return false;
  if (IsOfficer(author, veto.iat)) return true;
  if (veto.author == request.requester || veto.author == HolderOf(request))
    return kind == VetoKind::kRevocation;  // they fill no slot, and may call off what is theirs
  if (kind == VetoKind::kRevocation &&
      std::any_of(facts.approvals.begin(), facts.approvals.end(), [&](const ApprovalFacts& given) {
        return given.approver == veto.author && given.could_fill;
      }))
    return true;
  const ClassRule* rule = FindClass(facts.charter, request.class_id);
  if (rule == nullptr) return false;
  const bool delegated =
      veto.under &&
      WhyDelegationFails(facts, *veto.under, veto.author, veto.index, veto.iat).empty();
  const std::vector<std::string> departments = DepartmentsOf(request.requester_then, request.iat);
  for (const SlotUnit& unit : SlotsNeeded(*rule, request.personal_data, request.third_party))
    if (FitsSlot(unit, author, departments, veto.iat) ||
        (delegated && FitsSlot(unit, veto.under->delegator_then, departments, veto.iat)))
      return true;
  return false;
}

bool CouldFill(const PermitFacts& facts, const ApprovalFacts& approval, Time now) {
  const ClassRule* rule = FindClass(facts.charter, facts.request.class_id);
  if (rule == nullptr) return false;
  PermitFacts alone = facts;
  alone.approvals = {approval};
  return !TallyApprovals(alone, *rule, now, now).filled.empty();
}

std::string WaivableRule(ProblemCode code) {
  for (const Waivable& waivable : kWaivable)
    if (waivable.code == code) return waivable.rule;
  return {};
}

bool IsWaivableRule(const std::string& rule) {
  return std::any_of(std::begin(kWaivable), std::end(kWaivable),
                     [&](const Waivable& waivable) { return waivable.rule == rule; });
}

PermitVerdict JudgePermit(const PermitFacts& facts, const PermitQuestion& question) {
  PermitVerdict verdict = Judge(facts, question);
  if (question.ask != PermitAsk::kApprove || !question.person || !verdict.valid) return verdict;
  const ApproveChoices choices =
      MayApprove(facts, *question.person, question.delegations, question.now);
  verdict.problems = choices.problems;
  verdict.valid = choices.problems.empty();
  return verdict;
}

}  // namespace sekisho
