#include "libcrypt/archive/contents.h"

#include <algorithm>
#include <memory>

#include "base/text/message.h"
#include "base/text/text.h"
#include "libcrypt/archive/payload.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

std::string Shown(std::string_view name) { return SafeForTerminal(name); }

Error Differs(const char* how, std::string_view name) {
  return Fail(ErrorCode::kVerdict, Message(how, {Shown(name)}),
              Message("nothing was kept; tell whoever sealed it, and the security officer"));
}

// The current file of an archive, read to its end; what comes past is hashed and handed to `sink`
// (may be null).
class FileSource final : public ByteSource {
 public:
  FileSource(ArchiveReader& archive, EntrySink* sink) : archive_(archive), sink_(sink) {}

  // The next piece; empty at the end.
  Result<ByteView> Next() {
    ASSIGN_OR_RETURN(const ByteView piece, archive_.ReadData());
    hasher_.Update(piece);
    if (sink_ != nullptr && !piece.empty()) RETURN_IF_ERROR(sink_->WriteFileData(piece));
    return piece;
  }

  Result<size_t> Read(MutableBytes out) override {
    size_t filled = 0;
    while (filled < out.size()) {
      if (piece_.empty()) {
        ASSIGN_OR_RETURN(piece_, Next());
        if (piece_.empty()) break;
      }
      const size_t count = std::min(out.size() - filled, piece_.size());
      std::copy_n(piece_.begin(), count, out.begin() + static_cast<ptrdiff_t>(filled));
      piece_ = piece_.subspan(count);
      filled += count;
    }
    return filled;
  }

  // Of the whole file, what was not read of it included.
  Result<Digest> Finish() {
    while (true) {
      ASSIGN_OR_RETURN(const ByteView piece, Next());
      if (piece.empty()) return hasher_.Finish();
    }
  }

 private:
  ArchiveReader& archive_;
  EntrySink* sink_;
  Sha256Hasher hasher_;
  ByteView piece_;
};

// The manifest's text, read once more from a second reading of the archive.
class ManifestAgain {
 public:
  static Result<std::unique_ptr<ManifestAgain>> Begin(ByteSource& again,
                                                      const ArchiveLimits& limits) {
    ASSIGN_OR_RETURN(auto payload, PayloadReader::Create(again, limits));
    ASSIGN_OR_RETURN(ArchiveReader archive, ArchiveReader::Create(*payload, limits));
    std::unique_ptr<ManifestAgain> manifest(
        new ManifestAgain(std::move(payload), std::move(archive)));
    while (true) {
      ASSIGN_OR_RETURN(const std::optional<ArchiveEntry> entry, manifest->archive_.Next());
      if (!entry || !IsReservedName(entry->name)) return Changed();  // defence: A10-1
      if (entry->name == kManifestName) return manifest;
    }
  }

  ManifestReader& entries() { return entries_; }
  // kVerdict unless it is the text that was read before.
  Result<void> CheckSame(const Digest& before) {
    ASSIGN_OR_RETURN(const Digest digest, text_.Finish());
    if (digest != before) return Changed();  // defence: A10-2
    return {};
  }

 private:
  ManifestAgain(std::unique_ptr<PayloadReader> payload, ArchiveReader archive)
      : payload_(std::move(payload)), archive_(std::move(archive)) {}
  static Error Changed() { return Differs("{0} changed while it was read", kManifestName); }

  std::unique_ptr<PayloadReader> payload_;
  ArchiveReader archive_;
  FileSource text_{archive_, nullptr};
  ManifestReader entries_{text_};
};

class ContentsReader {
 public:
  ContentsReader(ArchiveReader& archive, const ContentsLimits& limits, EntrySink& sink)
      : archive_(archive), limits_(limits), sink_(sink) {}

  Result<void> ReadMetadata(const MetadataCheck& check) {
    RETURN_IF_ERROR(Advance());
    RETURN_IF_ERROR(ReadSmall(kRequestName, limits_.max_request_bytes, metadata_.request));
    RETURN_IF_ERROR(ReadSmall(kApprovalsName, limits_.max_approvals_bytes, metadata_.approvals));
    if (entry_ && entry_->name == kManifestSaltName)
      RETURN_IF_ERROR(
          ReadSmall(kManifestSaltName, limits_.max_salt_bytes, metadata_.manifest_salt.emplace()));
    RETURN_IF_ERROR(CheckInPlace(kManifestName, limits_.max_manifest_bytes));
    RETURN_IF_ERROR(sink_.BeginFile(entry_->name));
    FileSource text(archive_, &sink_);
    if (check) RETURN_IF_ERROR(check(metadata_, text));
    ASSIGN_OR_RETURN(manifest_, text.Finish());
    RETURN_IF_ERROR(sink_.EndFile(entry_->mtime));
    return Advance();
  }

  // Compares what follows with the manifest; the first content entry has been read already.
  Result<ManifestTotals> ReadEntries(ManifestAgain& manifest) {
    while (true) {
      auto expected = manifest.entries().Next();
      // Only what the text says is the package's fault: not a disk that fails, nor an interruption.
      if (!expected && expected.error().code != ErrorCode::kMalformed) return expected.error();
      // defence: none, the manifest's own parser refuses it
      if (!expected) return Differs("{0}", expected.error().message);
      if (!*expected && !entry_) break;
      if (!*expected)
        // defence: A10-3
        return Differs("{0} was not approved: the manifest does not have it", entry_->name);
      // defence: A10-4, else manifest.entries().totals()
      if (!entry_) return Differs("{0} was approved and is missing", (*expected)->name);
      RETURN_IF_ERROR(ReadEntry(**expected));
      RETURN_IF_ERROR(Advance());
    }
    RETURN_IF_ERROR(manifest.CheckSame(manifest_));
    return manifest.entries().totals();
  }

 private:
  Result<void> Advance() {
    ASSIGN_OR_RETURN(entry_, archive_.Next());
    return {};
  }

  Result<void> CheckInPlace(std::string_view name, uint64_t max_bytes) const {
    if (!entry_ || entry_->name != name || entry_->is_directory)
      return Differs("the package does not have {0} in its place", name);  // defence: A10-5
    // defence: E6-9
    if (entry_->size > max_bytes) return Differs("{0} is larger than allowed", name);
    return {};
  }

  Result<void> ReadSmall(std::string_view name, size_t max_bytes, Bytes& into) {
    RETURN_IF_ERROR(CheckInPlace(name, max_bytes));
    into.resize(static_cast<size_t>(entry_->size));
    RETURN_IF_ERROR(sink_.BeginFile(entry_->name));
    FileSource file(archive_, &sink_);
    RETURN_IF_ERROR(file.Read(into));  // its own checks are the caller's
    RETURN_IF_ERROR(file.Finish());
    RETURN_IF_ERROR(sink_.EndFile(entry_->mtime));
    return Advance();
  }

  Result<void> ReadEntry(const ManifestEntry& expected) {
    if (entry_->name != expected.name)
      // defence: A10-6
      return Fail(ErrorCode::kVerdict,
                  Message("the package has {0} where {1} was approved",
                          {Shown(entry_->name), Shown(expected.name)}),
                  Message("nothing was kept; tell whoever sealed it, and the security officer"));
    if (entry_->is_directory != expected.is_directory)
      // defence: A10-7
      return Differs("{0} is a directory in one place and a file in the other", expected.name);
    if (expected.is_directory) return sink_.AddDirectory(expected.name);
    if (entry_->size != expected.size)
      // defence: A10-8
      return Differs("{0} does not have the size that was approved", expected.name);
    RETURN_IF_ERROR(sink_.BeginFile(entry_->name));
    ASSIGN_OR_RETURN(const Digest digest, FileSource(archive_, &sink_).Finish());
    RETURN_IF_ERROR(sink_.EndFile(entry_->mtime));
    if (digest != expected.digest)
      // defence: A10-9
      return Differs("{0} does not have the content that was approved", expected.name);
    return {};
  }

  ArchiveReader& archive_;
  const ContentsLimits& limits_;
  EntrySink& sink_;
  PackageMetadata metadata_;
  Digest manifest_{};
  std::optional<ArchiveEntry> entry_;
};

}  // namespace

Result<ManifestTotals> ReadContents(ByteSource& source, ByteSource& again,
                                    const ContentsLimits& limits, const MetadataCheck& check,
                                    EntrySink& sink) {
  ASSIGN_OR_RETURN(const auto payload, PayloadReader::Create(source, limits.archive));
  ASSIGN_OR_RETURN(ArchiveReader archive,
                   ArchiveReader::Create(*payload, limits.archive, limits.headers));
  ContentsReader reader(archive, limits, sink);
  RETURN_IF_ERROR(reader.ReadMetadata(check));
  ASSIGN_OR_RETURN(const auto manifest, ManifestAgain::Begin(again, limits.archive));
  return reader.ReadEntries(*manifest);
}

}  // namespace sekisho
