#include "wipe/free_space/census.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <functional>
#include <set>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "devices/entry.h"
#include "wipe/free_space/directory_slack.h"
#include "wipe/free_space/ext_superblock.h"

namespace sekisho {
namespace {

constexpr int kMaxDepth = 256;  // each level keeps a descriptor open

// Told of each name once, with the directory that holds it.
using OnEntry = std::function<void(int directory, const std::string& name, const EntryInfo&)>;

Error CannotWalk(int error_number) {
  const Error why = SystemError(Message("the file system cannot be walked"), error_number);
  return Fail(ErrorCode::kRefused, why.message);
}

Result<void> WalkBelow(int directory, int depth, const OnEntry& on_entry) {
  if (depth > kMaxDepth) return CannotWalk(ELOOP);  // defence: none, less is claimed then
  std::string last;
  while (true) {
    ASSIGN_OR_RETURN(const auto names, ReadNames(directory, last, kNamesAtOnce));
    for (const std::string& name : names) {
      RETURN_IF_ERROR(CheckInterrupted());
      ASSIGN_OR_RETURN(const EntryInfo entry, LookAt(directory, name));
      on_entry(directory, name, entry);
      if (!entry.IsDirectory()) continue;
      ASSIGN_OR_RETURN(const UniqueFd below,
                       OpenEntry(directory, name, O_RDONLY | O_DIRECTORY, entry));
      RETURN_IF_ERROR(WalkBelow(below.get(), depth + 1, on_entry));
    }
    if (names.size() < kNamesAtOnce) return {};
    last = names.back();
  }
}

// The root of a clone of the mount, without what is mounted upon it; it ends with the descriptor.
Result<UniqueFd> PrivateClone(int root) {
  const UniqueFd clone(open_tree(root, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH));
  if (!clone.valid()) return CannotWalk(errno);  // defence: none, less is claimed then
  UniqueFd top(openat(clone.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!top.valid()) return CannotWalk(errno);  // defence: none, less is claimed then
  return top;
}

Result<ExtSuperblock> SuperblockOf(int device) {
  ASSIGN_OR_RETURN(const Bytes bytes, ReadExtSuperblock(device));
  return ParseExtSuperblock(bytes);
}

}  // namespace

Result<InodeCensus> CountInodes(int root, const FileSystemInfo& on) {
  ASSIGN_OR_RETURN(const UniqueFd device, OpenExtDevice(on));
  ASSIGN_OR_RETURN(const ExtSuperblock super, SuperblockOf(device.get()));
  ASSIGN_OR_RETURN(const UniqueFd top, PrivateClone(root));
  InodeCensus census;
  census.found = super.first_inode - 1;  // the root among them
  for (const uint32_t own : {super.orphan_file_inode, super.quota_inode})
    if (own >= super.first_inode) ++census.found;
  std::set<ino_t> linked;
  RETURN_IF_ERROR(WalkBelow(top.get(), 0, [&](int, const std::string&, const EntryInfo& entry) {
    const bool again =
        !entry.IsDirectory() && entry.links > 1 && !linked.insert(entry.id.second).second;
    if (!again && entry.id.second >= super.first_inode) ++census.found;
  }));
  struct statvfs counted {};
  // defence: none, less is claimed then
  if (fstatvfs(root, &counted) != 0) return CannotWalk(errno);
  census.in_use = counted.f_files - counted.f_ffree;
  return census;
}

Result<DirectoryCensus> CountCleanDirectories(int root, const FileSystemInfo& on) {
  ASSIGN_OR_RETURN(const UniqueFd device, OpenExtDevice(on));
  ASSIGN_OR_RETURN(const ExtSuperblock super, SuperblockOf(device.get()));
  ASSIGN_OR_RETURN(const UniqueFd top, PrivateClone(root));
  DirectoryCensus census;
  const auto look = [&](int directory) {
    ++census.directories;
    if (DirectoryIsClean(directory, device.get(), super.block_bytes, super.has_checksums))
      ++census.clean;
  };
  look(top.get());
  RETURN_IF_ERROR(
      WalkBelow(top.get(), 0, [&](int directory, const std::string& name, const EntryInfo& entry) {
        if (!entry.IsDirectory()) return;
        const auto below = OpenEntry(directory, name, O_RDONLY | O_DIRECTORY, entry);
        look(below ? below->get() : -1);
      }));
  return census;
}

}  // namespace sekisho
