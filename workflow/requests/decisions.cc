// Deciding about requests, and looking at where they stand.
#include "workflow/requests/decisions.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"
#include "workflow/requests/approved_manifest.h"
#include "workflow/requests/contradictions.h"
#include "workflow/requests/mandatory_text.h"
#include "workflow/requests/request_details.h"
#include "workflow/requests/sharing.h"
#include "workflow/requests/what_lies_on.h"
#include "workflow/state/record_names.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

bool HasProblem(const PermitVerdict& verdict, ProblemCode code) {
  return std::any_of(verdict.problems.begin(), verdict.problems.end(),
                     [code](const Problem& problem) { return problem.code == code; });
}

RequestState StateOf(const RequestRecord& request, const PermitVerdict& verdict) {
  const bool sealed = request.HasPackage();
  if (HasProblem(verdict, ProblemCode::kWithdrawn)) return RequestState::kWithdrawn;
  if (HasProblem(verdict, ProblemCode::kRevoked)) return RequestState::kRevoked;
  if (HasProblem(verdict, ProblemCode::kDenied)) return RequestState::kDenied;
  if (HasProblem(verdict, ProblemCode::kOver)) return RequestState::kOver;
  if (HasProblem(verdict, ProblemCode::kUsedUp))  // of a void seal no approval gives the use back
    return sealed ? RequestState::kSealed : RequestState::kBlocked;
  if (HasProblem(verdict, ProblemCode::kApprovalMissing)) return RequestState::kPending;
  if (verdict.valid || HasProblem(verdict, ProblemCode::kNotYet)) return RequestState::kApproved;
  return RequestState::kBlocked;
}

// What ended a request that is over; of anything else, whatever stands in its way.
bool StillMatters(RequestState state, ProblemCode code) {
  switch (state) {
    case RequestState::kDenied:
      return code == ProblemCode::kDenied;
    case RequestState::kRevoked:
      return code == ProblemCode::kRevoked;
    case RequestState::kWithdrawn:
      return code == ProblemCode::kWithdrawn;
    case RequestState::kSealed:
      return code == ProblemCode::kUsedUp;
    case RequestState::kOver:
      return code == ProblemCode::kOver;
    default:
      return true;
  }
}

// The statement that used the approvals of a request, or ended it: its index and time.
std::optional<std::pair<uint64_t, Time>> WhenSettled(const RequestRecord& request) {
  for (auto seal = request.seals.rbegin(); seal != request.seals.rend(); ++seal)
    if (!seal->voided) return {{seal->index, seal->iat}};
  for (const auto* const vetoes : {&request.denials, &request.revocations})
    for (const VetoRecord& veto : *vetoes)
      if (veto.has_force) return {{veto.index, veto.at}};
  return std::nullopt;
}

// Whose approvals filled which slots. What was used stays told as it was then, whatever role its
// author has lost since.
std::vector<FilledSlot> FilledThen(const OrgState& state, const RequestRecord& request,
                                   uint64_t index, Time at) {
  PermitQuestion question;
  question.now = std::max(at, request.claims.from);
  return JudgePermit(state.FactsBefore(request, index), question).filled;
}

// What `text` says goes with it, for those who may read the request.
Result<void> PostAbout(Session& session, const RequestRecord& request, Kind kind, Json claims,
                       const char* key, const std::string& text) {
  Draft draft;
  draft.kind = kind;
  draft.subject = request.id();
  draft.claims = std::move(claims);
  ASSIGN_OR_RETURN(
      AnnexPart main,
      SealAnnex(AsBytes(WriteJson(Json{{key, text}})),
                ReadersOf(session, request.claims, request.requester()), *session.world().random));
  draft.annexes.emplace_back("main", std::move(main));
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

Result<void> Decide(Session& session, const RequestRecord& request, Kind kind, const char* key,
                    const std::string& text, std::optional<Time> until) {
  DecisionClaims decision;
  decision.request = request.statement.hash;
  decision.until = until;
  return PostAbout(session, request, kind, ToClaims(decision, kind, session.zone()), key, text);
}

// Said already, as far as it matters: the request is over for everybody.
bool IsStopped(const RequestRecord& request) {
  const auto has_force = [](const VetoRecord& veto) { return veto.has_force; };
  return request.withdrawn ||
         std::any_of(request.denials.begin(), request.denials.end(), has_force) ||
         std::any_of(request.revocations.begin(), request.revocations.end(), has_force);
}

// Whose veto would stop nothing is told at once who can, before he relies on it.
Error WhyNoVeto(Session& session, const RequestRecord& request, const MemberRecord& me,
                bool may_revoke) {
  const std::string id = ShortId(request);
  const bool own = me.id == request.requester();
  const bool involved = own || me.id == request.claims.holder;
  if (!involved && may_revoke)  // a role that was lost since
    return Fail(ErrorCode::kRefused, Message("what one has approved is revoked, not denied"),
                next::Revoke(id));
  if (!involved)
    return AskThem(session, WhoMayStop(session, request),
                   Fail(ErrorCode::kRefused, Message("deciding about this request is not yours"),
                        next::ShowStatus(id)));
  const bool withdraw = own && !request.HasPackage();
  return Fail(ErrorCode::kRefused,
              withdraw ? Message("one's own request is withdrawn, not denied")
                       : Message("what one asked for or carries is revoked, not denied"),
              withdraw ? next::Withdraw(id) : next::Revoke(id));
}

// What the asker's veto would be. The fold judges it again where it is recorded.
Result<Decided> JudgeOwnVeto(Session& session, const RequestRecord& request, VetoKind kind) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  const PermitFacts facts = session.state().Facts(request);
  VetoFacts veto;
  veto.iat = session.now();
  veto.author = me->id;
  veto.author_then = me->Now();
  if (!HasForce(facts, kind, veto))
    return WhyNoVeto(session, request, *me,
                     HasForce(facts, VetoKind::kRevocation, veto));  // defence: I4-1
  return Decided{!IsStopped(request)};
}

// What an approval covers is the list of files that the request commits to: who cannot read it, or
// finds there other than what the request says, has nothing to approve (ATTACKS A10).
Result<void> CheckReadable(Session& session, const RequestRecord& request) {
  const auto list = ApprovedManifest::Open(session, request);
  if (!list && list.error().code == ErrorCode::kVerdict) return list.error();
  const RequestDetails details = ReadDetails(session, request);
  if (details.damage) return *details.damage;
  const bool unreadable = !list && list.error().code != ErrorCode::kMalformed;
  if (unreadable || !details.readable) return CannotReadRequest(session, request);  // defence: I1-1
  const auto contradictions =
      FindContradictions(session, request, details, list ? &*list : nullptr);
  if (!contradictions.empty())
    return Fail(ErrorCode::kRefused, SentenceOf(contradictions.front()),
                next::Deny(ShortId(request)));  // defence: I1-2
  const RequestClaims& claims = request.claims;
  const ManifestTotals said{claims.files, claims.directories, claims.bytes};
  if (list && list->totals() == said) return {};
  return Fail(ErrorCode::kRefused, Message("the list of files is not what the request says it is"),
              next::Deny(ShortId(request)));  // defence: I1-3, else {}
}

}  // namespace

const char* StateName(RequestState state) {
  switch (state) {
    case RequestState::kPending:
      return "pending";
    case RequestState::kApproved:
      return "approved";
    case RequestState::kDenied:
      return "denied";
    case RequestState::kRevoked:
      return "revoked";
    case RequestState::kWithdrawn:
      return "withdrawn";
    case RequestState::kSealed:
      return "sealed";
    case RequestState::kOver:
      return "over";
    case RequestState::kBlocked:
      break;
  }
  return "blocked";
}

std::vector<Term> TermsOf(Session& session, const RequestRecord& request) {
  return TermsOf(request.statement, RecordNames(session, request.index));
}

namespace {

// On whatever medium a package of it was sealed, and however often that has been out since.
bool IsMediumLost(const Session& session, const RequestRecord& request, WhatLiesOn& media) {
  return std::any_of(request.seals.begin(), request.seals.end(), [&](const SealRecord& seal) {
    const MediumRecord* const medium = session.state().FindMedium(seal.claims.medium);
    return medium != nullptr && media.IsLost(*medium) && media.Holds(*medium, request);
  });
}

RequestView View(Session& session, const RequestRecord& request, WhatLiesOn& media) {
  RequestView view;
  view.request = &request;
  view.id = ShortId(request);
  PermitQuestion question;
  question.now = session.now();
  view.verdict = JudgePermit(session.state().Facts(request), question);
  view.state = StateOf(request, view.verdict);
  if (!StillMatters(view.state, ProblemCode::kApprovalMissing)) {
    std::erase_if(view.verdict.problems,
                  [&](const Problem& problem) { return !StillMatters(view.state, problem.code); });
    if (const auto settled = WhenSettled(request))
      view.verdict.filled = FilledThen(session.state(), request, settled->first, settled->second);
  }
  view.requester = session.NameOf(request.requester());
  view.holder = session.NameOf(request.claims.holder);
  if (const MediumRecord* const medium = session.state().FindMedium(request.claims.medium))
    view.medium = medium->claims.label;
  view.has_package = request.HasPackage();
  view.medium_lost = IsMediumLost(session, request, media);
  for (const FilledSlot& slot : view.verdict.filled)
    view.approvers.push_back(session.NameOf(slot.approver));
  return view;
}

}  // namespace

RequestView ViewRequest(Session& session, const RequestRecord& request) {
  WhatLiesOn media(session);
  return View(session, request, media);
}

std::vector<std::string> WhoCanApprove(Session& session, const RequestRecord& request) {
  std::vector<std::string> names;
  for (const std::string& id : WhoMayApprove(session, request)) names.push_back(session.NameOf(id));
  return names;
}

namespace {

bool DecidedBy(const RequestRecord& request, const std::string& member) {
  const auto by_member = [&](const auto& decision) {
    return decision.statement.header.iss == member;
  };
  return std::any_of(request.approvals.begin(), request.approvals.end(), by_member) ||
         std::any_of(request.denials.begin(), request.denials.end(), by_member) ||
         std::any_of(request.revocations.begin(), request.revocations.end(), by_member);
}

bool Concerns(Session& session, const RequestRecord& request, const MemberRecord& me) {
  if (request.requester() == me.id || request.claims.holder == me.id || DecidedBy(request, me.id))
    return true;
  return !MayApprove(session.state().Facts(request), me.Now(), {}, session.now()).choices.empty();
}

// What is sealed is open until its medium, which may have gone out afterwards, is back.
bool IsOpen(const Session& session, const RequestView& view, WhatLiesOn& media) {
  if (view.state == RequestState::kPending || view.state == RequestState::kApproved) return true;
  if (view.state != RequestState::kSealed) return false;
  if (view.medium_lost) return true;
  const MediumRecord* const medium = session.state().FindMedium(view.request->claims.medium);
  if (medium == nullptr || medium->request == view.request->id()) return true;
  if (!medium->since || *medium->since < view.request->seals.back().iat) return true;
  // It went out for another request, with this one's package on it.
  return !medium->request.empty() && media.HoldsSinceReturn(*medium, *view.request);
}

void SortByNumber(std::vector<RequestView>& views) {
  std::sort(views.begin(), views.end(), [](const RequestView& a, const RequestView& b) {
    return a.request->ordinal < b.request->ordinal;
  });
}

// Among which the wanted ones are, each once: not all there ever were, where that can be told.
std::vector<const RequestRecord*> Candidates(const Session& session, const RequestScope& scope,
                                             const MemberRecord* me) {
  const OrgState& state = session.state();
  if (scope.only_open) return state.RequestsNotOver(session.now());
  std::vector<const RequestRecord*> requests;
  if (me == nullptr) {
    for (const auto& [id, request] : state.requests()) requests.push_back(&request);
    return requests;
  }
  // What concerns nobody yet who could approve it is not over.
  requests = state.RequestsConcerning(me->id);
  const auto open = state.RequestsNotOver(session.now());
  requests.insert(requests.end(), open.begin(), open.end());
  std::sort(requests.begin(), requests.end());
  requests.erase(std::unique(requests.begin(), requests.end()), requests.end());
  return requests;
}

}  // namespace

std::vector<RequestView> ListRequests(Session& session, const RequestScope& scope) {
  const MemberRecord* const me = scope.everybody ? nullptr : session.MeOrNull();
  std::vector<RequestView> views;
  WhatLiesOn media(session);
  for (const RequestRecord* const request : Candidates(session, scope, me)) {
    if (scope.since && request->statement.header.iat < *scope.since) continue;
    if (me != nullptr && !Concerns(session, *request, *me)) continue;
    RequestView view = View(session, *request, media);
    if (!scope.only_open || IsOpen(session, view, media)) views.push_back(std::move(view));
  }
  SortByNumber(views);
  return views;
}

Result<std::vector<RequestView>> Inbox(Session& session) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  std::vector<RequestView> views;
  WhatLiesOn media(session);
  for (const RequestRecord* const request : session.state().RequestsNotOver(session.now())) {
    const PermitFacts facts = session.state().Facts(*request);
    if (!MayApprove(facts, me->Now(), {}, session.now()).choices.empty())
      views.push_back(View(session, *request, media));
  }
  SortByNumber(views);
  return views;
}

Error RefusalOf(const PermitVerdict& verdict, const std::string& short_id) {
  if (verdict.problems.empty())
    return Fail(ErrorCode::kRefused, Message("it is not allowed"), next::ShowStatus(short_id));
  // The most telling first: what is missing only matters when nothing else stands in the way.
  const Problem* problem = &verdict.problems.front();
  for (const Problem& other : verdict.problems)
    if (problem->code == ProblemCode::kApprovalMissing &&
        other.code < ProblemCode::kApprovalMissing)
      problem = &other;
  const Next& next = problem->next;
  return Fail(ErrorCode::kRefused, problem->message,
              next.empty() ? next::ShowStatus(short_id) : next.With(NextArg::kRequest, short_id));
}

namespace {

// What is more telling than that no slot is open for them.
Result<void> CheckNotDone(Session& session, const RequestRecord& request, const MemberRecord& me) {
  const std::string id = ShortId(request);
  const RequestView view = ViewRequest(session, request);
  if (view.state == RequestState::kSealed)
    return Fail(ErrorCode::kRefused, Message("{0} is sealed already", {id}),
                next::ShowStatus(id));  // defence: I1-4
  const auto& filled = view.verdict.filled;
  if (!IsStopped(request) && std::any_of(filled.begin(), filled.end(), [&](const FilledSlot& slot) {
        return slot.approver == me.id;
      }))
    return Fail(ErrorCode::kRefused, Message("you approved {0} already", {id}),
                next::ShowStatus(id));  // defence: B1-1
  return {};
}

}  // namespace

Result<void> Approve(Session& session, const RequestRecord& request, const std::string& comment,
                     std::optional<Time> until, const std::function<void()>& show) {
  RETURN_IF_ERROR(NeedTextIfAny(comment, Message("the comment")));
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  const ApproveChoices may =
      MayApprove(session.state().Facts(request), me->Now(), {}, session.now());
  if (may.choices.empty()) {
    RETURN_IF_ERROR(CheckNotDone(session, request, *me));
    PermitVerdict verdict;
    verdict.problems = may.problems;
    return AskThem(session, WhoMayApprove(session, request),
                   RefusalOf(verdict, ShortId(request)));  // defence: I1-5
  }
  RETURN_IF_ERROR(CheckReadable(session, request));
  if (until && *until > request.claims.until)
    return Fail(
        ErrorCode::kUsage,
        Message("{0} was requested until {1}: an approval can only be shorter",
                {ShortId(request), FormatTimeForPeople(request.claims.until, session.zone())}),
        next::NameEarlierUntil());
  if (until && *until <= session.now())
    return Fail(ErrorCode::kUsage,
                Message("an approval until {0} would be over already",
                        {FormatTimeForPeople(*until, session.zone())}),
                next::NameLaterDay());
  if (show) show();
  return Decide(session, request, Kind::kApproval, "comment", comment, until);
}

namespace {

Result<Decided> Veto(Session& session, const RequestRecord& request, Kind kind,
                     const std::string& reason) {
  RETURN_IF_ERROR(NeedReason(reason));
  ASSIGN_OR_RETURN(const Decided decided,
                   JudgeOwnVeto(session, request,
                                kind == Kind::kDenial ? VetoKind::kDenial : VetoKind::kRevocation));
  if (decided.changed)
    RETURN_IF_ERROR(Decide(session, request, kind, "reason", reason, std::nullopt));
  return decided;
}

}  // namespace

Result<Decided> Deny(Session& session, const RequestRecord& request, const std::string& reason) {
  return Veto(session, request, Kind::kDenial, reason);
}

Result<Decided> Revoke(Session& session, const RequestRecord& request, const std::string& reason) {
  return Veto(session, request, Kind::kRevocation, reason);
}

Result<Decided> Withdraw(Session& session, const RequestRecord& request) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  const std::string id = ShortId(request);
  if (me->id != request.requester())
    return AskThem(session, {request.requester()},
                   Fail(ErrorCode::kRefused, Message("only the requester withdraws a request"),
                        next::ShowStatus(id)));  // defence: I18-2
  Decided decided;
  decided.changed = !IsStopped(request);
  if (!decided.changed) return decided;
  if (request.HasPackage())
    return Fail(ErrorCode::kRefused, Message("{0} is sealed already: there is a package", {id}),
                next::Revoke(id));  // defence: I18-7
  RETURN_IF_ERROR(PostAbout(session, request, Kind::kWithdrawal,
                            ToClaims(WithdrawalClaims{request.statement.hash}), "reason", ""));
  return decided;
}

}  // namespace sekisho
