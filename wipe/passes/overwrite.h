// A whole device overwritten and read back, past what it cannot do.
//
// Pure: the device is an interface, so that failing ones can be made. A block that cannot be
// written is listed and the rest goes on (ATTACKS H4); a device that is gone ends the work.
// Progress is told only after it was synchronised, so that going on from there leaves nothing out
// (ATTACKS H7).
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace sekisho {

inline constexpr uint64_t kOverwriteChunkBytes = uint64_t{4} << 20;
inline constexpr uint64_t kCheckpointBytes = uint64_t{256} << 20;
inline constexpr size_t kMaxUnerasedRanges = 1000;

// Offsets and lengths are multiples of block_bytes(), at most kOverwriteChunkBytes at once.
class BlockDevice {
 public:
  virtual ~BlockDevice() = default;
  virtual uint64_t size_bytes() const = 0;   // a multiple of block_bytes()
  virtual uint64_t block_bytes() const = 0;  // the logical block: a power of two
  // kIo: nothing is known about the range. Any other error: the device is of no use any more.
  virtual Result<void> Write(uint64_t offset, ByteView bytes) = 0;
  virtual Result<void> Read(uint64_t offset, MutableBytes out) = 0;
  // Down to the medium. An error is final: what was lost cannot be told.
  virtual Result<void> Sync() = 0;
};

struct ByteRange {
  uint64_t offset = 0;
  uint64_t bytes = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// Ranges in order, apart from each other. At most kMaxUnerasedRanges: beyond that the two that are
// closest become one with what lies between them, so that it never covers less than was added.
class RangeList {
 public:
  void Add(ByteRange range);
  bool Contains(uint64_t offset) const;
  uint64_t TotalBytes() const;
  const std::vector<ByteRange>& ranges() const { return ranges_; }

 private:
  void Bound();
  std::vector<ByteRange> ranges_;
};

// How far the overwriting has got. All before `offset` in pass `pass` is on the medium, but for
// `unerased`.
struct OverwriteState {
  int pass = 0;
  uint64_t offset = 0;
  RangeList unerased;  // could not be written in some pass
};

struct ReadBackResult {
  uint64_t bytes_verified = 0;
  RangeList unread;
  RangeList differing;  // something else than was written, where writing had succeeded
};

// The bytes that pass `pass` writes at `offset`; the same at every call. Called on a thread of its
// own, one call at a time.
struct PassContent {
  std::function<void(int pass, uint64_t offset, MutableBytes out)> fill;
  bool same_everywhere = false;  // whatever the offset: made once for a pass
};

struct OverwriteHooks {
  std::function<Result<void>()> may_go_on;                        // between chunks; an error stops
  std::function<Result<void>(const OverwriteState&)> checkpoint;  // after a sync
  std::function<void(uint64_t bytes)> on_bytes;                   // written or read
};

// Writes the passes from `state` on, to the end of pass `passes` - 1. When `may_go_on` stops it,
// what was written is synchronised and told to `checkpoint` before its error is returned.
// kMalformed: `state` cannot be of this device; nothing was written. kIo: a sync failed. Otherwise
// the device's or the hooks' error; `state` is then the last checkpoint's or later.
Result<void> OverwriteDevice(BlockDevice& device, const PassContent& content, int passes,
                             const OverwriteHooks& hooks, OverwriteState& state);

// Compares `ranges`, in order and of whole blocks, with what pass `passes` - 1 wrote; what `state`
// lists is not compared. The caller has emptied the kernel's cache.
Result<ReadBackResult> ReadBackRanges(BlockDevice& device, const PassContent& content, int passes,
                                      const OverwriteHooks& hooks, const OverwriteState& state,
                                      const std::vector<ByteRange>& ranges);

// The same of the whole device.
Result<ReadBackResult> ReadBackDevice(BlockDevice& device, const PassContent& content, int passes,
                                      const OverwriteHooks& hooks, const OverwriteState& state);

// Before going on from a recorded `state`: whether the device holds what was written last before
// it, as far as that can be read. kMalformed: `state` cannot be of this device. kRefused: it holds
// something else, so that it is another one, or was written to since.
Result<void> CheckOverwritten(BlockDevice& device, const PassContent& content,
                              const OverwriteState& state);

}  // namespace sekisho
