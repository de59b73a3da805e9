#include "workflow/packages/sealing.h"

#include <algorithm>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/uuid.h"
#include "libcrypt/archive/payload.h"
#include "libcrypt/package/package_recovery.h"
#include "libcrypt/package/package_writer.h"
#include "libcrypt/primitives/sha256.h"
#include "media/tag.h"
#include "workflow/media/wipe_need.h"
#include "workflow/packages/archiving.h"
#include "workflow/packages/companion.h"
#include "workflow/packages/package_name.h"
#include "workflow/packages/package_recipients.h"
#include "workflow/packages/permit_tokens.h"
#include "workflow/packages/remainders.h"
#include "workflow/packages/resuming.h"
#include "workflow/packages/room.h"
#include "workflow/packages/seal_output.h"
#include "workflow/packages/unfinished.h"
#include "workflow/requests/decisions.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

// With the names of those who can do what is missing.
Error WhyNotNow(Session& session, const RequestRecord& request, const PermitVerdict& verdict) {
  Error error = RefusalOf(verdict, ShortId(request));
  if (verdict.problems.empty()) return error;
  const ProblemCode code = verdict.problems.front().code;
  const bool sealer = code == ProblemCode::kWrongSealer;
  if (!sealer && code != ProblemCode::kApprovalMissing) return error;
  const MemberIds who = sealer ? WhoMaySeal(session, request) : WhoMayApprove(session, request);
  const bool requester = who == MemberIds{request.requester()};
  if (!sealer || !requester) return AskThem(session, who, std::move(error));
  error.next = next::RequesterSealsIt(NamesText(session, who));
  return error;
}

Result<PermitVerdict> CheckPermit(Session& session, const RequestRecord& request,
                                  const Person& sealer) {
  PermitQuestion question;
  question.ask = PermitAsk::kSeal;
  question.now = session.now();
  question.person = sealer;
  session.state().ReadAgain(request);
  PermitVerdict verdict = JudgePermit(session.state().Facts(request), question);
  if (!verdict.valid) return WhyNotNow(session, request, verdict);  // defence: D11-1
  return verdict;
}

// `refusal`, with the way out when a sealing of this request was cut off there.
Error WithWayToResume(const RequestRecord& request, const std::string& output, Error refusal) {
  const auto unfinished = FindUnfinished(request, output);
  if (unfinished && !unfinished->empty())
    refusal.next =
        next::ResumeOrVoid(ShortId(request), ResumeName(request, *unfinished->front(), output));
  return refusal;
}

// No further use is spent while the package of an earlier one waits for its last step. What another
// window is writing right now is left to it.
Result<void> CheckNothingUnfinished(const RequestRecord& request, const std::string& output) {
  ASSIGN_OR_RETURN(const auto unfinished, FindUnfinished(request, output));
  for (const SealRecord* const seal : unfinished) {
    const auto leftover = Leftover::Open(output, seal->jti);
    if (!leftover && leftover.error().code == ErrorCode::kExists) continue;
    return WithWayToResume(
        request, output,
        Fail(ErrorCode::kRefused,
             Message("a package of {0} in {1} was cut off before it was finished",
                     {ShortId(request), DirectoryOf(output)})));  // defence: F20-7
  }
  return {};
}

// The request and the approvals that count, in ledger order. Not those that do not: anybody can
// append them, as many as would fill the header.
Result<Signed> SignSeal(Session& session, const RequestRecord& request, const std::string& jti,
                        const PackageFacts& facts, const std::optional<Digest>& companion) {
  Draft draft;
  draft.kind = Kind::kSeal;
  draft.jti = jti;
  draft.subject = request.id();
  SealClaims claims;
  claims.request = request.statement.hash;
  claims.prefix = facts.prefix;
  claims.root = facts.root;
  claims.length = facts.payload_bytes;
  claims.medium = request.claims.medium;
  if (companion) claims.companions.push_back(*companion);
  draft.claims = ToClaims(claims);
  return session.Sign(std::move(draft));
}

// What the payload will be, and whether there is room for it.
Result<PayloadShape> ChooseShape(Session& session, const RequestRecord& request,
                                 const ApprovedFiles& approved, const std::string& output,
                                 const SealOptions& options) {
  PayloadShape shape;
  shape.pad = options.pad;
  WorkerPool* const pool = session.world().pool;
  shape.threads = pool != nullptr ? pool->jobs() : 1;
  CompressionEstimate estimate;
  if (options.compress == Compress::kAuto && !GoesOutside(session.state(), request)) {
    ASSIGN_OR_RETURN(const auto manifest, approved.manifest.Read());
    ASSIGN_OR_RETURN(estimate, EstimateCompression(request, *manifest, approved.roots));
    shape.compress = estimate.Pays();
  }
  RETURN_IF_ERROR(
      CheckRoom(output, PackageBytes(request, shape.compress ? &estimate : nullptr, shape.pad)));
  return shape;
}

// After a failed append: only what was refused, or what the ledger does not know, is not recorded.
// What fails after the record, in this machine's own files for example, can be any error.
bool MayBeRecorded(Session& session, const Signed& seal, const Error& error) {
  if (error.code == ErrorCode::kRefused) return false;
  if (error.code == ErrorCode::kIo) return true;
  const auto found = session.store().FindByHash(seal.hash);
  return !found || found->has_value();
}

Error WithWayToFinish(const RequestRecord& request, const std::string& output, Error error) {
  error.next = next::FixThenResume(ShortId(request), output);
  return error;
}

// On a medium a package is called by its place among the seals of its request: another window may
// have sealed the same request in between.
Result<void> CheckNameIsStillIts(const RequestRecord& request, const Digest& seal,
                                 const std::string& output, const std::string& name) {
  const std::string is_now = PackageNameOf(request, seal);
  if (BaseNameOf(output) != name || is_now == name || !FindMediumRoot(output)) return {};
  const std::string directory = DirectoryOf(output);
  return Fail(
      ErrorCode::kFailed,
      Message("{0} was sealed at the same time elsewhere, so this package has to be called "
              "{1}",
              {ShortId(request), is_now}),
      NextSeal(request, SealStep::kResume, directory == "." ? is_now : directory + "/" + is_now));
}

}  // namespace

Result<Sealed> SealRequest(Session& session, const RequestRecord& request,
                           const SealOptions& options) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  const std::string name = NextPackageName(request);
  const std::string named = options.output.empty() ? name : options.output;
  RETURN_IF_ERROR(session.CheckClock(Kind::kSeal));
  auto permitted = CheckPermit(session, request, me->Now());
  const std::string place = OpenDirectory(named) ? named + "/" + name : named;
  if (!permitted) return WithWayToResume(request, place, permitted.error());
  const PermitVerdict verdict = *std::move(permitted);
  RETURN_IF_ERROR(CheckApprovedMedium(session, request, named, SealStep::kSeal));
  RETURN_IF_ERROR(CheckNothingUnfinished(request, place));
  ASSIGN_OR_RETURN(const std::string output,
                   SealOutput(session, request, named, SealStep::kSeal, name));
  Sealed sealed;
  ASSIGN_OR_RETURN(sealed.removed, RemoveOrphans(session, request, output));
  std::optional<Digest> companion;
  if (options.companion && GoesOutside(session.state(), request)) {
    RETURN_IF_ERROR(CheckCompanionFits(output));
    companion = CompanionFor(output);
  }
  sealed.companion = companion.has_value();
  ASSIGN_OR_RETURN(const ApprovedFiles approved, ReadApprovedFiles(session, request, options.base));
  ASSIGN_OR_RETURN(const PayloadShape shape,
                   ChooseShape(session, request, approved, output, options));
  sealed.compressed = shape.compress;

  PackagePlan plan;
  ASSIGN_OR_RETURN(plan.recipients,
                   PackageRecipients(request.claims, session.state().charter().charter));
  plan.permit = PermitTokens(request, verdict);
  const std::string jti = NewUuid7(*session.world().clock, *session.world().random);
  const RemainderNote note(session.directory(), {jti, request.id(), AbsolutePath(output), false});
  ASSIGN_OR_RETURN(
      const auto package,
      PackageWriter::Begin(output, jti, plan, *session.world().random, session.world().pool));
  ASSIGN_OR_RETURN(const auto payload, PayloadWriter::Create(package->payload(), shape));
  ASSIGN_OR_RETURN(sealed.totals, ArchiveApproved(session, request, approved, plan.permit, *payload,
                                                  sealed.left_out));
  RETURN_IF_ERROR(payload->Finish());
  ASSIGN_OR_RETURN(const PackageFacts facts, package->FinishPayload());
  ASSIGN_OR_RETURN(const Signed seal, SignSeal(session, request, jti, facts, companion));
  RETURN_IF_ERROR(package->Prepare(seal.token));
  // From the append on, a crash or an error may leave a record: the prepared file must stay.
  if (auto appended = session.Append(seal); !appended) {
    if (!MayBeRecorded(session, seal, appended.error())) return appended.error();
    package->KeepOnFailure();
    return WithWayToFinish(request, output, appended.error());
  }
  package->KeepOnFailure();
  RETURN_IF_ERROR(CheckNameIsStillIts(request, seal.hash, output, name));
  auto released = package->Release();
  if (released && sealed.companion) released = WriteCompanion(output, *companion);
  if (!released) return WithWayToFinish(request, output, released.error());
  sealed.path = output;
  sealed.jti = jti;
  sealed.hash = seal.hash;
  sealed.bytes = package->total_bytes();
  sealed.recipients = request.claims.recipients.size();
  sealed.escrow = plan.recipients.size() - sealed.recipients;
  return sealed;
}

}  // namespace sekisho
