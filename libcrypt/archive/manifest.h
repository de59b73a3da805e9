// The manifest: what was approved, in archive order, as text that `sha256sum -c` accepts
// (docs/formats/manifest.md). Canonical: what is read is written back byte for byte.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/files/stream.h"
#include "libcrypt/archive/names.h"

namespace sekisho {

struct ManifestEntry {
  std::string name;  // raw bytes, as CheckContentName allows
  bool is_directory = false;
  uint64_t size = 0;  // of a file
  Digest digest{};    // of a file

  friend bool operator==(const ManifestEntry&, const ManifestEntry&) = default;
};

struct ManifestTotals {
  uint64_t files = 0;
  uint64_t directories = 0;
  uint64_t bytes = 0;

  // Counts `entry`. kMalformed when the bytes no longer fit into 63 bits.
  Result<void> Add(const ManifestEntry& entry);

  friend bool operator==(const ManifestTotals&, const ManifestTotals&) = default;
};

// The size of the longest text with so many entries; saturates.
uint64_t MaxManifestBytes(uint64_t files, uint64_t directories);

// Writes a manifest as its entries become known, in pieces of about 64 KiB. `sink` is borrowed.
class ManifestWriter {
 public:
  explicit ManifestWriter(ByteSink& sink);

  // kMalformed when the entry breaks TreeOrder or is too large; nothing of it is written then.
  Result<void> Add(const ManifestEntry& entry);
  // Hands the rest to the sink.
  Result<ManifestTotals> Finish();

 private:
  Result<void> Flush();

  ByteSink& sink_;
  TreeOrder order_{ErrorCode::kMalformed};
  ManifestTotals totals_;
  std::string buffer_;
};

// Reads a manifest entry by entry, in memory that does not grow with it (but for one directory's
// names). `source` is borrowed. Everything that is not canonical is kMalformed.
class ManifestReader {
 public:
  explicit ManifestReader(ByteSource& source,
                          TreeOrder::Collisions collisions = TreeOrder::Collisions::kRefused)
      : source_(source), order_(ErrorCode::kMalformed, collisions) {}

  // The next entry, or none at the end.
  Result<std::optional<ManifestEntry>> Next();
  // What Next has returned so far.
  const ManifestTotals& totals() const { return totals_; }

 private:
  Result<std::optional<std::string>> NextLine();
  Result<void> ReadFirstLine();
  Result<ManifestEntry> ReadFileEntry(std::string_view size_text);

  ByteSource& source_;
  TreeOrder order_;
  ManifestTotals totals_;
  std::string buffer_;
  size_t position_ = 0;
  uint64_t line_number_ = 0;
  bool started_ = false;
};

// The whole of a small manifest, and its text. The same failures as above.
struct Manifest {
  std::vector<ManifestEntry> entries;
  ManifestTotals totals;
};
Result<Manifest> ParseManifest(ByteView text);
Result<Bytes> WriteManifest(const std::vector<ManifestEntry>& entries);

}  // namespace sekisho
