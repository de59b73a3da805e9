#include "libcrypt/abandoned_staging.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "libcrypt/beneath.h"

namespace sekisho {
namespace {

constexpr std::string_view kPrefix = ".sekisho-";
constexpr size_t kHexDigits = 16;

bool IsStagingName(std::string_view name) {
  return name.size() == kPrefix.size() + kHexDigits && name.starts_with(kPrefix) &&
         name.find_first_not_of("0123456789abcdef", kPrefix.size()) == name.npos;
}

// 0700 and this user's, as it was made.
bool IsOurs(int directory) {
  struct stat info {};
  return fstat(directory, &info) == 0 && info.st_uid == geteuid() && (info.st_mode & 07777) == 0700;
}

bool IsAbandoned(int directory) { return flock(directory, LOCK_EX | LOCK_NB) == 0; }

}  // namespace

std::string StagingName(ByteView unique8) { return std::string(kPrefix) + HexEncode(unique8); }

bool HoldStaging(int directory) {
  return flock(directory, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

void RemoveAbandonedStaging(int parent) {
  for (const std::string& name : NamesIn(parent, IsStagingName)) {
    const UniqueFd directory(
        openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory.valid() || !IsOurs(directory.get()) || !IsAbandoned(directory.get())) continue;
    // Through the descriptor: the name may be another directory by now. That one is not empty.
    if (RemoveContents(directory.get())) unlinkat(parent, name.c_str(), AT_REMOVEDIR);
  }
}

}  // namespace sekisho
