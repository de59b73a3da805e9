#include "approvals/permit_approvals.h"

#include <algorithm>
#include <map>
#include <set>

#include "approvals/duties.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"

namespace sekisho {
namespace {

// What one approval is good for: a problem, or the slots it fits.
struct Assessment {
  std::optional<Problem> problem;
  std::vector<bool> fits;
};

struct Context {
  const PermitFacts& facts;
  const std::vector<SlotUnit>& units;
  int64_t approval_max_days;
  Time now;
  Time age_at;
};

using MaybeProblem = std::optional<Problem>;

Problem SetAside(const ApprovalFacts& approval, ProblemCode code, std::string message,
                 Next next = {}) {
  return Problem{code, std::move(message), std::move(next), approval.id};
}

bool IsInvolved(const PermitFacts& facts, const std::string& member) {
  return member == facts.request.requester || member == HolderOf(facts.request);
}

MaybeProblem CheckPerson(const Context& context, const ApprovalFacts& approval) {  // ATTACKS B4, B6
  if (approval.approver == context.facts.request.requester)
    return SetAside(approval, ProblemCode::kApproverIsRequester,
                    Message("nobody approves their own request"),
                    next::ShowWhoCanApprove(next::kOpen));  // defence: B4-1
  if (approval.approver == HolderOf(context.facts.request))
    return SetAside(approval, ProblemCode::kApproverIsHolder,
                    Message("nobody approves what they carry themselves"),
                    next::ShowWhoCanApprove(next::kOpen));  // defence: B4-2
  if (!approval.approver_now || !IsActive(*approval.approver_now, context.now) ||
      !IsActive(approval.approver_then, approval.iat))
    return SetAside(approval, ProblemCode::kApproverInactive,
                    Message("an approver is suspended, has left, or their term is over"),
                    next::SomebodyElseApproves(next::kOpen));  // defence: B6-9
  const Result<void> then = MaySign("approval", approval.approver_then, approval.iat);
  const Result<void> now = MaySign("approval", *approval.approver_now, context.now);
  if (!then || !now)
    return SetAside(approval, ProblemCode::kApproverLacksRole,
                    then ? now.error().message : then.error().message,
                    next::ShowWhoCanApprove(next::kOpen));  // defence: B6-10
  return std::nullopt;
}

// A veto without force takes its author's voice, and that of whoever speaks for them.
MaybeProblem CheckOwnVeto(const Context& context, const ApprovalFacts& approval) {  // ATTACKS I16
  const auto said_no = [&](const VetoFacts& veto) {
    return veto.author == approval.approver ||
           (approval.under && veto.author == approval.under->delegator);
  };
  const PermitFacts& facts = context.facts;
  if (std::none_of(facts.denials.begin(), facts.denials.end(), said_no) &&
      std::none_of(facts.revocations.begin(), facts.revocations.end(), said_no))
    return std::nullopt;
  // defence: I16-1, else std::nullopt
  return SetAside(approval, ProblemCode::kApproverVetoed,
                  Message("an approver has denied or revoked it themselves"),
                  next::ShowWhoCanApprove(next::kOpen));
}

MaybeProblem CheckDates(const Context& context, const ApprovalFacts& approval) {
  if (approval.index <= context.facts.request.index)
    return SetAside(approval, ProblemCode::kApprovalBeforeRequest,
                    Message("an approval is older than the request"));  // defence: A10-31
  const Time too_old = approval.iat + std::chrono::days(context.approval_max_days);
  if (context.age_at > too_old)
    return SetAside(approval, ProblemCode::kApprovalTooOld,
                    context.approval_max_days == 1
                        ? Message("an approval is older than one day")
                        : Message("an approval is older than {0} days",
                                  {std::to_string(context.approval_max_days)}),
                    next::AskApproverAgain(next::kOpen));  // defence: A7-6
  if (approval.until && context.now > *approval.until)
    return SetAside(approval, ProblemCode::kApprovalOver,
                    Message("an approval was given until {0} only",
                            {FormatTimeForPeople(*approval.until, context.facts.charter.zone)}),
                    next::SubmitNew(next::kOpen));  // defence: A7-7
  return std::nullopt;
}

// Whether the delegation was given by somebody who could give it.
bool IssuedRightly(const PermitFacts& facts, const DelegationFacts& delegation) {
  const Person& issuer = delegation.issuer_then;
  if (issuer.member != delegation.issuer || !MaySign("delegation", issuer, delegation.iat))
    return false;
  if (delegation.issuer == delegation.delegator) return true;
  return HasRole(issuer, Role::kSecurityOfficer, delegation.iat) &&
         !IsInvolved(facts, delegation.issuer);
}

MaybeProblem CheckDelegation(const Context& context, const ApprovalFacts& approval) {  // ATTACKS B5
  if (!approval.under) return std::nullopt;
  const DelegationFacts& delegation = *approval.under;
  std::string why = WhyDelegationFails(context.facts, delegation, approval.approver, approval.index,
                                       approval.iat);
  if (why.empty() &&
      (!delegation.delegator_now || !IsActive(*delegation.delegator_now, context.now)))
    why = Message("who delegated is suspended, has left, or their term is over");
  if (why.empty()) return std::nullopt;
  // defence: B5-1, else std::nullopt
  return SetAside(approval, ProblemCode::kDelegationInvalid, std::move(why),
                  next::RoleApproves(next::kOpen));
}

// Fits by the approver's own roles, or under a delegation by the delegator's own: delegations do
// not chain, because roles got by delegation are no grants.
std::vector<bool> Fits(const Context& context, const ApprovalFacts& approval) {
  const Person& then = approval.under ? approval.under->delegator_then : approval.approver_then;
  const Person& now = approval.under ? *approval.under->delegator_now : *approval.approver_now;
  const RequestFacts& request = context.facts.request;
  const std::vector<std::string> departments = DepartmentsOf(request.requester_then, request.iat);
  std::vector<bool> fits;
  for (const SlotUnit& unit : context.units)
    fits.push_back(FitsSlot(unit, then, departments, approval.iat) &&
                   FitsSlot(unit, now, departments, context.now));
  return fits;
}

Assessment Assess(const Context& context, const ApprovalFacts& approval) {
  for (const auto check : {CheckPerson, CheckOwnVeto, CheckDates, CheckDelegation}) {
    MaybeProblem problem = check(context, approval);
    if (problem) return {std::move(problem), {}};
  }
  Assessment assessment{std::nullopt, Fits(context, approval)};
  if (std::find(assessment.fits.begin(), assessment.fits.end(), true) == assessment.fits.end())
    assessment.problem =
        SetAside(approval, ProblemCode::kApproverLacksRole,
                 Message("an approver does not hold a role that this class asks for"),
                 next::ShowWhoCanApprove(next::kOpen));  // defence: B3-1
  return assessment;
}

// One authority speaks once: an approval under a delegation gives way to one by the delegator, and
// to an earlier one under the same delegator by another delegate.
void SetAsideDoubledAuthority(const std::vector<ApprovalFacts>& approvals,
                              std::vector<Assessment>& assessed) {
  std::map<std::string, std::string> speaks;  // authority -> the person who speaks for it
  for (size_t i = 0; i < approvals.size(); ++i)
    if (!assessed[i].problem && !approvals[i].under)
      speaks.emplace(approvals[i].approver, approvals[i].approver);
  for (size_t i = 0; i < approvals.size(); ++i) {
    if (assessed[i].problem || !approvals[i].under) continue;
    const auto [it, first] = speaks.emplace(approvals[i].under->delegator, approvals[i].approver);
    if (!first && it->second != approvals[i].approver)
      // defence: B5-2
      assessed[i].problem = SetAside(approvals[i], ProblemCode::kApproverTwice,
                                     Message("who delegated an approval has spoken already"));
  }
}

// People who may fill slots, in ledger order of their first approval that counts: one voter per
// person, whatever the number of approvals or keys (ATTACKS B1, B2, B3).
struct Voters {
  std::vector<std::string> people;
  std::vector<std::vector<bool>> fits;
};

Voters CollectVoters(const std::vector<ApprovalFacts>& approvals,
                     const std::vector<Assessment>& assessed, size_t slots) {
  Voters voters;
  for (size_t i = 0; i < approvals.size(); ++i) {
    if (assessed[i].problem) continue;
    const auto known = std::find(voters.people.begin(), voters.people.end(), approvals[i].approver);
    const auto at = static_cast<size_t>(known - voters.people.begin());
    if (known == voters.people.end()) {
      voters.people.push_back(approvals[i].approver);
      voters.fits.emplace_back(slots, false);
    }
    for (size_t slot = 0; slot < slots; ++slot)
      if (assessed[i].fits[slot]) voters.fits[at][slot] = true;
  }
  return voters;
}

// The first approval of `person` that fits `slot`; there is one.
size_t ApprovalFor(const std::vector<ApprovalFacts>& approvals,
                   const std::vector<Assessment>& assessed, const std::string& person,
                   size_t slot) {
  size_t i = 0;
  while (assessed[i].problem || approvals[i].approver != person || !assessed[i].fits[slot]) ++i;
  return i;
}

}  // namespace

std::string WhyDelegationFails(const PermitFacts& facts, const DelegationFacts& delegation,
                               const std::string& delegate, uint64_t index, Time iat) {
  // defence: B5-3
  if (delegation.delegate != delegate) return Message("it names a delegation to somebody else");
  if (delegation.revoked) return Message("the delegation was revoked");  // defence: B5-4
  if (delegation.index >= index || iat < delegation.from || iat > delegation.until)
    return Message("it was given outside the dates of its delegation");  // defence: B5-5
  if (IsInvolved(facts, delegation.delegator))
    return Message("a delegation never covers the delegator's own requests");  // defence: B5-6
  if (!IssuedRightly(facts, delegation))
    return Message("the delegation was given by somebody who may not give it");  // defence: B5-7
  if (delegation.delegator_then.member != delegation.delegator ||
      !MaySign("delegation", delegation.delegator_then, iat))
    return Message("who delegated had nothing to delegate");  // defence: B5-8
  return {};
}

const std::string& HolderOf(const RequestFacts& request) {
  return request.holder.empty() ? request.requester : request.holder;
}

Tally TallyApprovals(const PermitFacts& facts, const ClassRule& rule, Time now, Time age_at) {
  const std::vector<SlotUnit> units =
      SlotsNeeded(rule, facts.request.personal_data, facts.request.third_party);
  const Context context{facts, units, rule.approval_max_days, now, age_at};
  std::vector<Assessment> assessed;
  for (const ApprovalFacts& approval : facts.approvals)
    assessed.push_back(Assess(context, approval));
  SetAsideDoubledAuthority(facts.approvals, assessed);
  const Voters voters = CollectVoters(facts.approvals, assessed, units.size());
  const std::vector<size_t> filled_by = MatchSlots(units.size(), voters.fits);

  Tally tally;
  tally.until = facts.request.until;
  std::set<std::string> placed;
  std::set<size_t> used;
  for (size_t slot = 0; slot < units.size(); ++slot) {
    if (filled_by[slot] == kNobody) {
      tally.open.push_back(units[slot]);
      continue;
    }
    const std::string& person = voters.people[filled_by[slot]];
    const size_t i = ApprovalFor(facts.approvals, assessed, person, slot);
    const ApprovalFacts& approval = facts.approvals[i];
    tally.filled.push_back(
        {units[slot], approval.id, person, approval.under ? approval.under->id : std::string()});
    if (approval.until) tally.until = std::min(tally.until, *approval.until);
    placed.insert(person);
    used.insert(i);
  }
  for (size_t i = 0; i < assessed.size(); ++i) {
    if (assessed[i].problem)
      tally.set_aside.push_back(*assessed[i].problem);
    else if (used.count(i) == 0 && placed.count(facts.approvals[i].approver) != 0)
      tally.set_aside.push_back(SetAside(facts.approvals[i], ProblemCode::kApproverTwice,
                                         Message("one person fills one slot only"),
                                         next::ShowWhoCanApprove(next::kOpen)));
  }
  return tally;
}

}  // namespace sekisho
