#include "workflow/packages/compressing.h"

#include <algorithm>

#include "base/files/files.h"
#include "libcrypt/archive/zstd_stream.h"

namespace sekisho {
namespace {

constexpr uint64_t kSamples = 32;
constexpr uint64_t kSampleBytes = 128 << 10;
// Header, padding, a line of the manifest; and what is left of them when they are compressed.
constexpr uint64_t kPlainBytesPerEntry = 900;
constexpr uint64_t kCompressedBytesPerEntry = 150;

class CountingSink final : public ByteSink {
 public:
  Result<void> Write(ByteView bytes) override {
    count += bytes.size();
    return {};
  }
  uint64_t count = 0;
};

// Takes samples of one file after another, as if all were one.
class Sampler {
 public:
  Sampler(uint64_t all_bytes, ByteSink& sink)
      : step_(std::max(all_bytes / kSamples, kSampleBytes)), sink_(sink), buffer_(kSampleBytes) {}

  Result<void> Look(const std::string& path, uint64_t size) {
    const uint64_t end = begin_ + size;
    for (; next_ < end; next_ += step_) RETURN_IF_ERROR(Sample(path, next_ - begin_));
    begin_ = end;
    return {};
  }
  uint64_t sampled() const { return sampled_; }

 private:
  Result<void> Sample(const std::string& path, uint64_t offset) {
    const auto file = OpenForRead(path, Links::kRefuse);
    if (!file) return {};
    const auto got = ReadFullAt(file->get(), buffer_, offset);
    if (!got) return {};
    sampled_ += *got;
    return sink_.Write(ByteView(buffer_).first(*got));
  }

  const uint64_t step_;
  ByteSink& sink_;
  Bytes buffer_;
  uint64_t begin_ = 0;  // of the current file
  uint64_t next_ = 0;   // where the next sample is
  uint64_t sampled_ = 0;
};

}  // namespace

bool CompressionEstimate::Pays() const {
  constexpr uint64_t kLeastSaved = 1 << 20;
  return compressed_bytes + std::max(plain_bytes / 10, kLeastSaved) <= plain_bytes;
}

Result<CompressionEstimate> EstimateCompression(const RequestRecord& request, ByteSource& manifest,
                                                const std::vector<WalkRoot>& roots) {
  const RequestClaims& claims = request.claims;
  CountingSink compressed;
  ASSIGN_OR_RETURN(const auto zstd, ZstdWriter::Create(compressed, 1));
  Sampler sampler(claims.bytes, *zstd);
  ManifestReader entries(manifest);
  while (!roots.empty()) {
    ASSIGN_OR_RETURN(const std::optional<ManifestEntry> entry, entries.Next());
    if (!entry) break;
    if (!entry->is_directory)
      RETURN_IF_ERROR(sampler.Look(roots.front().directory + "/" + entry->name, entry->size));
  }
  RETURN_IF_ERROR(zstd->Finish());
  const uint64_t entries_count = claims.files + claims.directories;
  const double ratio = sampler.sampled() == 0 ? 1.0
                                              : static_cast<double>(compressed.count) /
                                                    static_cast<double>(sampler.sampled());
  CompressionEstimate estimate;
  estimate.plain_bytes = claims.bytes + entries_count * kPlainBytesPerEntry;
  estimate.compressed_bytes = static_cast<uint64_t>(ratio * static_cast<double>(claims.bytes)) +
                              entries_count * kCompressedBytesPerEntry;
  return estimate;
}

}  // namespace sekisho
