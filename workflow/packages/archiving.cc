#include "workflow/packages/archiving.h"
#include "workflow/requests/request_details.h"

#include <optional>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/archive/archive_writer.h"
#include "libcrypt/archive/contents.h"
#include "workflow/packages/key_material.h"

namespace sekisho {
namespace {

Error NotAsApproved(const std::string& what, const RequestRecord& request) {
  return Fail(ErrorCode::kRefused, what, next::RestoreOrAsk(ShortId(request)));
}

Error NotThere(const WalkRoot& root, const RequestRecord& request) {
  return Fail(ErrorCode::kRefused, Message("there is no '{0}' in {1}", {root.name, root.directory}),
              next::PutBackOrNameBase(ShortId(request)));
}

// Walks the files again and archives them, comparing each with what was approved at its place.
class Archiver {
 public:
  // `permit` is what the header carries: the request and the approvals that count.
  Archiver(Session& session, const RequestRecord& request, const ApprovedFiles& approved,
           const std::vector<std::string>& permit, ArchiveWriter& writer, LeftOutNames& left_out)
      : session_(session),
        request_(request),
        approved_(approved),
        permit_(permit),
        writer_(writer),
        left_out_(left_out) {}

  Result<ManifestTotals> Run() {
    RETURN_IF_ERROR(WriteMetadata());
    ASSIGN_OR_RETURN(text_, approved_.manifest.Read());
    manifest_.emplace(*text_, TreeOrder::Collisions::kCheckedBefore);  // by the walk
    ASSIGN_OR_RETURN(next_, manifest_->Next());
    WalkLimits limits;
    // What was approved is sealed, whatever its name; the walk is in the order of the list.
    limits.leave_out = [&](const std::string& name, bool) {
      const bool stays = approved_.left_out.Matches(name) && (!next_ || next_->name != name);
      if (stays) left_out_.Add(name);
      return stays;
    };
    auto walked =
        WalkTree(approved_.roots, limits, [&](const WalkEntry& entry) { return Add(entry); });
    if (!walked && walked.error().code == ErrorCode::kNotFound)
      return NotAsApproved(walked.error().message, request_);  // defence: D10-6
    if (!walked) return walked;
    if (next_)
      // defence: D10-7
      return NotAsApproved(Message("'{0}' was approved and is missing", {next_->name}), request_);
    RETURN_IF_ERROR(writer_.Finish());
    return manifest_->totals();
  }

 private:
  Result<void> WriteMetadata() {
    const Time when = request_.statement.header.iat;
    std::string approvals;
    for (size_t i = 1; i < permit_.size(); ++i) approvals += permit_[i] + "\n";
    const std::string salt = HexEncode(approved_.manifest.salt()) + "\n";
    RETURN_IF_ERROR(
        writer_.AddMemoryFile(kRequestName, AsBytes(request_.statement.token + "\n"), when));
    RETURN_IF_ERROR(writer_.AddMemoryFile(kApprovalsName, AsBytes(approvals), when));
    RETURN_IF_ERROR(writer_.AddMemoryFile(kManifestSaltName, AsBytes(salt), when));
    return WriteManifestText(when);
  }

  Result<void> WriteManifestText(Time when) {
    ASSIGN_OR_RETURN(const auto text, approved_.manifest.Read());
    RETURN_IF_ERROR(writer_.BeginFile(kManifestName, approved_.manifest.text_bytes(), when));
    ArchiveFileSink sink(writer_);
    RETURN_IF_ERROR(CopyAll(*text, sink));
    return writer_.EndFile();
  }

  Result<void> Add(const WalkEntry& entry) {
    if (!next_ || next_->name != entry.name) return Unexpected(entry);  // defence: D10-8
    if (next_->is_directory != entry.is_directory || next_->size != entry.size)
      return NotAsApproved(Message("'{0}' was changed since it was approved", {entry.name}),
                           request_);  // defence: D10-9
    if (entry.is_directory) {
      RETURN_IF_ERROR(writer_.AddDirectory(entry.name, entry.mtime));
    } else {
      RETURN_IF_ERROR(AddFile(entry));
    }
    ASSIGN_OR_RETURN(next_, manifest_->Next());
    return {};
  }

  // The approver was shown whether there are any: a program other than ours may have said no.
  Result<void> CheckHoldsNoKey(const WalkEntry& entry) {
    KeyMaterialFound keys;
    RETURN_IF_ERROR(keys.Look(entry));
    if (keys.names().count() == 0) return {};
    return NotAsApproved(
        Message("'{0}' is a private key or a ledger, and none was approved", {entry.name}),
        request_);  // defence: I1-60, else {}
  }

  Result<void> AddFile(const WalkEntry& entry) {
    if (!request_.claims.include_keys) RETURN_IF_ERROR(CheckHoldsNoKey(entry));
    RETURN_IF_ERROR(writer_.BeginFile(entry.name, entry.size, entry.mtime));
    ArchiveFileSink sink(writer_);
    ASSIGN_OR_RETURN(const Digest digest, ReadContents(entry, &sink, session_.world().pool));
    if (digest != next_->digest)
      return NotAsApproved(Message("'{0}' was changed since it was approved", {entry.name}),
                           request_);  // defence: D10-10
    RETURN_IF_ERROR(writer_.EndFile());
    done_ += entry.size;
    if (session_.world().progress)
      session_.world().progress(Message("sealing"), done_, request_.claims.bytes);
    return {};
  }

  // Both lists are in the same order: what is not next was added, or what is next is missing.
  Error Unexpected(const WalkEntry& entry) {
    const auto approved = approved_.manifest.Has(entry.name);
    if (approved && *approved && next_)
      return NotAsApproved(Message("'{0}' was approved and is missing", {next_->name}), request_);
    return NotAsApproved(Message("'{0}' was not approved", {entry.name}), request_);
  }

  Session& session_;
  const RequestRecord& request_;
  const ApprovedFiles& approved_;
  const std::vector<std::string>& permit_;
  ArchiveWriter& writer_;
  LeftOutNames& left_out_;
  std::unique_ptr<AnnexReader> text_;
  std::optional<ManifestReader> manifest_;
  std::optional<ManifestEntry> next_;
  uint64_t done_ = 0;
};

}  // namespace

Result<ApprovedFiles> ReadApprovedFiles(Session& session, const RequestRecord& request,
                                        const std::string& base) {
  auto manifest = ApprovedManifest::Open(session, request);
  if (!manifest && manifest.error().code != ErrorCode::kNoMatch &&
      manifest.error().code != ErrorCode::kNotFound)
    return manifest.error();
  const RequestDetails details = ReadDetails(session, request);
  if (details.damage) return *details.damage;
  if (!manifest || !details.readable)
    return Fail(ErrorCode::kRefused,
                Message("the list of approved files is not readable with this identity"),
                next::ShowRequest(ShortId(request)));  // defence: D10-11
  ApprovedFiles approved{*std::move(manifest), {}, details.left_out};
  approved.roots = RootsBelow(base.empty() ? details.base : AbsolutePath(base), details.names);
  for (const WalkRoot& root : approved.roots)
    // defence: D10-12
    if (IsAbsent(root.directory + "/" + root.name)) return NotThere(root, request);
  return approved;
}

Result<ManifestTotals> ArchiveApproved(Session& session, const RequestRecord& request,
                                       const ApprovedFiles& approved,
                                       const std::vector<std::string>& permit, ByteSink& out,
                                       LeftOutNames& left_out) {
  ASSIGN_OR_RETURN(ArchiveWriter writer, ArchiveWriter::Create(out));
  return Archiver(session, request, approved, permit, writer, left_out).Run();
}

}  // namespace sekisho
