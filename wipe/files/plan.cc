#include "wipe/files/plan.h"

#include <fcntl.h>

#include <algorithm>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

bool IsFreeSpace(const PlannedTarget& planned) {
  return planned.target.kind == TargetKind::kFreeSpace;
}

// The free space that what is removed of `planned` becomes part of, when that is wiped, too.
PlannedTarget* FreeSpaceAround(const PlannedTarget& planned, std::vector<PlannedTarget>& targets) {
  for (PlannedTarget& other : targets)
    if (IsFreeSpace(other) &&
        other.target.file_system.mount.device == planned.target.file_system.mount.device)
      return &other;
  return nullptr;
}

// What will have been done to `planned` when all of `targets` are: free space of which something
// stands in the way counts for nothing.
Done DoneTo(const PlannedTarget& planned, std::vector<PlannedTarget>& targets) {
  if (IsFreeSpace(planned)) return Done::kFreeSpace;
  const PlannedTarget* const around = FreeSpaceAround(planned, targets);
  return around != nullptr && around->obstacles == 0 ? Done::kFilesAndFreeSpace
                                                     : Done::kFilesOverwritten;
}

// Walks the targets once and fills in the plan.
class Scan {
 public:
  explicit Scan(WipePlan& plan)
      : plan_(plan),
        open_files_(plan.request.machine.open_files()),
        loop_files_(plan.request.machine.loop_files()),
        swap_files_(plan.request.machine.swap_files()) {
    if (!open_files_.is_complete()) Remark(IncompleteSentence());
  }

  void LookAtFreeSpace(PlannedTarget& planned) {
    planned_ = &planned;
    for (const Opener& opener : open_files_.OfDeletedOn(planned.target.identity.id.first))
      // defence: H8-1
      Note(DeletedSentence(opener, planned.target.path), OpenerHint(opener), true);
    const auto journal = plan_.request.machine.journal_bytes(planned.target.directory.get(),
                                                             planned.target.file_system);
    if (!journal) Note(journal.error().message, journal.error().next, true);  // defence: H11-5
  }

  Result<void> Look(PlannedTarget& planned) {
    const Target& target = planned.target;
    planned_ = &planned;
    root_ = &target;
    around_ = FreeSpaceAround(planned, plan_.targets);
    ReadJournal();
    if (target.kind != TargetKind::kMountPoint) NoteWhereItLies(target);
    if (target.kind == TargetKind::kFile)
      return LookAtFile(target.parent.get(), target.name, target.identity, target.path);
    if (target.kind == TargetKind::kDirectory) {
      ++plan_.counts.directories;
      NoteHolders(target.identity.id, target.path);
    }
    NoteDirectory(target.directory.get(), target.path);
    return LookInside(target.directory.get(), "", 0);
  }

  // What can be judged only when all targets have been seen.
  Result<void> Finish() {
    for (const auto& [id, file] : linked_) {
      plan_.names_within[id] = file.names.size();
      if (file.links <= file.names.size()) continue;
      for (const auto& [path, planned] : file.names) {
        planned_ = planned;
        Note(ObstacleSentence(FileObstacle::kHardLink, path),
             ObstacleHint(FileObstacle::kHardLink, path), true);  // defence: H3-2
      }
    }
    for (const std::string& name : plan_.keep)
      if (!kept_.contains(name))
        return Fail(ErrorCode::kUsage, Message("there is no {0} to keep", {name}),
                    Message("names to keep are relative to the target directory"));
    std::stable_sort(plan_.obstacles.begin(), plan_.obstacles.end(),
                     [](const Obstacle& a, const Obstacle& b) {
                       return a.can_be_overridden < b.can_be_overridden;
                     });
    return {};
  }

 private:
  struct LinkedFile {
    uint64_t links = 0;
    std::vector<std::pair<std::string, PlannedTarget*>> names;
  };

  void Note(std::string sentence, Next next, bool can_be_overridden) {
    ++plan_.obstacles_total;
    ++planned_->obstacles;
    // One that cannot be overridden is never crowded out: it decides.
    if (plan_.obstacles.size() < kMaxListed || !can_be_overridden)
      plan_.obstacles.push_back({std::move(sentence), std::move(next), can_be_overridden});
  }

  void Remark(std::string sentence) {
    ++plan_.remarks_total;
    if (plan_.remarks.size() < kMaxListed) plan_.remarks.push_back(std::move(sentence));
  }

  void NoteOpeners(const FileId& file, const std::string& path) {
    for (const Opener& opener : open_files_.OfFile(file)) {
      if (opener.writes)
        Note(OpenerSentence(opener, path), OpenerHint(opener), true);  // defence: H8-2
      else if (around_ != nullptr)
        NoteHolder(opener, path);
      else
        Remark(OpenerSentence(opener, path));
    }
  }

  // What is in use when it is removed is not free space yet when that is wiped.
  void NoteHolder(const Opener& opener, const std::string& path) {
    Note(HolderSentence(opener, path), OpenerHint(opener), true);  // defence: H8-3
    ++around_->obstacles;
  }

  void NoteHolders(const FileId& directory, const std::string& path) {
    if (around_ == nullptr) return;
    for (const Opener& opener : open_files_.OfFile(directory)) NoteHolder(opener, path);
  }

  void NoteLoopDevice(const FileId& file, const std::string& path) {
    const auto found = loop_files_.find(file);
    if (found == loop_files_.end()) return;
    // defence: H8-4
    Note(Message("{0} is the medium of {1}, which may be written to", {path, found->second}),
         Message("unmount it, then: losetup --detach {0}", {found->second}), true);
  }

  // What it holds is overwritten with free space; without, it has to be known.
  void ReadJournal() {
    journal_ = JournalContents();
    if (around_ != nullptr || root_->file_system.kind != FileSystemKind::kExt) return;
    auto journal = plan_.request.machine.journal_contents(root_->file_system);
    if (journal)
      journal_ = *std::move(journal);
    else
      Remark(journal.error().message);
  }

  void NoteJournal(int fd, const std::string& path) {
    const auto held = MayHold(journal_, fd);
    if (held && !*held) return;
    const std::string& where = root_->file_system.mount.point;
    // defence: H11-9
    Note(Message("the journal of {0} may still hold content of {1}, from a time when it was "
                 "mounted with data=journal",
                 {where, path}),
         Message("wipe its free space, too: --free-space {0}", {Quoted(where)}), true);
  }

  void NoteFlags(int fd, const std::string& path) {
    const FileLayout flags = ReadFlags(fd);
    for (const FileObstacle obstacle : {FileObstacle::kImmutable, FileObstacle::kAppendOnly})
      if (obstacle == FileObstacle::kImmutable ? flags.immutable : flags.append_only)
        // defence: H3-3
        Note(ObstacleSentence(obstacle, path), ObstacleHint(obstacle, path), false);
  }

  // What would be met when names are taken out of it.
  void NoteDirectory(int fd, const std::string& path) {
    NoteFlags(fd, path);
    NoteUnlessPossible(MayRemoveNames(fd, path));
  }

  void NoteWhereItLies(const Target& target) {
    const size_t slash = target.path.rfind('/');
    NoteDirectory(target.parent.get(), slash == 0 ? "/" : target.path.substr(0, slash));
  }

  void NoteUnlessPossible(const Result<void>& step) {
    if (!step) Note(step.error().message, step.error().next, false);  // defence: H4-8
  }

  Result<void> LookInside(int directory, const std::string& relative, int depth) {
    std::string last;
    while (true) {
      const auto names = ReadNames(directory, last, kNamesAtOnce);
      if (!names) {
        // defence: H4-4
        Note(names.error().WithContext(root_->path + "/" + relative).message, "", false);
        return {};
      }
      RETURN_IF_ERROR(LookAtNames(directory, *names, relative, depth));
      if (names->size() < kNamesAtOnce) return {};
      last = names->back();
    }
  }

  Result<void> LookAtNames(int directory, const std::vector<std::string>& names,
                           const std::string& relative, int depth) {
    for (const std::string& name : names) {
      RETURN_IF_ERROR(CheckInterrupted());
      const std::string path = relative.empty() ? name : relative + "/" + name;
      if (plan_.keep.contains(path)) {
        kept_.insert(path);
        continue;
      }
      RETURN_IF_ERROR(LookAtEntry(directory, name, path, depth));
    }
    return {};
  }

  Result<void> LookAtEntry(int directory, const std::string& name, const std::string& relative,
                           int depth) {
    const std::string path = root_->path + "/" + relative;
    ASSIGN_OR_RETURN(const EntryInfo entry, LookAt(directory, name));
    if (entry.mount_id != root_->identity.mount_id) {
      Note(Message("{0} is a mount point below the target", {path}),
           Message("umount {0}", {Quoted(path)}), false);  // defence: H2-10
      return {};
    }
    if (entry.IsFile()) return LookAtFile(directory, name, entry, path);
    if (!entry.IsDirectory()) {
      ++(entry.IsLink() ? plan_.counts.links : plan_.counts.others);
      return {};
    }
    ++plan_.counts.directories;
    if (depth + 1 >= kMaxTreeDepth) {
      Note(Message("{0} is more than {1} directories deep", {path, std::to_string(kMaxTreeDepth)}),
           Message("move it upward and run this again"), false);  // defence: H2-11
      return {};
    }
    auto below = OpenEntry(directory, name, O_RDONLY | O_DIRECTORY, entry);
    if (!below) {
      Note(below.error().message, below.error().next, false);  // defence: H4-5
      return {};
    }
    NoteHolders(entry.id, path);
    NoteDirectory(below->get(), path);
    return LookInside(below->get(), relative, depth + 1);
  }

  Result<void> LookAtFile(int directory, const std::string& name, const EntryInfo& entry,
                          const std::string& path) {
    ++plan_.counts.files;
    if (entry.links > 1) {
      LinkedFile& file = linked_[entry.id];
      file.links = entry.links;
      file.names.emplace_back(path, planned_);
      if (file.names.size() > 1) return {};  // its blocks were looked at under the first name
    }
    NoteOpeners(entry.id, path);
    NoteLoopDevice(entry.id, path);
    if (swap_files_.contains(entry.id)) {
      Note(Message("{0} is a swap file in use", {path}), Message("swapoff {0}", {Quoted(path)}),
           false);  // defence: H4-9
      return {};
    }
    auto fd = OpenEntry(directory, name, O_RDONLY, entry);
    if (!fd) {
      NoteUnlessPossible(MayOverwrite(directory, name, path));
      return {};
    }
    ASSIGN_OR_RETURN(const FileLayout layout,
                     ReadLayout(fd->get(), entry.bytes, entry.block_bytes));
    plan_.counts.bytes_found += static_cast<int64_t>(layout.bytes);
    NoteJournal(fd->get(), path);
    const FileObstacle obstacle = ObstacleOf(entry, layout, entry.links);
    if (obstacle != FileObstacle::kNone)
      Note(ObstacleSentence(obstacle, path), ObstacleHint(obstacle, path),
           CanBeOverridden(obstacle));  // defence: H3-4
    else
      NoteUnlessPossible(MayOverwrite(directory, name, path));
    return {};
  }

  WipePlan& plan_;
  const OpenFiles open_files_;
  const std::map<FileId, std::string> loop_files_;
  const std::set<FileId> swap_files_;
  PlannedTarget* planned_ = nullptr;
  const Target* root_ = nullptr;
  PlannedTarget* around_ = nullptr;  // the free space that what is removed becomes part of
  JournalContents journal_;          // of the file system that root_ is on
  std::map<FileId, LinkedFile> linked_;
  std::set<std::string> kept_;
};

Result<void> CheckNesting(const std::vector<PlannedTarget>& targets) {
  for (size_t i = 0; i < targets.size(); ++i)
    for (size_t j = 0; j < targets.size(); ++j)
      if (i != j && IsFreeSpace(targets[i]) == IsFreeSpace(targets[j]) &&
          (!IsFreeSpace(targets[i]) || targets[i].target.path == targets[j].target.path) &&
          IsWithin(targets[j].target.path, targets[i].target.path))
        return Fail(ErrorCode::kUsage,
                    Message("{0} is named twice, or is inside {1}",
                            {targets[j].target.given, targets[i].target.given}),
                    Message("list each target only once"));
  return {};
}

std::string Trimmed(std::string name) {
  while (name.size() > 1 && name.back() == '/') name.pop_back();
  return name.starts_with("./") ? name.substr(2) : name;
}

Obstacle NoClaim(const PlannedTarget& planned) {
  std::string why;
  for (const MediumClaim& row : MediumClaimTable())
    if (row.kind == planned.target.medium.kind) why = row.sentence;
  for (const FileSystemClaim& row : FileSystemClaims())
    if (row.kind == planned.target.file_system.kind && row.content == Grade::kNone)
      why = row.content_sentence;
  std::string where = planned.claim.file_system;
  if (!where.empty() && !planned.claim.medium.empty()) where += ", ";
  where += planned.claim.medium;
  if (!where.empty()) where = " (" + where + ")";
  return {Message("nothing can be claimed for {0}{1}: {2}",
                  {planned.target.path, where, Message(why.c_str())}),
          Message("wipe or destroy the whole medium; --best-effort overwrites what can be reached, "
                  "and the report then claims nothing"),
          true};
}

Result<void> OpenTargets(WipePlan& plan) {
  for (const std::string& given : plan.request.targets) {
    PlannedTarget planned;
    ASSIGN_OR_RETURN(planned.target, OpenTarget(given, plan.request.machine));
    plan.targets.push_back(std::move(planned));
  }
  for (const std::string& given : plan.request.free_space) {
    PlannedTarget planned;
    ASSIGN_OR_RETURN(planned.target, OpenMountPoint(given, plan.request.machine));
    plan.targets.push_back(std::move(planned));
  }
  return {};
}

void DecideClaim(PlannedTarget& planned, WipePlan& plan) {
  const Target& target = planned.target;
  planned.claim =
      ClaimFor(target.file_system.kind, target.medium.kind, DoneTo(planned, plan.targets));
  if (planned.claim.grade != Grade::kNone) return;
  const PlannedTarget* const around = FreeSpaceAround(planned, plan.targets);
  const bool of_free_space = !IsFreeSpace(planned) && around != nullptr && around->obstacles > 0;
  // No use in the others then; but where free space would have given the claim, they are the
  // reason.
  plan.obstacles.insert(of_free_space ? plan.obstacles.end() : plan.obstacles.begin(),
                        NoClaim(planned));
  ++plan.obstacles_total;
  ++planned.obstacles;
}

}  // namespace

Result<WipePlan> PlanWipe(WipeRequest request) {
  WipePlan plan;
  plan.request = std::move(request);
  if (plan.request.targets.empty() && plan.request.free_space.empty())
    return Fail(ErrorCode::kUsage, Message("nothing was named to be wiped"));
  for (const std::string& name : plan.request.keep) plan.keep.insert(Trimmed(name));
  RETURN_IF_ERROR(OpenTargets(plan));
  RETURN_IF_ERROR(CheckNesting(plan.targets));
  Scan scan(plan);
  for (PlannedTarget& planned : plan.targets) {
    if (IsFreeSpace(planned))
      scan.LookAtFreeSpace(planned);
    else
      RETURN_IF_ERROR(scan.Look(planned));
  }
  // Only now is it known what stands in the way of what.
  for (PlannedTarget& planned : plan.targets) DecideClaim(planned, plan);
  RETURN_IF_ERROR(scan.Finish());
  return plan;
}

Result<void> MayBeCarriedOut(const WipePlan& plan) {
  std::vector<const Obstacle*> deciding;
  for (const Obstacle& obstacle : plan.obstacles)
    if (!obstacle.can_be_overridden || !plan.request.best_effort) deciding.push_back(&obstacle);
  if (deciding.empty()) return {};
  std::string message = deciding[0]->sentence;
  if (deciding.size() == 2)
    message = Message("{0}; and one more reason (all of them: --dry-run)", {message});
  if (deciding.size() > 2)
    message = Message("{0}; and {1} more reasons (all of them: --dry-run)",
                      {message, std::to_string(deciding.size() - 1)});
  return Fail(ErrorCode::kRefused, message, deciding[0]->next);  // defence: H6-34, else {}
}

WipeReport PlannedReport(const WipePlan& plan, Time now) {
  WipeReport report;
  report.tool_version = plan.request.tool_version;
  report.started = report.finished = now;
  report.best_effort = plan.request.best_effort;
  report.verify_asked = plan.request.verify_asked;
  report.particulars = plan.request.particulars;
  report.counts = plan.counts;
  report.found_total = plan.obstacles_total + plan.remarks_total;
  for (const Obstacle& obstacle : plan.obstacles)
    if (report.found.size() < kMaxListed)
      report.found.push_back(SafeForTerminal(obstacle.sentence));
  for (const std::string& remark : plan.remarks)
    if (report.found.size() < kMaxListed) report.found.push_back(SafeForTerminal(remark));
  for (const std::string& name : plan.keep) report.kept.push_back(SafeForTerminal(name));
  report.grade = Grade::kClear;
  for (const PlannedTarget& planned : plan.targets) {
    TargetReport target;
    target.given = SafeForTerminal(planned.target.given);
    target.path = SafeForTerminal(planned.target.path);
    target.kind = planned.target.kind;
    target.file_system_type = SafeForTerminal(planned.target.file_system.mount.type);
    target.mount_point = SafeForTerminal(planned.target.file_system.mount.point);
    target.file_system_device = FormatDeviceNumber(planned.target.file_system.mount.device);
    target.medium = planned.target.medium;
    MakePrintable(target.medium);
    target.claim = planned.claim;
    if (planned.obstacles > 0)
      // defence: H6-35
      Withdraw(target.claim,
               "Something stood in the way (see what was found): nothing is claimed.");
    report.grade = std::min(report.grade, target.claim.grade);
    report.targets.push_back(std::move(target));
  }
  return report;
}

}  // namespace sekisho
