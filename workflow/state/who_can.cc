#include "workflow/state/who_can.h"

#include <algorithm>

#include "approvals/duties.h"
#include "approvals/permit.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"

namespace sekisho {
namespace {

constexpr size_t kMaxNamed = 3;  // more names help nobody to find one

template <typename Fits>
MemberIds Those(const Session& session, const Fits& fits) {
  std::vector<const MemberRecord*> found;
  for (const auto& [id, member] : session.state().members())
    if (fits(member)) found.push_back(&member);
  std::sort(found.begin(), found.end(),
            [](const MemberRecord* a, const MemberRecord* b) { return a->ordinal < b->ordinal; });
  MemberIds ids;
  for (const MemberRecord* const member : found) ids.push_back(member->id);
  return ids;
}

bool IsAboutTheSealer(const Problem& problem) {
  return problem.code == ProblemCode::kWrongSealer || problem.code == ProblemCode::kSealerUnknown;
}

}  // namespace

MemberIds WhoMaySign(const Session& session, Kind kind, const std::set<std::string>& involved) {
  return Those(session, [&](const MemberRecord& member) {
    return !involved.contains(member.id) && MaySign(KindName(kind), member.Now(), session.now());
  });
}

MemberIds WhoMayApprove(const Session& session, const RequestRecord& request) {
  const PermitFacts facts = session.state().Facts(request);
  return Those(session, [&](const MemberRecord& member) {
    return !MayApprove(facts, member.Now(), {}, session.now()).choices.empty();
  });
}

MemberIds WhoMayStop(const Session& session, const RequestRecord& request) {
  const PermitFacts facts = session.state().Facts(request);
  return Those(session, [&](const MemberRecord& member) {
    VetoFacts veto;
    veto.iat = session.now();
    veto.author = member.id;
    veto.author_then = member.Now();
    return HasForce(facts, VetoKind::kDenial, veto);
  });
}

MemberIds WhoMaySeal(const Session& session, const RequestRecord& request) {
  const PermitFacts facts = session.state().Facts(request);
  return Those(session, [&](const MemberRecord& member) {
    PermitQuestion question;
    question.now = session.now();
    question.person = member.Now();
    const auto problems = JudgePermit(facts, question).problems;
    return std::none_of(problems.begin(), problems.end(), IsAboutTheSealer);
  });
}

std::string NamesText(Session& session, const MemberIds& members) {
  std::string names;
  for (size_t i = 0; i < std::min(members.size(), kMaxNamed); ++i)
    names += (i == 0 ? std::string() : Message(", ")) + session.NameOf(members[i]);
  if (members.size() <= kMaxNamed) return names;
  return Message("{0} and {1} more", {names, std::to_string(members.size() - kMaxNamed)});
}

Error AskThem(Session& session, const MemberIds& members, Error error) {
  if (!members.empty()) error.next = next::AskSomebodyWhoMay(NamesText(session, members));
  return error;
}

Result<void> CheckMay(Session& session, Kind kind) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  auto may = MaySign(KindName(kind), me->Now(), session.now());
  if (may || may.error().code != ErrorCode::kRefused) return may;
  Error error = may.error();
  error.next = next::GiveRole();
  return AskThem(session, WhoMaySign(session, kind), std::move(error));
}

}  // namespace sekisho
