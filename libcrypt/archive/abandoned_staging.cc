#include "libcrypt/archive/abandoned_staging.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "libcrypt/archive/beneath.h"

namespace sekisho {
namespace {

constexpr std::string_view kPrefix = ".sekisho-";
constexpr size_t kHexDigits = 16;

bool IsStagingName(std::string_view name) {
  return name.size() == kPrefix.size() + kHexDigits && name.starts_with(kPrefix) &&
         name.find_first_not_of("0123456789abcdef", kPrefix.size()) == name.npos;
}

// As HoldStaging leaves it; the set-group-ID bit is inherited.
bool IsOurs(int directory) {
  struct stat info {};
  return fstat(directory, &info) == 0 && info.st_uid == geteuid() &&
         (info.st_mode & 07777 & ~S_ISGID) == 0700;
}

bool NobodyElseMayRename(int parent) {
  struct stat info {};
  if (fstat(parent, &info) != 0) return false;
  const bool shared = (info.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  return (info.st_uid == geteuid() || info.st_uid == 0) &&
         (!shared || (info.st_mode & S_ISVTX) != 0);
}

// With modes, too: by those one that is just being made is known.
bool IsOfThisMachineAlone(int directory) {
  constexpr std::array<uint32_t, 6> kTypes = {EXT4_SUPER_MAGIC,  XFS_SUPER_MAGIC,
                                              BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC,
                                              TMPFS_MAGIC,       OVERLAYFS_SUPER_MAGIC};
  struct statfs info {};
  return fstatfs(directory, &info) == 0 &&
         std::find(kTypes.begin(), kTypes.end(), static_cast<uint32_t>(info.f_type)) !=
             kTypes.end();
}

bool IsAbandoned(int directory) { return flock(directory, LOCK_EX | LOCK_NB) == 0; }

}  // namespace

std::string StagingName(ByteView unique8) { return std::string(kPrefix) + HexEncode(unique8); }

void HoldStaging(int directory) {
  static_cast<void>(flock(directory, LOCK_EX | LOCK_NB));
  static_cast<void>(fchmod(directory, 0700));  // FAT keeps no modes
}

void RemoveAbandonedStaging(int parent) {
  if (!NobodyElseMayRename(parent) || !IsOfThisMachineAlone(parent)) return;
  for (const std::string& name : NamesIn(parent, IsStagingName)) {
    const UniqueFd directory(
        openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory.valid() || !IsOurs(directory.get()) || !IsAbandoned(directory.get())) continue;
    // Through the descriptor: the name may be another directory by now. That one is not empty.
    if (RemoveContents(directory.get())) unlinkat(parent, name.c_str(), AT_REMOVEDIR);
  }
}

}  // namespace sekisho
