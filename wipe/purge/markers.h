// Blocks written just before a device erases itself, and looked for afterwards: whether it really
// did is seen by reading, not taken from what it says.
//
// A marker that is still there proves that nothing was erased. That all are gone proves it for what
// can be read; for the spare area there is only the device's word (wipe/purge/purge_claims.h).
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/random.h"
#include "wipe/passes/overwrite.h"
#include "wipe/passes/sample.h"

namespace sekisho {

// How many markers a device of `blocks` has to take at least for their absence to say anything:
// half of those that are tried.
uint64_t FewestMarkers(uint64_t blocks);

struct MarkerHooks {
  std::function<Result<void>()> may_go_on;       // between blocks; an error stops
  std::function<void(uint64_t bytes)> on_bytes;  // read
};

struct MarkerFindings {
  int64_t gone = 0;           // markers whose place holds something else
  uint64_t bytes_judged = 0;  // read, and neither marker nor unexpected
  RangeList unread;           // could not be read
  RangeList remaining;        // holds a marker, or something else than was expected
};

class Markers {
 public:
  // Chooses places: in the first block of each part of a sample (wipe/passes/sample.h), and in the
  // last block; on a device too small for one, every few blocks. With `sample_seed` only that
  // sample is read afterwards, else everything. `device` is not touched, and outlives this.
  Markers(BlockDevice& device, std::optional<uint64_t> sample_seed, Random& random);

  // Writes them, down to the medium, and reads them back past the cache. What cannot be written or
  // read (bad blocks) is left out; kFailed when fewer than FewestMarkers are left, since then
  // nothing can be seen; otherwise the device's or the hook's error.
  Result<void> Write(const MarkerHooks& hooks);

  int64_t written() const { return static_cast<int64_t>(places_.size()); }

  uint64_t bytes_to_read() const { return TotalBytes(to_read_); }

  // Looks for them in all that is to be read, also where they were not written. `expected` is the
  // byte that everything is to hold, or negative where the device's erased state is not known.
  Result<MarkerFindings> Look(int expected, const MarkerHooks& hooks);

 private:
  Bytes MarkerAt(uint64_t offset) const;
  bool HoldsMarker(ByteView block) const;
  Result<void> LookAtRange(uint64_t offset, MutableBytes out, int expected,
                           MarkerFindings& findings);
  void Judge(uint64_t offset, ByteView block, int expected, MarkerFindings& findings) const;

  BlockDevice& device_;
  Bytes tag_;  // 16 bytes at random, of this run
  std::vector<ByteRange> to_read_;
  std::vector<uint64_t> places_;  // offsets, in order
};

}  // namespace sekisho
