// Everything that is found out before the first byte is written.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "wipe/files/file_wiper.h"
#include "wipe/files/target.h"

namespace sekisho {

// Directories deeper than this are refused: each level keeps a descriptor open.
inline constexpr int kMaxTreeDepth = 256;

struct WipeRequest {
  std::vector<std::string> targets;
  std::vector<std::string> free_space;  // mount points whose free space is wiped after the targets
  uint64_t reserve_bytes = 0;           // kept free until the last step; 0: DefaultReserve
  std::vector<std::string> keep;  // names relative to each target directory, kept with all below
  bool best_effort = false;
  std::string verify_asked = "full";
  WipeParticulars particulars;
  std::string tool_version;
  MachineView machine;
};

// Something that stands in the way, for one path.
struct Obstacle {
  std::string sentence;
  Next next;
  bool can_be_overridden = true;  // by best_effort
};

struct PlannedTarget {
  Target target;
  Claim claim;            // what may be claimed when all goes well
  int64_t obstacles = 0;  // in its way
};

struct WipePlan {
  WipeRequest request;
  std::vector<PlannedTarget> targets;
  WipeCounts counts;                // what would be wiped
  std::vector<Obstacle> obstacles;  // at most kMaxListed; those that cannot be overridden first
  int64_t obstacles_total = 0;
  std::vector<std::string> remarks;  // found, and no obstacle; at most kMaxListed
  int64_t remarks_total = 0;
  std::set<std::string> keep;
  // How many names of a file with several are within the targets: those are wiped together.
  std::map<FileId, uint64_t> names_within;
};

// Looks at everything and changes nothing. The plan holds the targets open, so that what was shown
// and confirmed is what is wiped. Errors: a target that cannot be opened or is never wiped
// (wipe/files/target.h), targets inside one another, a name to keep that is not there (kUsage).
Result<WipePlan> PlanWipe(WipeRequest request);

// kRefused, with the first obstacles, when the plan may not be carried out as it was asked for.
Result<void> MayBeCarriedOut(const WipePlan& plan);

// The report of a dry run.
WipeReport PlannedReport(const WipePlan& plan, Time now);

}  // namespace sekisho
