// A device in memory that fails where it is told to.
#pragma once

#include <algorithm>
#include <set>

#include "wipe/passes/overwrite.h"

namespace sekisho {

inline constexpr uint64_t kBlock = 512;
inline constexpr uint64_t kSize = 2 * kOverwriteChunkBytes + 3 * kBlock;

// What is written is lost when the power goes before a sync.
class FakeDevice final : public BlockDevice {
 public:
  explicit FakeDevice(uint64_t size = kSize) : medium(size, 0xEE), cache(medium) {}
  uint64_t size_bytes() const override { return medium.size(); }
  uint64_t block_bytes() const override { return kBlock; }
  Result<void> Write(uint64_t offset, ByteView bytes) override {
    if (writes_left == 0) return Fail(ErrorCode::kNotFound, "gone");
    --writes_left;
    if (Hits(bad_writes, offset, bytes.size())) return Fail(ErrorCode::kIo, "bad");
    std::copy(bytes.begin(), bytes.end(), cache.begin() + static_cast<ptrdiff_t>(offset));
    return {};
  }
  Result<void> Read(uint64_t offset, MutableBytes out) override {
    if (Hits(bad_reads, offset, out.size())) return Fail(ErrorCode::kIo, "bad");
    std::copy_n(cache.begin() + static_cast<ptrdiff_t>(offset), out.size(), out.begin());
    return {};
  }
  Result<void> Sync() override {
    if (!syncs) return Fail(ErrorCode::kIo, "lost");
    medium = cache;
    return {};
  }
  void LosePower() { cache = medium; }

  Bytes medium, cache;
  std::set<uint64_t> bad_writes, bad_reads;  // blocks, by offset
  int writes_left = 1 << 30;
  bool syncs = true;

 private:
  static bool Hits(const std::set<uint64_t>& bad, uint64_t offset, size_t bytes) {
    const auto next = bad.lower_bound(offset);
    return next != bad.end() && *next < offset + bytes;
  }
};

}  // namespace sekisho
