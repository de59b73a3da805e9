#include "workflow/packages/resuming.h"
#include "workflow/requests/request_details.h"

#include <algorithm>

#include "base/files/files.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/package/package_inspector.h"
#include "libcrypt/package/package_recovery.h"
#include "media/tag.h"
#include "workflow/packages/companion.h"
#include "workflow/packages/package_name.h"
#include "workflow/packages/remainders.h"
#include "workflow/packages/seal_output.h"
#include "workflow/packages/seal_step.h"
#include "workflow/packages/unfinished.h"

namespace sekisho {
namespace {

PackageFacts FactsOf(const SealRecord& seal) {
  return {seal.claims.prefix, seal.claims.root, seal.claims.length};
}

// Whether a seal with this jti is recorded and still wants its package: what is void is not
// finished.
bool IsAwaited(const OrgState& state, const std::string& jti) {
  const auto is_awaited = [&](const SealRecord& seal) { return seal.jti == jti && !seal.voided; };
  const auto requests = state.RequestsWithSeal(jti);
  return std::any_of(requests.begin(), requests.end(), [&](const RequestRecord* request) {
    return std::any_of(request->seals.begin(), request->seals.end(), is_awaited);
  });
}

// Whether `path` is the finished package of `seal`.
bool IsPackageOf(const std::string& path, const SealRecord& seal, WorkerPool* pool) {
  const auto fd = OpenForRead(path);
  if (!fd) return false;
  const auto inspection = InspectPackage(fd->get(), {}, pool);
  return inspection && inspection->header.seal == seal.token && inspection->facts == FactsOf(seal);
}

Error NothingThere(const OrgState& state, const RequestRecord& request, const std::string& output) {
  const std::string id = ShortId(request);
  const bool sealed = std::any_of(request.seals.begin(), request.seals.end(),
                                  [](const SealRecord& seal) { return !seal.voided; });
  if (sealed)
    return Fail(ErrorCode::kRefused,
                Message("{0} was sealed, but nothing in {1} is to be finished, and {2} is not its "
                        "package",
                        {id, DirectoryOf(output), output}),
                next::NamePlaceOrVoid(id));
  return Fail(ErrorCode::kNotFound, Message("there is nothing to resume: {0} was not sealed", {id}),
              NextSeal(state, request, SealStep::kSeal));
}

// Gives what was cut off its last step, and its name.
Result<void> FinishLeftover(const RequestRecord& request, const SealRecord& seal,
                            const std::string& output, WorkerPool* pool) {
  if (PathExists(output))
    return Fail(ErrorCode::kExists,
                Message("{0} exists already, and another package of {1} is to be finished",
                        {output, ShortId(request)}),
                NextSeal(request, SealStep::kResume, ResumeName(request, seal, output)));
  ASSIGN_OR_RETURN(Leftover leftover, Leftover::Open(output, seal.jti));
  auto finished = leftover.Finish(seal.token, FactsOf(seal), pool);
  if (!finished && finished.error().code == ErrorCode::kVerdict)
    // defence: F20-2
    return Fail(ErrorCode::kVerdict, finished.error().message,
                next::VoidSealNotFinished(ShortId(request)));
  return finished;
}

// Where this machine was sealing it when it was cut off; empty: nowhere.
std::string NotedTarget(Session& session, const RequestRecord& request) {
  for (const Remainder& remainder : FindRemainders(session))
    if (!remainder.is_opening && remainder.request == request.id()) return remainder.target;
  return "";
}

// The name of the package that is to be finished at `output`, or that is finished there; else of
// the first that there is.
std::string NameToResume(const RequestRecord& request, const std::string& output,
                         WorkerPool* pool) {
  const std::string place = output.empty() ? "." : output;
  if (const auto unfinished = FindUnfinished(request, place); unfinished && !unfinished->empty())
    return PackageNameOf(request, unfinished->front()->hash);
  std::vector<std::string> names;
  for (const SealRecord& seal : request.seals)
    if (!seal.voided) names.push_back(PackageNameOf(request, seal.hash));
  if (std::find(names.begin(), names.end(), BaseNameOf(output)) != names.end())
    return BaseNameOf(output);
  for (const SealRecord& seal : request.seals) {
    std::string name = PackageNameOf(request, seal.hash);
    if (!seal.voided && IsPackageOf(Beside(place) + name, seal, pool)) return name;
  }
  return names.empty() ? PackageName(request, 1) : names.front();
}

// Whether `me` has nothing to add: it is void, and its use is not theirs to give back.
bool IsDone(const SealRecord& seal, const MemberRecord& me, Time now) {
  const bool gives_back =
      HasRole(me.Now(), Role::kSecurityOfficer, now) && me.id != seal.sealer.member;
  return seal.voided && (seal.use_returned || !gives_back);
}

Result<const SealRecord*> FindSealToVoid(const RequestRecord& request, const std::string& jti,
                                         const MemberRecord& me, Time now) {
  const std::string id = ShortId(request);
  const SealRecord* found = nullptr;
  for (const SealRecord& seal : request.seals) {
    if (jti.empty() ? IsDone(seal, me, now) : seal.jti != jti) continue;
    if (found != nullptr)
      return Fail(ErrorCode::kRefused, Message("{0} was sealed more than once", {id}),
                  next::NameSealToVoid(id));  // defence: F20-3
    found = &seal;
  }
  const bool none = request.seals.empty() || (found == nullptr && !jti.empty());
  if (none)
    return Fail(ErrorCode::kNotFound, Message("there is no seal of {0} to declare void", {id}),
                next::ShowStatus(id));
  if (found == nullptr || IsDone(*found, me, now))
    return Fail(ErrorCode::kRefused, Message("the seal of {0} is void already", {id}),
                next::ShowStatus(id));  // defence: F20-4, else &request.seals.front()
  return found;
}

}  // namespace

Result<std::vector<std::string>> RemoveOrphans(Session& session, const RequestRecord& request,
                                               const std::string& output) {
  std::vector<std::string> removed;
  ASSIGN_OR_RETURN(const std::vector<std::string> jtis, FindLeftovers(DirectoryOf(output)));
  for (const std::string& jti : jtis) {
    auto leftover = Leftover::Open(output, jti);
    if (!leftover) continue;  // being written, or no file of ours
    // Whoever made it has ended. What they appended before, if anything, is there to be seen now.
    RETURN_IF_ERROR(session.CatchUp());
    if (IsAwaited(session.state(), jti)) continue;
    // A header is there before there can be a record: another organisation's may be finished yet.
    const auto& header = leftover->header();
    if (header && header->permit.front() != request.statement.token) continue;
    RETURN_IF_ERROR(leftover->Remove());
    removed.push_back(DirectoryOf(output) + "/.sekisho-" + jti + ".part");
  }
  return removed;
}

Result<Resumed> ResumeSealing(Session& session, const RequestRecord& request,
                              const std::string& output) {
  Resumed resumed;
  std::string place = output;
  if (output.empty()) {
    place = NotedTarget(session, request);
    // Sealed, and nothing was cut off here: all is well, wherever the package is by now.
    resumed.was_finished = place.empty() && request.HasPackage();
    if (resumed.was_finished) return resumed;
  }
  WorkerPool* const pool = session.world().pool;
  const std::string name = NameToResume(request, place, pool);
  ASSIGN_OR_RETURN(resumed.path, SealOutput(session, request, place.empty() ? name : place,
                                            SealStep::kResume, name));
  ASSIGN_OR_RETURN(const auto unfinished, FindUnfinished(request, resumed.path));
  const SealRecord* found = unfinished.empty() ? nullptr : unfinished.front();
  if (found != nullptr) {
    RETURN_IF_ERROR(FinishLeftover(request, *found, resumed.path, pool));
  } else {
    for (const SealRecord& seal : request.seals)
      if (!seal.voided && IsPackageOf(resumed.path, seal, pool)) found = &seal;
    resumed.was_finished = found != nullptr;
  }
  if (found != nullptr) {
    resumed.jti = found->jti;
    if (!found->claims.companions.empty())
      RETURN_IF_ERROR(WriteCompanion(resumed.path, found->claims.companions.front()));
  }
  if (!resumed.was_finished) {
    ASSIGN_OR_RETURN(resumed.removed, RemoveOrphans(session, request, resumed.path));
  }
  if (found != nullptr) return resumed;
  Error nothing = NothingThere(session.state(), request, resumed.path);
  if (!resumed.removed.empty())
    // defence: none, words of the refusal below
    nothing.message += Message("; what was left of it was removed: {0}", {resumed.removed.front()});
  return nothing;  // defence: F20-5, else resumed
}

Result<void> VoidSeal(Session& session, const RequestRecord& request, const std::string& jti,
                      const std::string& reason) {
  if (!HasVisibleText(reason))
    return Fail(ErrorCode::kUsage, Message("a seal is declared void for a reason"),
                next::VoidSeal(ShortId(request)));
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  ASSIGN_OR_RETURN(const SealRecord* const seal, FindSealToVoid(request, jti, *me, session.now()));
  const auto readers = ReadersOf(session, request.claims, request.requester());
  Draft draft;
  draft.kind = Kind::kSealVoid;
  draft.subject = request.id();
  draft.claims = ToClaims(SealRefClaims{seal->hash});
  ASSIGN_OR_RETURN(AnnexPart main, SealAnnex(AsBytes(WriteJson(Json{{"reason", reason}})), readers,
                                             *session.world().random));
  draft.annexes.emplace_back("main", std::move(main));
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

}  // namespace sekisho
