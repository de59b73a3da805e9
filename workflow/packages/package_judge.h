// Whether a package is what its seal and permit say, as one list of reasons against it. The same
// for the gate, for opening and for taking a medium back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libcrypt/package/package_inspector.h"
#include "workflow/state/org_state.h"

namespace sekisho {

struct Reason {
  std::string code;     // for programs: "seal-unrecorded", "wrong-medium"...
  std::string message;  // for people
};

struct PackageView {
  const SealRecord* seal = nullptr;        // as recorded; null when it is not
  const RequestRecord* request = nullptr;  // likewise
};

// Finds the seal and the request of a header in the record. Reasons: seal-missing,
// seal-unrecorded, seal-void, permit-differs, recipients-differ.
std::vector<Reason> JudgeHeader(const OrgState& state, const PackageHeader& header,
                                PackageView& view);

// Compares what was measured with what was sealed. Reasons: header-changed, content-changed,
// length-differs.
std::vector<Reason> JudgeFacts(const PackageFacts& facts, const SealRecord& seal);

// The same for a file as it lies there, of a recorded seal. Reads no more of it than a good package
// has: what is longer or shorter than was sealed is not read on (ATTACKS G13). kIo; kInterrupted.
Result<std::vector<Reason>> JudgeContents(int fd, const PackageHeader& header,
                                          const SealRecord& seal, const Progress& progress,
                                          WorkerPool* pool);

// Whether a recorded package may pass now, lying on `medium` (none: on no registered medium).
// Reasons: the permit evaluator's, and medium-not-out, wrong-holder.
struct Passage {
  std::vector<Reason> reasons;
  Time until{};  // end of the period after narrowing
};
Passage JudgePassage(const OrgState& state, const PackageView& view, const MediumRecord* medium,
                     Time now);

// Whoever made a snapshot says nothing in favour of what they asked for, carry or sealed. Reason:
// snapshot-own.
std::vector<Reason> JudgeWitness(const PackageView& view, const std::string& snapshot_signer);

}  // namespace sekisho
