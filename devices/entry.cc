#include "devices/entry.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <memory>
#include <string_view>

#include "base/files/fault.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr int kNameTries = 64;

// The errno a test asks for, or 0.
bool Injected(FaultPoint point) {
  const int error_number = FaultAt(point);
  if (error_number != 0) errno = error_number;
  return error_number != 0;
}

std::string RandomName(size_t length, Random& random) {
  static constexpr char kLetters[] = "abcdefghijklmnopqrstuvwxyz012345";
  Bytes bytes(length);
  random.Fill(bytes);
  std::string name(length, 'a');
  for (size_t i = 0; i < length; ++i) name[i] = kLetters[bytes[i] % 32];
  return name;
}

bool RenameTo(int directory, const std::string& from, const std::string& to) {
  if (Injected(FaultPoint::kRename)) return false;
  if (renameat2(directory, from.c_str(), directory, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // File systems without RENAME_NOREPLACE: look first. The names are random, a clash is chance.
  struct stat taken {};
  if (fstatat(directory, to.c_str(), &taken, AT_SYMLINK_NOFOLLOW) == 0) {
    errno = EEXIST;
    return false;
  }
  return renameat(directory, from.c_str(), directory, to.c_str()) == 0;
}

}  // namespace

Result<EntryInfo> LookAt(int directory, const std::string& name) {
  struct statx found {};
  const int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (name.empty() ? AT_EMPTY_PATH : 0);
  if (statx(directory, name.c_str(), flags, STATX_BASIC_STATS | STATX_MNT_ID, &found) != 0)
    return SystemError(
        Message("cannot look at {0}", {name.empty() ? Message("an open file") : name}), errno);
  EntryInfo info;
  info.id = {makedev(found.stx_dev_major, found.stx_dev_minor), found.stx_ino};
  info.mode = found.stx_mode;
  info.links = found.stx_nlink;
  info.bytes = found.stx_size;
  info.block_bytes = std::max<uint32_t>(found.stx_blksize, 512);
  info.allocated_bytes = found.stx_blocks * 512;
  if ((found.stx_mask & STATX_MNT_ID) != 0) info.mount_id = found.stx_mnt_id;
  info.is_mount_root = (found.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
  return info;
}

bool SameFile(const EntryInfo& a, const EntryInfo& b) {
  return a.id == b.id && (a.mode & S_IFMT) == (b.mode & S_IFMT);
}

bool SameMount(const EntryInfo& a, const EntryInfo& b) {
  if (a.mount_id != 0 && b.mount_id != 0) return a.mount_id == b.mount_id;
  return a.id.first == b.id.first;
}

Result<UniqueFd> OpenEntry(int directory, const std::string& name, int flags,
                           const EntryInfo& expected) {
  UniqueFd fd(Injected(FaultPoint::kOpen)
                  ? -1
                  : openat(directory, name.c_str(),
                           flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) return SystemError(Message("cannot open {0}", {name}), errno);
  ASSIGN_OR_RETURN(const EntryInfo opened, LookAt(fd.get(), ""));
  if (!SameFile(opened, expected))
    // defence: H2-4
    return Fail(ErrorCode::kRefused, Message("{0} is no longer what was looked at", {name}),
                Message("somebody is changing this directory: find out who, then run this again"));
  return fd;
}

Result<void> SyncContent(int fd) {
  while (Injected(FaultPoint::kSync) || fdatasync(fd) != 0)
    if (errno != EINTR)
      return SystemError(Message("cannot flush {0} to the disk", {Message("the overwritten data")}),
                         errno);
  return {};
}

namespace {

// As the directory has them, but for "." and "..", until `visit` says false.
Result<void> ForEachName(int directory, const std::function<bool(std::string_view name)>& visit) {
  // A descriptor of its own: closedir(3) closes it, and the caller's offset stays.
  UniqueFd own(openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(own.valid() ? fdopendir(own.get()) : nullptr,
                                                   closedir);
  if (!stream) return SystemError(Message("cannot list the directory"), errno);
  own.Release();
  for (;;) {
    errno = 0;
    const dirent* const entry = readdir(stream.get());
    if (entry == nullptr && errno != 0)
      return SystemError(Message("cannot list the directory"), errno);
    if (entry == nullptr) return {};
    const std::string_view name = static_cast<const char*>(entry->d_name);
    if (name != "." && name != ".." && !visit(name)) return {};
  }
}

}  // namespace

Result<std::vector<std::string>> ReadNames(int directory) {
  return ReadNames(directory, "", SIZE_MAX);
}

Result<std::vector<std::string>> ReadNames(int directory, const std::string& after, size_t most) {
  std::vector<std::string> names;  // a heap: the last of those kept is the first to go
  RETURN_IF_ERROR(ForEachName(directory, [&](std::string_view name) {
    if (name <= after) return true;
    if (names.size() == most) {
      if (name >= names.front()) return true;
      std::pop_heap(names.begin(), names.end());
      names.pop_back();
    }
    names.emplace_back(name);
    std::push_heap(names.begin(), names.end());
    return true;
  }));
  std::sort_heap(names.begin(), names.end());
  return names;
}

Result<std::vector<std::string>> ReadNamesUpTo(int directory, size_t most) {
  std::vector<std::string> names;
  bool more = false;
  RETURN_IF_ERROR(ForEachName(directory, [&](std::string_view name) {
    more = names.size() == most;
    if (!more) names.emplace_back(name);
    return !more;
  }));
  if (more)
    return Fail(ErrorCode::kFailed, Message("more than {0} entries", {std::to_string(most)}));
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::string> RenameAtRandom(int directory, const std::string& name,
                                   const EntryInfo& expected, Random& random) {
  for (int i = 0; i < kNameTries; ++i) {
    // Names of one or two letters may all be taken: then a longer one.
    const size_t length = i < kNameTries / 2 ? name.size() : std::max<size_t>(name.size(), 16);
    const std::string fresh = RandomName(length, random);
    if (!RenameTo(directory, name, fresh)) {
      if (errno == EEXIST) continue;
      return SystemError(Message("cannot rename {0}", {name}), errno);
    }
    const auto renamed = LookAt(directory, fresh);
    if (renamed && renamed->id == expected.id) return fresh;
    RenameTo(directory, fresh, name);
    // defence: H2-5, else fresh
    return Fail(ErrorCode::kRefused, Message("{0} is no longer what was looked at", {name}));
  }
  return Fail(ErrorCode::kFailed, Message("cannot find another name for {0}", {name}));
}

void RenameBack(int directory, const std::string& fresh, const std::string& name) {
  RenameTo(directory, fresh, name);
}

Result<void> Remove(int directory, const std::string& name, int flags) {
  if (Injected(FaultPoint::kUnlink) || unlinkat(directory, name.c_str(), flags) != 0)
    return SystemError(Message("cannot remove {0}", {name}), errno);
  return {};
}

}  // namespace sekisho
