#include "workflow/sealing.h"

#include <linux/magic.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <algorithm>

#include "base/files.h"
#include "base/message.h"
#include "base/uuid.h"
#include "libcrypt/package_recovery.h"
#include "libcrypt/package_writer.h"
#include "libcrypt/sha256.h"
#include "workflow/archiving.h"
#include "workflow/companion.h"
#include "workflow/media_acts.h"
#include "workflow/resuming.h"

namespace sekisho {
namespace {

Result<PermitVerdict> CheckPermit(Session& session, const RequestRecord& request,
                                  const Person& sealer) {
  PermitQuestion question;
  question.ask = PermitAsk::kSeal;
  question.now = session.now();
  question.person = sealer;
  PermitVerdict verdict = JudgePermit(session.state().Facts(request), question);
  if (!verdict.valid) return RefusalOf(verdict, ShortId(request));
  return verdict;
}

// A permit that is used up may be so by a sealing that was cut off: then that can be finished.
Error WithWayToResume(const RequestRecord& request, const std::string& output, Error refusal) {
  const auto leftovers = FindLeftovers(DirectoryOf(output));
  for (const SealRecord& seal : request.seals) {
    if (!leftovers || seal.voided) continue;
    if (std::find(leftovers->begin(), leftovers->end(), seal.jti) == leftovers->end()) continue;
    refusal.hint = Message("it was sealed but for its last step: sekisho seal {0} --resume -o {1}",
                           {ShortId(request), output});
  }
  return refusal;
}

constexpr uint64_t kMaxFatFileBytes = 0xFFFFFFFF;

bool IsFat(const std::string& directory) {
  struct statfs info {};
  return statfs(directory.c_str(), &info) == 0 && info.f_type == MSDOS_SUPER_MAGIC;
}

// Room for the whole package, before anything is written.
Result<void> CheckRoom(const RequestRecord& request, const std::string& output) {
  struct statvfs space {};
  if (statvfs(DirectoryOf(output).c_str(), &space) != 0)
    return SystemError(Message("cannot look at {0}", {DirectoryOf(output)}), errno);
  constexpr uint64_t kPerEntry = 3 * 512 + 200;  // tar headers, padding, a manifest line
  const uint64_t plain = request.claims.bytes +
                         (request.claims.files + request.claims.directories) * kPerEntry +
                         (size_t{64} << 10);
  const uint64_t need = SealedSize(plain);
  if (IsFat(DirectoryOf(output)) && need > kMaxFatFileBytes)
    return Fail(
        ErrorCode::kNoSpace,
        Message("{0} has FAT, which holds no file of 4 GiB, and the package has about {1} MiB",
                {DirectoryOf(output), std::to_string(need >> 20)}),
        Message("use a medium with exFAT or ext4, or split the request"));
  const uint64_t have = uint64_t{space.f_bavail} * space.f_frsize;
  if (have >= need) return {};
  return Fail(
      ErrorCode::kNoSpace,
      Message("{0} has room for {1} MiB, the package needs about {2} MiB",
              {DirectoryOf(output), std::to_string(have >> 20), std::to_string((need >> 20) + 1)}),
      Message("make room there, or ask for another medium"));
}

// The request and the approvals that count, in ledger order. Not those that do not: anybody can
// append them, as many as would fill the header.
std::vector<std::string> PermitTokens(const RequestRecord& request, const PermitVerdict& verdict) {
  std::vector<std::string> tokens = {request.statement.token};
  for (const auto& [index, approval] : request.approvals) {
    const std::string& id = approval.header.jti;  // clang 14 captures no structured binding
    if (std::any_of(verdict.filled.begin(), verdict.filled.end(),
                    [&](const FilledSlot& slot) { return slot.approval == id; }))
      tokens.push_back(approval.token);
  }
  return tokens;
}

Result<Signed> SignSeal(Session& session, const RequestRecord& request, const std::string& jti,
                        const PackageFacts& facts, bool companion) {
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
  if (companion) claims.companions.push_back(Sha256(AsBytes(CompanionText())));
  draft.claims = ToClaims(claims);
  return session.Sign(std::move(draft));
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
  error.hint =
      Message("mend that, then: sekisho seal {0} --resume -o {1}", {ShortId(request), output});
  return error;
}

}  // namespace

Result<void> CheckApprovedMedium(Session& session, const RequestRecord& request,
                                 const std::string& output) {
  if (request.claims.destination != Destination::kMedium) return {};
  const MediumRecord& approved = *session.state().FindMedium(request.claims.medium);
  const std::string& label = approved.claims.label;
  ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand,
                   FindMediumAtHand(session.state(), AbsolutePath(output)));
  const std::string hint = Message(
      "plug in {0} and name a file on it: sekisho seal {1} -o "
      "/path/on/{0}/{1}.age",
      {label, ShortId(request)});
  if (!at_hand)
    return Fail(ErrorCode::kRefused,
                Message("{0} was approved for the medium {1}, and {2} is not on it",
                        {ShortId(request), label, output}),
                hint);
  if (at_hand->medium == nullptr || at_hand->medium->id != approved.id)
    return Fail(ErrorCode::kRefused,
                Message("{0} was approved for the medium {1}, not for the one at {2}",
                        {ShortId(request), label, at_hand->root}),
                hint);
  if (!at_hand->recognised) return Fail(ErrorCode::kRefused, at_hand->sentence, hint);
  return {};
}

Result<std::vector<X25519PublicKey>> PackageRecipients(const RequestClaims& claims,
                                                       const Charter& charter) {
  std::vector<X25519PublicKey> recipients;
  for (const auto* const list : {&claims.recipients, &charter.escrow}) {
    for (const std::string& text : *list) {
      ASSIGN_OR_RETURN(const X25519PublicKey key, ParseRecipient(text));
      if (std::find(recipients.begin(), recipients.end(), key) == recipients.end())
        recipients.push_back(key);
    }
  }
  return recipients;
}

Result<Sealed> SealRequest(Session& session, const RequestRecord& request,
                           const SealOptions& options) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  const std::string output = options.output.empty() ? ShortId(request) + ".age" : options.output;
  auto permitted = CheckPermit(session, request, me->Now());
  if (!permitted) return WithWayToResume(request, output, permitted.error());
  const PermitVerdict verdict = *std::move(permitted);
  RETURN_IF_ERROR(CheckApprovedMedium(session, request, output));
  Sealed sealed;
  ASSIGN_OR_RETURN(sealed.removed, RemoveOrphans(session, request, output));
  RETURN_IF_ERROR(CheckRoom(request, output));
  sealed.companion = options.companion && GoesOutside(session.state(), request);
  if (sealed.companion) RETURN_IF_ERROR(CheckCompanionFits(output));
  ASSIGN_OR_RETURN(const ApprovedFiles approved, ReadApprovedFiles(session, request, options.base));

  PackagePlan plan;
  ASSIGN_OR_RETURN(plan.recipients,
                   PackageRecipients(request.claims, session.state().charter().charter));
  plan.permit = PermitTokens(request, verdict);
  const std::string jti = NewUuid7(*session.world().clock, *session.world().random);
  ASSIGN_OR_RETURN(
      const auto package,
      PackageWriter::Begin(output, jti, plan, *session.world().random, session.world().pool));
  ASSIGN_OR_RETURN(sealed.totals,
                   ArchiveApproved(session, request, approved, plan.permit, package->payload()));
  ASSIGN_OR_RETURN(const PackageFacts facts, package->FinishPayload());
  ASSIGN_OR_RETURN(const Signed seal, SignSeal(session, request, jti, facts, sealed.companion));
  RETURN_IF_ERROR(package->Prepare(seal.token));
  // From the append on, a crash or an error may leave a record: the prepared file must stay.
  if (auto appended = session.Append(seal); !appended) {
    if (!MayBeRecorded(session, seal, appended.error())) return appended.error();
    package->KeepOnFailure();
    return WithWayToFinish(request, output, appended.error());
  }
  package->KeepOnFailure();
  auto released = package->Release();
  if (released && sealed.companion) released = WriteCompanion(output);
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
