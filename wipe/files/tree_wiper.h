// Whole targets, bottom up: the files of a directory are overwritten and renamed at random, the
// directory is synced, they are unlinked, and it is synced again; then the directory itself goes.
//
// What could not be wiped keeps its name and stays, with the directories above it; everything else
// is carried on with (ATTACKS H4). Stopped by a signal, it leaves no file half renamed: what was
// wiped is gone, the rest is untouched or overwritten under its own name (ATTACKS H7).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "wipe/files/plan.h"

namespace sekisho {

struct WipeProgress {
  uint64_t bytes_done = 0;   // written or read back
  uint64_t bytes_total = 0;  // of all passes and the reading back
  int64_t files_done = 0;
  int64_t files_total = 0;
};

using OnProgress = std::function<void(const WipeProgress&)>;

// What happened, of all targets together.
struct WipeTally {
  WipeCounts counts;
  std::vector<WipeFailure> failures;  // at most kMaxListed
  int64_t failures_total = 0;
  std::vector<std::string> remarks;  // found on the way, and no failure
  bool old_data = false;             // something was read back that had not been written
  bool interrupted = false;          // nothing more was begun
  std::string interrupted_at;
};

class TreeWiper {
 public:
  // All are borrowed. `names_at_once`: of a directory, see ReadNames.
  TreeWiper(const WipePlan& plan, Random& random, const OnProgress& on_progress, WipeTally& tally,
            size_t names_at_once = kNamesAtOnce);

  // Wipes one of the plan's targets. Whether nothing of it is left, but what was to be kept.
  bool Wipe(const PlannedTarget& planned);

  // Whether it would have been noticed if somebody else had written.
  bool all_watched() const { return file_wiper_.all_watched(); }

 private:
  // Names that wait for the directory's sync before they are unlinked.
  struct Renamed {
    std::string name;
    std::string before;  // its name until then
    std::string path;    // with that
    EntryInfo entry;
  };

  // Each returns whether what it was given is gone (or renamed, and waiting in `waiting`).
  bool WipeInside(int directory, const std::string& relative, int depth);
  bool WipeNames(int directory, const std::vector<std::string>& names, const std::string& relative,
                 int depth);
  bool WipeEntry(int directory, const std::string& name, const std::string& relative, int depth,
                 std::vector<Renamed>& waiting);
  bool WipeFile(int directory, const std::string& name, const EntryInfo& entry,
                const std::string& path);
  bool WipeSubdirectory(int directory, const std::string& name, const EntryInfo& entry,
                        const std::string& relative, int depth);
  // Of a directory: also of one that stays, like a mount point and its lost+found.
  bool WipeAttributes(int directory, const std::string& path);
  bool WipeTagAttributes(int directory, const std::string& name, const std::string& path);
  bool OnlyKeptIsLeft(int directory, const std::string& relative);
  bool RenameAndWait(int directory, const std::string& name, const EntryInfo& entry,
                     const std::string& path, std::vector<Renamed>& waiting);
  bool RemoveWaiting(int directory, std::vector<Renamed>& waiting);
  // kFailed when somebody wrote to it since it was overwritten, or still could.
  Result<void> RemoveOne(int directory, const Renamed& renamed);
  Result<UniqueFd> HoldOff(int directory, const Renamed& renamed);
  const OpenFiles& OpenElsewhere();

  bool Stays(const std::string& relative) const;
  std::string PathOf(const std::string& relative) const;
  void Count(const EntryInfo& entry);
  bool Failed(const std::string& path, const Error& error);
  void Report();

  const WipePlan& plan_;
  Random& random_;
  const OnProgress& on_progress_;
  WipeTally& tally_;
  const size_t names_at_once_;
  WipeProgress progress_;
  WriteWatch watch_;
  FileWiper file_wiper_;
  const PlannedTarget* planned_ = nullptr;
  std::optional<OpenFiles> open_elsewhere_;  // since the last file was overwritten
  std::map<FileId, uint64_t> names_gone_;    // of files with several names
  std::set<FileId> overwritten_;             // of files with several names: once is enough
  bool kept_ = false;
};

}  // namespace sekisho
