#include "wipe/files/tree_wiper.h"

#include <fcntl.h>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr size_t kWaitingAtOnce = 1024;  // unlinked together, with two syncs of the directory

}  // namespace

TreeWiper::TreeWiper(const WipePlan& plan, Random& random, const OnProgress& on_progress,
                     WipeTally& tally, size_t names_at_once)
    : plan_(plan),
      random_(random),
      on_progress_(on_progress),
      tally_(tally),
      names_at_once_(names_at_once),
      file_wiper_(random, watch_, [this](uint64_t bytes) {
        progress_.bytes_done += bytes;
        Report();
      }) {
  progress_.files_total = plan.counts.files;
  int passes = 1;
  for (const PlannedTarget& planned : plan.targets) passes = std::max(passes, planned.claim.passes);
  progress_.bytes_total =
      static_cast<uint64_t>(plan.counts.bytes_found) * static_cast<uint64_t>(passes + 1);
}

bool TreeWiper::Wipe(const PlannedTarget& planned) {
  const Target& target = planned.target;
  planned_ = &planned;
  kept_ = false;
  if (target.kind == TargetKind::kMountPoint)
    return WipeInside(target.directory.get(), "", 0) &&
           OnlyKeptIsLeft(target.directory.get(), "") &&
           WipeAttributes(target.directory.get(), target.path);
  const auto now = LookAt(target.parent.get(), target.name);
  if (!now) return Failed(target.path, now.error());
  if (now->id != target.identity.id || now->mount_id != target.identity.mount_id)
    // defence: H2-21
    return Failed(target.path,
                  Fail(ErrorCode::kRefused, Message("is no longer what was looked at")));
  std::vector<Renamed> waiting;
  const bool gone = WipeEntry(target.parent.get(), target.name, "", 0, waiting);
  return RemoveWaiting(target.parent.get(), waiting) && gone;
}

bool TreeWiper::WipeInside(int directory, const std::string& relative, int depth) {
  bool all_gone = true;
  std::string last;
  while (true) {
    const auto names = ReadNames(directory, last, names_at_once_);
    if (!names) return Failed(PathOf(relative), names.error());
    all_gone = WipeNames(directory, *names, relative, depth) && all_gone;
    if (tally_.interrupted || names->size() < names_at_once_) break;
    last = names->back();
  }
  return all_gone && !tally_.interrupted;
}

// When it returns, none has a random name that would be read next.
bool TreeWiper::WipeNames(int directory, const std::vector<std::string>& names,
                          const std::string& relative, int depth) {
  std::vector<Renamed> waiting;
  bool all_gone = true;
  for (const std::string& name : names) {
    if (Interrupted()) tally_.interrupted = true;
    if (tally_.interrupted) break;
    const std::string path = relative.empty() ? name : relative + "/" + name;
    if (plan_.keep.contains(path)) {
      kept_ = true;
      if (path == kTagOfMedium) all_gone = WipeTagAttributes(directory, name, path) && all_gone;
      continue;
    }
    all_gone = WipeEntry(directory, name, path, depth, waiting) && all_gone;
    if (waiting.size() >= kWaitingAtOnce) all_gone = RemoveWaiting(directory, waiting) && all_gone;
  }
  return RemoveWaiting(directory, waiting) && all_gone;
}

bool TreeWiper::WipeEntry(int directory, const std::string& name, const std::string& relative,
                          int depth, std::vector<Renamed>& waiting) {
  const std::string path = PathOf(relative);
  const auto entry = LookAt(directory, name);
  if (!entry) return Failed(path, entry.error());
  if (entry->mount_id != planned_->target.identity.mount_id)
    // defence: H2-22
    return Failed(path, Fail(ErrorCode::kRefused, Message("is a mount point below the target")));
  if (entry->IsFile() && !WipeFile(directory, name, *entry, path)) return false;
  if (entry->IsDirectory()) {
    const bool kept_before = std::exchange(kept_, false);
    const bool gone = WipeSubdirectory(directory, name, *entry, relative, depth);
    const bool stays = kept_ || Stays(relative);
    kept_ = kept_before || stays;
    if (!gone || stays) return gone;
  }
  return RenameAndWait(directory, name, *entry, path, waiting);
}

bool TreeWiper::WipeFile(int directory, const std::string& name, const EntryInfo& entry,
                         const std::string& path) {
  if (overwritten_.contains(entry.id)) return true;
  FileWiper::Policy policy;
  policy.passes = planned_->claim.passes;
  policy.best_effort = plan_.request.best_effort;
  // Of several names within the targets, those that are gone no longer count.
  const auto within = plan_.names_within.find(entry.id);
  if (within != plan_.names_within.end())
    policy.links_expected = within->second - names_gone_[entry.id];
  FileProgress done;
  const auto wiped = file_wiper_.Wipe(directory, name, entry, policy, done);
  tally_.counts.bytes_overwritten += static_cast<int64_t>(done.bytes_overwritten);
  tally_.counts.bytes_verified += static_cast<int64_t>(done.bytes_verified);
  tally_.counts.attributes += static_cast<int64_t>(done.attributes);
  ++progress_.files_done;
  if (wiped) {
    if (entry.links > 1) overwritten_.insert(entry.id);
    return true;
  }
  if (wiped.error().code != ErrorCode::kInterrupted) return Failed(path, wiped.error());
  tally_.interrupted = true;
  tally_.interrupted_at = Message("{0}: {1} bytes overwritten, {2} read back; it is still there",
                                  {SafeForTerminal(path), std::to_string(done.bytes_overwritten),
                                   std::to_string(done.bytes_verified)});
  return false;
}

bool TreeWiper::WipeSubdirectory(int directory, const std::string& name, const EntryInfo& entry,
                                 const std::string& relative, int depth) {
  const std::string path = PathOf(relative);
  if (depth >= kMaxTreeDepth)
    // defence: H2-23
    return Failed(path, Fail(ErrorCode::kRefused, Message("is too many directories deep")));
  const auto below = OpenEntry(directory, name, O_RDONLY | O_DIRECTORY, entry);
  if (!below) return Failed(path, below.error());
  if (!WipeInside(below->get(), relative, relative.empty() ? depth : depth + 1)) return false;
  if (kept_) return OnlyKeptIsLeft(below->get(), relative) && WipeAttributes(below->get(), path);
  return WipeAttributes(below->get(), path);
}

// What appeared behind the back of the walk: without something that stays, removing the directory
// would have failed.
bool TreeWiper::OnlyKeptIsLeft(int directory, const std::string& relative) {
  if (tally_.interrupted) return true;
  const auto names = ReadNames(directory, "", names_at_once_);
  if (!names) return Failed(PathOf(relative), names.error());
  for (const std::string& name : *names) {
    const std::string path = relative.empty() ? name : relative + "/" + name;
    const auto below = plan_.keep.lower_bound(path + "/");
    const bool leads_to_kept = below != plan_.keep.end() && below->starts_with(path + "/");
    if (plan_.keep.contains(path) || leads_to_kept || Stays(path)) continue;
    return Failed(PathOf(path), Fail(ErrorCode::kFailed,
                                     Message("appeared while the rest was wiped: wipe again")));
  }
  return true;
}

// The tag says which medium it is, and nothing else. What somebody keeps by name stays as it is.
bool TreeWiper::WipeTagAttributes(int directory, const std::string& name, const std::string& path) {
  const UniqueFd fd(
      openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  return !fd.valid() || WipeAttributes(fd.get(), PathOf(path));
}

bool TreeWiper::WipeAttributes(int directory, const std::string& path) {
  FileProgress done;
  const auto attributes = file_wiper_.WipeAttributes(directory, done);
  tally_.counts.attributes += static_cast<int64_t>(done.attributes);
  return attributes ? true : Failed(path, attributes.error());
}

bool TreeWiper::RenameAndWait(int directory, const std::string& name, const EntryInfo& entry,
                              const std::string& path, std::vector<Renamed>& waiting) {
  const auto renamed = RenameAtRandom(directory, name, entry, random_);
  if (!renamed) {
    watch_.End(entry.id);
    return Failed(path, renamed.error());
  }
  waiting.push_back({*renamed, name, path, entry});
  return true;
}

bool TreeWiper::RemoveWaiting(int directory, std::vector<Renamed>& waiting) {
  if (waiting.empty()) return true;
  open_elsewhere_.reset();
  bool all_gone = true;
  // The new names reach the disk before they are removed; else they would never be written.
  if (const auto synced = SyncFd(directory, Message("the directory")); !synced)
    all_gone = Failed(waiting[0].path, synced.error());
  for (const Renamed& renamed : waiting) {
    const auto removed = RemoveOne(directory, renamed);
    watch_.End(renamed.entry.id);
    if (removed) {
      Count(renamed.entry);
      continue;
    }
    all_gone = Failed(renamed.path, removed.error());
    RenameBack(directory, renamed.name, renamed.before);
  }
  if (const auto synced = SyncFd(directory, Message("the directory")); !synced)
    all_gone = Failed(waiting[0].path, synced.error());
  waiting.clear();
  return all_gone;
}

Result<void> TreeWiper::RemoveOne(int directory, const Renamed& renamed) {
  if (!renamed.entry.IsFile())
    return Remove(directory, renamed.name, renamed.entry.IsDirectory() ? AT_REMOVEDIR : 0);
  const auto held = HoldOff(directory, renamed);
  // Where a claim was taken back before anything was written, this takes nothing back any more.
  if (!held && !(plan_.request.best_effort && planned_->obstacles > 0)) return held.error();
  return Remove(directory, renamed.name, 0);
}

// Until what is returned is closed, nobody can open it for writing.
Result<UniqueFd> TreeWiper::HoldOff(int directory, const Renamed& renamed) {
  ASSIGN_OR_RETURN(UniqueFd fd, OpenEntry(directory, renamed.name, O_RDONLY, renamed.entry));
  const Writers writers = HoldOffWriters(fd.get());
  if (writers != Writers::kNone) {
    const auto openers = OpenElsewhere().OfFile(renamed.entry.id);
    if (!openers.empty() && openers[0].writes)
      return Fail(ErrorCode::kFailed, OpenerSentence(openers[0], renamed.before),
                  OpenerHint(openers[0]));
  }
  if (writers == Writers::kSome || watch_.WasWritten(renamed.entry.id)) return WrittenMeanwhile();
  return fd;
}

const OpenFiles& TreeWiper::OpenElsewhere() {
  if (!open_elsewhere_) open_elsewhere_ = plan_.request.machine.open_files();
  return *open_elsewhere_;
}

// A mount point's own lost+found is emptied and stays: fsck wants it.
bool TreeWiper::Stays(const std::string& relative) const {
  return planned_->target.kind == TargetKind::kMountPoint && relative == "lost+found";
}

std::string TreeWiper::PathOf(const std::string& relative) const {
  return relative.empty() ? planned_->target.path : planned_->target.path + "/" + relative;
}

void TreeWiper::Count(const EntryInfo& entry) {
  WipeCounts& counts = tally_.counts;
  if (entry.IsFile() && entry.links > 1) ++names_gone_[entry.id];
  ++(entry.IsFile()        ? counts.files
     : entry.IsDirectory() ? counts.directories
     : entry.IsLink()      ? counts.links
                           : counts.others);
}

bool TreeWiper::Failed(const std::string& path, const Error& error) {
  if (error.code == ErrorCode::kVerdict) tally_.old_data = true;
  ++tally_.failures_total;
  if (tally_.failures.size() < kMaxListed) tally_.failures.push_back(FailureOf(path, error));
  return false;
}

void TreeWiper::Report() {
  if (on_progress_) on_progress_(progress_);
}

}  // namespace sekisho
