#include "wipe/passes/overwrite.h"

#include <algorithm>
#include <cstring>
#include <future>

#include "base/text/message.h"
#include "wipe/passes/aligned_buffer.h"

namespace sekisho {
namespace {

// The content of ranges of one pass, chunk by chunk; the next is made while the present one is
// used.
class ContentAhead {
 public:
  ContentAhead(const PassContent& content, int pass, std::vector<ByteRange> ranges)
      : content_(content), pass_(pass), ranges_(std::move(ranges)) {
    if (content_.same_everywhere) content_.fill(pass_, 0, buffers_[0].First(kOverwriteChunkBytes));
    BeginNext();
  }
  bool AtEnd() const { return range_ == ranges_.size(); }
  struct Chunk {
    uint64_t offset;
    MutableBytes bytes;
  };
  // The chunk that follows; good until the call after this. Not at the end.
  Chunk Take() {
    const Chunk taken = {offset_, buffers_[turn_].First(bytes_)};
    if (next_.valid()) {
      next_.get();
      turn_ = 1 - turn_;
    }
    BeginNext();
    return taken;
  }

 private:
  void BeginNext() {
    while (range_ < ranges_.size() && done_ == ranges_[range_].bytes) {
      ++range_;
      done_ = 0;
    }
    if (range_ == ranges_.size()) return;
    offset_ = ranges_[range_].offset + done_;
    bytes_ = std::min(kOverwriteChunkBytes, ranges_[range_].bytes - done_);
    done_ += bytes_;
    if (content_.same_everywhere) return;
    next_ =
        std::async(std::launch::async, [this, out = buffers_[turn_].First(bytes_),
                                        offset = offset_] { content_.fill(pass_, offset, out); });
  }

  const PassContent& content_;
  const int pass_;
  const std::vector<ByteRange> ranges_;
  size_t range_ = 0;
  uint64_t done_ = 0;    // of this range, begun chunks included
  uint64_t offset_ = 0;  // of the chunk that was begun
  uint64_t bytes_ = 0;
  AlignedBuffer buffers_[2] = {AlignedBuffer(kOverwriteChunkBytes),
                               AlignedBuffer(kOverwriteChunkBytes)};
  int turn_ = 0;
  std::future<void> next_;  // waited for before the buffers go
};

Result<void> CheckShape(const BlockDevice& device, int passes) {
  const uint64_t block = device.block_bytes();
  const bool power_of_two = block != 0 && (block & (block - 1)) == 0;
  if (!power_of_two || block > kOverwriteChunkBytes || device.size_bytes() % block != 0 ||
      device.size_bytes() == 0 || passes < 1)
    return Fail(ErrorCode::kFailed, Message("the device's size or block size makes no sense"));
  return {};
}

// Writes the range, in halves down to the block where the device refuses it.
Result<void> WriteRange(BlockDevice& device, uint64_t offset, ByteView bytes, RangeList& unerased) {
  const auto written = device.Write(offset, bytes);
  if (written || written.error().code != ErrorCode::kIo) return written;
  const uint64_t blocks = bytes.size() / device.block_bytes();
  if (blocks <= 1) {
    unerased.Add({offset, bytes.size()});
    return {};
  }
  const auto half = static_cast<size_t>(blocks / 2 * device.block_bytes());
  RETURN_IF_ERROR(WriteRange(device, offset, bytes.first(half), unerased));
  return WriteRange(device, offset + half, bytes.subspan(half), unerased);
}

Result<void> ReachCheckpoint(BlockDevice& device, const OverwriteHooks& hooks,
                             const OverwriteState& state) {
  RETURN_IF_ERROR(device.Sync());
  return hooks.checkpoint ? hooks.checkpoint(state) : Result<void>();
}

Result<void> WritePass(BlockDevice& device, const PassContent& content, const OverwriteHooks& hooks,
                       OverwriteState& state) {
  ContentAhead ahead(content, state.pass, {{state.offset, device.size_bytes() - state.offset}});
  uint64_t since_checkpoint = 0;
  while (!ahead.AtEnd()) {
    const auto stop = hooks.may_go_on ? hooks.may_go_on() : Result<void>();
    if (!stop) {
      RETURN_IF_ERROR(ReachCheckpoint(device, hooks, state));
      return stop;
    }
    const ByteView chunk = ahead.Take().bytes;
    RETURN_IF_ERROR(WriteRange(device, state.offset, chunk, state.unerased));
    state.offset += chunk.size();
    since_checkpoint += chunk.size();
    if (hooks.on_bytes) hooks.on_bytes(chunk.size());
    // Nobody to tell: then the device need not stop for it.
    if (!hooks.checkpoint || since_checkpoint < kCheckpointBytes) continue;
    RETURN_IF_ERROR(ReachCheckpoint(device, hooks, state));
    since_checkpoint = 0;
  }
  return {};
}

void Compare(const BlockDevice& device, uint64_t offset, ByteView read, ByteView expected,
             const OverwriteState& state, ReadBackResult& result) {
  if (state.unerased.ranges().empty() &&
      std::memcmp(read.data(), expected.data(), read.size()) == 0) {
    result.bytes_verified += read.size();
    return;
  }
  const auto block = static_cast<size_t>(device.block_bytes());
  for (size_t at = 0; at < read.size(); at += block) {
    if (state.unerased.Contains(offset + at)) continue;
    if (std::equal(read.begin() + static_cast<ptrdiff_t>(at),
                   read.begin() + static_cast<ptrdiff_t>(at + block),
                   expected.begin() + static_cast<ptrdiff_t>(at)))
      result.bytes_verified += block;
    else
      result.differing.Add({offset + at, block});
  }
}

// Reads and compares, in halves down to the block where the device cannot read.
Result<void> ReadRange(BlockDevice& device, uint64_t offset, MutableBytes out, ByteView expected,
                       const OverwriteState& state, ReadBackResult& result) {
  const auto read = device.Read(offset, out);
  if (read) {
    Compare(device, offset, out, expected, state, result);
    return {};
  }
  if (read.error().code != ErrorCode::kIo) return read;
  const uint64_t blocks = out.size() / device.block_bytes();
  if (blocks <= 1) {
    result.unread.Add({offset, out.size()});
    return {};
  }
  const auto half = static_cast<size_t>(blocks / 2 * device.block_bytes());
  RETURN_IF_ERROR(ReadRange(device, offset, out.first(half), expected.first(half), state, result));
  return ReadRange(device, offset + half, out.subspan(half), expected.subspan(half), state, result);
}

}  // namespace

void RangeList::Add(ByteRange range) {
  if (range.bytes == 0) return;
  uint64_t from = range.offset;
  uint64_t to = range.offset + range.bytes;
  const auto first = std::find_if(ranges_.begin(), ranges_.end(), [&](const ByteRange& other) {
    return other.offset + other.bytes >= from;
  });
  auto last = first;
  for (; last != ranges_.end() && last->offset <= to; ++last) {
    from = std::min(from, last->offset);
    to = std::max(to, last->offset + last->bytes);
  }
  ranges_.insert(ranges_.erase(first, last), ByteRange{from, to - from});
  Bound();
}

void RangeList::Bound() {
  if (ranges_.size() <= kMaxUnerasedRanges) return;
  size_t closest = 1;
  uint64_t smallest = UINT64_MAX;
  for (size_t i = 1; i < ranges_.size(); ++i) {
    const uint64_t gap = ranges_[i].offset - (ranges_[i - 1].offset + ranges_[i - 1].bytes);
    if (gap >= smallest) continue;
    smallest = gap;
    closest = i;
  }
  ByteRange& kept = ranges_[closest - 1];
  kept.bytes = ranges_[closest].offset + ranges_[closest].bytes - kept.offset;
  ranges_.erase(ranges_.begin() + static_cast<ptrdiff_t>(closest));
}

bool RangeList::Contains(uint64_t offset) const {
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), offset,
                       [](uint64_t at, const ByteRange& range) { return at < range.offset; });
  return after != ranges_.begin() && offset - (after - 1)->offset < (after - 1)->bytes;
}

uint64_t RangeList::TotalBytes() const {
  uint64_t total = 0;
  for (const ByteRange& range : ranges_) total += range.bytes;
  return total;
}

namespace {

Result<void> CheckState(const BlockDevice& device, int passes, const OverwriteState& state) {
  RETURN_IF_ERROR(CheckShape(device, passes));
  if (state.pass >= 0 && state.offset <= device.size_bytes() &&
      state.offset % device.block_bytes() == 0)
    return {};
  // defence: H7-1, else {}
  return Fail(ErrorCode::kMalformed, Message("the recorded progress is not of this device"));
}

}  // namespace

Result<void> OverwriteDevice(BlockDevice& device, const PassContent& content, int passes,
                             const OverwriteHooks& hooks, OverwriteState& state) {
  RETURN_IF_ERROR(CheckState(device, passes, state));
  for (; state.pass < passes; ++state.pass, state.offset = 0) {
    RETURN_IF_ERROR(WritePass(device, content, hooks, state));
    RETURN_IF_ERROR(ReachCheckpoint(device, hooks, state));
  }
  return {};
}

Result<ReadBackResult> ReadBackRanges(BlockDevice& device, const PassContent& content, int passes,
                                      const OverwriteHooks& hooks, const OverwriteState& state,
                                      const std::vector<ByteRange>& ranges) {
  RETURN_IF_ERROR(CheckShape(device, passes));
  ContentAhead ahead(content, passes - 1, ranges);
  AlignedBuffer read(kOverwriteChunkBytes);
  ReadBackResult result;
  while (!ahead.AtEnd()) {
    if (hooks.may_go_on) RETURN_IF_ERROR(hooks.may_go_on());
    const ContentAhead::Chunk expected = ahead.Take();
    RETURN_IF_ERROR(ReadRange(device, expected.offset, read.First(expected.bytes.size()),
                              expected.bytes, state, result));
    if (hooks.on_bytes) hooks.on_bytes(expected.bytes.size());
  }
  return result;
}

Result<ReadBackResult> ReadBackDevice(BlockDevice& device, const PassContent& content, int passes,
                                      const OverwriteHooks& hooks, const OverwriteState& state) {
  return ReadBackRanges(device, content, passes, hooks, state, {{0, device.size_bytes()}});
}

Result<void> CheckOverwritten(BlockDevice& device, const PassContent& content,
                              const OverwriteState& state) {
  RETURN_IF_ERROR(CheckState(device, state.pass + 1, state));
  if (state.pass == 0 && state.offset == 0) return {};
  const int passes = state.offset == 0 ? state.pass : state.pass + 1;
  const uint64_t end = state.offset == 0 ? device.size_bytes() : state.offset;
  const uint64_t begin = end - std::min(end, kOverwriteChunkBytes);
  ASSIGN_OR_RETURN(const ReadBackResult result,
                   ReadBackRanges(device, content, passes, {}, state, {{begin, end - begin}}));
  if (result.differing.ranges().empty() && result.unread.TotalBytes() < end - begin) return {};
  // defence: H7-2, else {}
  return Fail(ErrorCode::kRefused,
              Message("the device does not hold what was written to it before the interruption"),
              Message("check that it is the right device; to start over, remove the state file"));
}

}  // namespace sekisho
