// Blocks written just before a device erases itself, and looked for afterwards: whether it really
// did is seen by reading, not taken from what it says.
//
// A marker that is still there proves that nothing was erased. That all are gone proves it for what
// can be read; for the spare area there is only the device's word (wipe/purge_claims.h).
#pragma once

#include <functional>
#include <vector>

#include "base/random.h"
#include "wipe/overwrite.h"

namespace sekisho {

inline constexpr uint64_t kMarkerSections = 1000;  // as NIST SP 800-88 asks of samples

struct MarkerHooks {
  std::function<Result<void>()> may_go_on;       // between blocks; an error stops
  std::function<void(uint64_t bytes)> on_bytes;  // read
};

enum class MarkerReading {
  kSample,  // the markers alone
  kFull,    // every block, also for markers that were moved
};

struct MarkerFindings {
  int64_t gone = 0;           // markers whose place holds something else
  uint64_t bytes_judged = 0;  // read, and neither marker nor unexpected
  RangeList unread;           // could not be read
  RangeList remaining;        // holds a marker, or something else than was expected
};

class Markers {
 public:
  // Chooses places: the first block, the last, and two at random in each of kMarkerSections equal
  // parts of the device, or all blocks of a small one. `device` is not touched, and outlives this.
  Markers(BlockDevice& device, Random& random);

  // Writes them, down to the medium, and reads them back past the cache. What cannot be written or
  // read (bad blocks) is left out; kFailed when more than half cannot, since then nothing can be
  // seen; otherwise the device's or the hook's error.
  Result<void> Write(const MarkerHooks& hooks);

  int64_t written() const { return static_cast<int64_t>(places_.size()); }

  // Looks for them. `expected` is the byte that everything is to hold, or negative where the
  // device's erased state is not known.
  Result<MarkerFindings> Look(MarkerReading reading, int expected, const MarkerHooks& hooks);

 private:
  Bytes MarkerAt(uint64_t offset) const;
  bool HoldsMarker(ByteView block) const;
  Result<void> LookAtRange(uint64_t offset, MutableBytes out, int expected,
                           MarkerFindings& findings);
  void Judge(uint64_t offset, ByteView block, int expected, MarkerFindings& findings) const;

  BlockDevice& device_;
  Bytes tag_;                     // 16 bytes at random, of this run
  std::vector<uint64_t> places_;  // offsets, in order
};

}  // namespace sekisho
