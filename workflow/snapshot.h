// What a gate without a network takes along: a signed list of the cores that matter at the door.
// docs/formats/snapshot.md
#pragma once

#include <string>

#include "workflow/session.h"

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
};

// Reads and verifies against the pinned genesis: kVerdict when it was edited, is signed by somebody
// who may not, or belongs to another organisation.
Result<Snapshot> ReadSnapshot(const std::string& path, const Digest& genesis);

// The parts of a snapshot file, nothing verified: pure, for the fuzzer too.
struct SnapshotParts {
  std::string core;
  std::string_view body;  // of the text given
  std::vector<std::pair<uint64_t, std::string_view>> entries;
};
Result<SnapshotParts> ParseSnapshot(std::string_view text);

}  // namespace sekisho
