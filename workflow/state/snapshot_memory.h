// What a gate remembers of the last snapshot it believed (the file `snapshot` in the state
// directory), so that no later one can take back what the gate has seen: somebody who has left, a
// revocation, a lost medium (ATTACKS G5). docs/formats/snapshot.md
#pragma once

#include <string>
#include <string_view>

#include "workflow/state/snapshot.h"

namespace sekisho {

class SnapshotMemory {
 public:
  // Reads what `state_dir` remembers. Nothing there, or another organisation's: an empty memory.
  // kMalformed, with a hint, when it is damaged; it is never silently forgotten.
  static Result<SnapshotMemory> Recall(const std::string& state_dir, const Digest& genesis);

  // kVerdict unless a snapshot of `entries`, made from a log of `size`, goes on from the one
  // remembered: of a log not shorter, or signed later, with every statement of the old one at its
  // old index.
  Result<void> CheckContinues(uint64_t size, Time made, const SnapshotEntries& entries) const;

  // Replaces what is remembered by `text`, a snapshot that was verified and continues it.
  static Result<void> Remember(const std::string& state_dir, std::string_view text);

 private:
  std::string text_;  // what entries_ points into
  uint64_t size_ = 0;
  Time made_{};
  SnapshotEntries entries_;
};

}  // namespace sekisho
