// What is inside a package, compared with its manifest entry by entry while it streams past
// (docs/formats/archive.md). Opening, listing and verifying differ only in where the entries go.
#pragma once

#include <functional>
#include <optional>

#include "libcrypt/archive/archive_reader.h"
#include "libcrypt/archive/manifest.h"

namespace sekisho {

inline constexpr std::string_view kRequestName = "SEKISHO/request";
inline constexpr std::string_view kApprovalsName = "SEKISHO/approvals";
inline constexpr std::string_view kManifestSaltName = "SEKISHO/manifest.salt";
inline constexpr std::string_view kManifestName = "SEKISHO/SHA256SUMS";

// The package's own files but for the manifest, in the order in which they come; the salt is there
// only when every recipient may see it.
struct PackageMetadata {
  Bytes request;
  Bytes approvals;
  std::optional<Bytes> manifest_salt;
};

struct ContentsLimits {
  ArchiveLimits archive;
  size_t max_request_bytes = 64 << 10;
  size_t max_approvals_bytes = 2 << 20;
  size_t max_salt_bytes = 4 << 10;
  uint64_t max_manifest_bytes = uint64_t{4} << 30;
  ArchiveReader::Headers headers = ArchiveReader::Headers::kAny;
};

// Where entries go, in archive order, the package's own files first. A failure ends the reading.
class EntrySink {
 public:
  virtual ~EntrySink() = default;
  virtual Result<void> AddDirectory(std::string_view name) = 0;
  virtual Result<void> BeginFile(std::string_view name) = 0;
  virtual Result<void> WriteFileData(ByteView data) = 0;
  virtual Result<void> EndFile(Time mtime) = 0;
};

// Keeps nothing: for verifying without extracting.
class NullEntrySink final : public EntrySink {
 public:
  Result<void> AddDirectory(std::string_view) override { return {}; }
  Result<void> BeginFile(std::string_view) override { return {}; }
  Result<void> WriteFileData(ByteView) override { return {}; }
  Result<void> EndFile(Time) override { return {}; }
};

// Asked before any content is read: the place to compare the manifest, whose text comes from
// `manifest`, with what was approved. A failure ends the reading.
using MetadataCheck =
    std::function<Result<void>(const PackageMetadata& metadata, ByteSource& manifest)>;

// Reads all of `source`, a payload (payload.h) that must hold the package's own files and then
// exactly the entries of the manifest, in its order, with its sizes and digests; anything missing,
// added, changed or out of order is kVerdict and names the entry. The manifest may be too large for
// memory: `again` has the same bytes as `source` once more, and is read beside the entries. The
// sink has got everything only when this succeeds: it must not make anything final before.
Result<ManifestTotals> ReadContents(ByteSource& source, ByteSource& again,
                                    const ContentsLimits& limits, const MetadataCheck& check,
                                    EntrySink& sink);

}  // namespace sekisho
