// What a gate without a network takes along: a signed list of the cores that matter at the door.
// docs/formats/snapshot.md
#pragma once

#include <string>

#include "workflow/state/session.h"

namespace sekisho {

inline constexpr size_t kMaxSnapshotBytes = 1 << 30;

struct SnapshotMade {
  std::string path;
  uint64_t entries = 0;
  uint64_t bytes = 0;
  Time made{};
};

// Signed by the asker (officer or IT) and recorded.
Result<SnapshotMade> MakeSnapshot(Session& session, const std::string& path);

struct Snapshot {
  OrgState state;
  Time made{};
  TreeHead head;
  std::string signer;              // member id
  std::string not_remembered_why;  // when the state directory could not be written
};

// Reads and verifies against the pinned genesis, and against the last snapshot that was believed
// with this state directory (snapshot_memory.h), which it then replaces. kVerdict when it was
// edited, is signed by somebody who may not, belongs to another organisation, or takes back what
// was in the last one; what is remembered stays as it was then, also when this one was made later
// than `now` by more than the charter's skew.
Result<Snapshot> ReadSnapshot(const std::string& path, const Digest& genesis,
                              const std::string& state_dir, Time now);

// A statement and its index in the log.
using SnapshotEntry = std::pair<uint64_t, std::string_view>;
using SnapshotEntries = std::vector<SnapshotEntry>;
// A line with so many letters only counts for numbers (OrgState::NumbersOf).
inline constexpr size_t kMaxNumberLetters = 2;

// The parts of a snapshot file, nothing verified: pure, for the fuzzer too.
struct SnapshotParts {
  std::string core;
  std::string_view body;    // of the text given
  SnapshotEntries entries;  // of the text given
};
Result<SnapshotParts> ParseSnapshot(std::string_view text);

}  // namespace sekisho
