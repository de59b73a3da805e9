#include "libcrypt/contents.h"

#include <array>

#include "base/message.h"
#include "base/text.h"
#include "libcrypt/payload.h"
#include "libcrypt/sha256.h"

namespace sekisho {
namespace {

std::string Shown(std::string_view name) { return SafeForTerminal(name); }

Error Differs(const char* how, std::string_view name) {
  return Fail(ErrorCode::kVerdict, Message(how, {Shown(name)}),
              Message("nothing was kept; tell whoever sealed it, and the security officer"));
}

class ContentsReader {
 public:
  ContentsReader(ArchiveReader& archive, const ContentsLimits& limits, EntrySink& sink)
      : archive_(archive), limits_(limits), sink_(sink) {}

  Result<void> ReadMetadata() {
    ASSIGN_OR_RETURN(std::optional<ArchiveEntry> entry, archive_.Next());
    const auto read = [&](std::string_view name, size_t max_bytes, Bytes& into) -> Result<void> {
      if (!entry || entry->name != name || entry->is_directory)
        return Differs("the package does not have {0} in its place", name);
      if (entry->size > max_bytes) return Differs("{0} is larger than allowed", name);
      into.reserve(static_cast<size_t>(entry->size));
      ASSIGN_OR_RETURN(const Digest digest, CopyFile(*entry, &into));
      (void)digest;  // its own checks are the caller's
      ASSIGN_OR_RETURN(entry, archive_.Next());
      return {};
    };
    RETURN_IF_ERROR(read(kRequestName, limits_.max_request_bytes, metadata_.request));
    RETURN_IF_ERROR(read(kApprovalsName, limits_.max_approvals_bytes, metadata_.approvals));
    if (entry && entry->name == kManifestSaltName)
      RETURN_IF_ERROR(
          read(kManifestSaltName, limits_.max_salt_bytes, metadata_.manifest_salt.emplace()));
    RETURN_IF_ERROR(read(kManifestName, limits_.max_manifest_bytes, metadata_.manifest));
    entry_ = std::move(entry);
    return {};
  }

  // Compares what follows with the manifest; the first content entry has been read already.
  Result<ManifestTotals> ReadEntries() {
    MemorySource source(metadata_.manifest);
    ManifestReader manifest(source);
    while (true) {
      auto expected = manifest.Next();
      if (!expected) return Differs("{0}", expected.error().message);
      if (!*expected && !entry_) return manifest.totals();
      if (!*expected)
        return Differs("{0} was not approved: the manifest does not have it", entry_->name);
      if (!entry_) return Differs("{0} was approved and is missing", (*expected)->name);
      RETURN_IF_ERROR(ReadEntry(**expected));
      ASSIGN_OR_RETURN(entry_, archive_.Next());
    }
  }

  const PackageMetadata& metadata() const { return metadata_; }

 private:
  Result<void> ReadEntry(const ManifestEntry& expected) {
    if (entry_->name != expected.name)
      return Fail(ErrorCode::kVerdict,
                  Message("the package has {0} where {1} was approved",
                          {Shown(entry_->name), Shown(expected.name)}),
                  Message("nothing was kept; tell whoever sealed it, and the security officer"));
    if (entry_->is_directory != expected.is_directory)
      return Differs("{0} is a directory in one place and a file in the other", expected.name);
    if (expected.is_directory) return sink_.AddDirectory(expected.name);
    if (entry_->size != expected.size)
      return Differs("{0} does not have the size that was approved", expected.name);
    ASSIGN_OR_RETURN(const Digest digest, CopyFile(*entry_, nullptr));
    if (digest != expected.digest)
      return Differs("{0} does not have the content that was approved", expected.name);
    return {};
  }

  // The current file, to the sink and to `keep` (may be null).
  Result<Digest> CopyFile(const ArchiveEntry& file, Bytes* keep) {
    RETURN_IF_ERROR(sink_.BeginFile(file.name));
    Sha256Hasher hasher;
    while (true) {
      ASSIGN_OR_RETURN(const ByteView piece, archive_.ReadData());
      if (piece.empty()) break;
      hasher.Update(piece);
      if (keep != nullptr) keep->insert(keep->end(), piece.begin(), piece.end());
      RETURN_IF_ERROR(sink_.WriteFileData(piece));
    }
    RETURN_IF_ERROR(sink_.EndFile(file.mtime));
    return hasher.Finish();
  }

  ArchiveReader& archive_;
  const ContentsLimits& limits_;
  EntrySink& sink_;
  PackageMetadata metadata_;
  std::optional<ArchiveEntry> entry_;
};

}  // namespace

Result<ManifestTotals> ReadContents(ByteSource& source, const ContentsLimits& limits,
                                    const MetadataCheck& check, EntrySink& sink) {
  ASSIGN_OR_RETURN(const auto payload, PayloadReader::Create(source, limits.archive));
  ASSIGN_OR_RETURN(ArchiveReader archive, ArchiveReader::Create(*payload, limits.archive));
  ContentsReader reader(archive, limits, sink);
  RETURN_IF_ERROR(reader.ReadMetadata());
  if (check) RETURN_IF_ERROR(check(reader.metadata()));
  return reader.ReadEntries();
}

}  // namespace sekisho
