// The checkpoint: may what lies here leave? Needs no key and no network.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "approvals/view.h"
#include "workflow/packages/package_judge.h"
#include "workflow/state/session.h"

namespace sekisho {

struct GateFinding {
  std::string path;     // raw; made safe where it is printed
  std::string what;     // "package", "tag", "file", "symlink"...
  std::string request;  // R7
  bool ok = false;
  std::vector<Reason> reasons;  // empty when ok
  std::optional<Digest> seal;   // of a package that passed
  std::vector<Term> terms;      // of its request, where the record has it

  // Not ok only because it could not be read.
  bool IsUnchecked() const;
};

// What was looked at as one: a registered medium, or all that was named elsewhere.
struct GatePlace {
  std::string label;                 // of the medium; empty elsewhere
  bool is_out = false;               // the medium, with somebody
  std::string holder;                // as far as names can be read here; empty when nobody has it
  std::vector<std::string> classes;  // of the packages whose request is known
  uint64_t packages = 0;             // finished or not, passing or not
  uint64_t bytes = 0;                // of these
  std::optional<Time> until;         // the earliest of theirs
};

enum class GateAnswer {
  kOk,           // everything there may pass
  kNo,           // something may not
  kNothingHere,  // no package was found, and nothing else that may not pass
  kCannotCheck,  // something could not be read, and nothing that could be may not pass
};

struct GateVerdict {
  std::vector<Error> remarks;  // about the identity that judges (Session::remarks)
  bool ok = false;
  GateAnswer answer = GateAnswer::kNo;
  std::vector<GateFinding> findings;
  std::vector<GatePlace> places;
  bool rest_not_looked_at = false;  // some of what was named lies on no registered medium
  std::vector<std::string> notes;   // sentences: what the system or the file system does not tell
  std::vector<std::string> empty;   // of the paths: those with no package, or nothing at all
  std::vector<std::string> media;   // sentences: which medium, how recognised
  std::vector<Reason> reasons;      // about the whole: a stale snapshot, a medium not recognised
  Time as_of{};                     // the record's date: now, or the snapshot's
  std::optional<std::chrono::seconds> snapshot_age;  // by this machine's clock; absent: the store
  ZoneOffset zone{};
  bool recorded = false;
  std::string recorded_why_not;
};

// Of a verdict's reasons: that the gate itself cannot judge now (snapshot-stale, snapshot-older
// than the medium's tag, clock-behind).
bool IsAboutTheGate(const Reason& reason);

struct GateOptions {
  std::vector<std::string> paths;
  std::string snapshot;  // a file; empty: the store
};

// Errors only when it could not be judged at all (kNotFound: a path; kVerdict: a snapshot that is
// forged or edited). What is judged bad is in the verdict.
Result<GateVerdict> Gate(const Setting& setting, const World& world, const GateOptions& options);

}  // namespace sekisho
