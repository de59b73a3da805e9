#include "devices/attributes.h"

#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/text/message.h"

namespace sekisho {
namespace {

std::vector<std::string> NamesIn(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const size_t end = list.find('\0');
    const std::string_view name = list.substr(0, end);
    if (!name.empty()) names.emplace_back(name);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Whether the file system keeps attributes for it, by FIEMAP; false where it does not tell.
bool HasHiddenAttributes(int fd) {
  struct fiemap map;
  std::memset(&map, 0, sizeof map);
  map.fm_length = FIEMAP_MAX_OFFSET;
  map.fm_flags = FIEMAP_FLAG_XATTR;
  return ioctl(fd, FS_IOC_FIEMAP, &map) == 0 && map.fm_mapped_extents > 0;
}

}  // namespace

Result<std::vector<std::string>> ListAttributes(int fd) {
  std::string buffer(XATTR_LIST_MAX, '\0');  // the kernel's own limit
  const ssize_t got = flistxattr(fd, buffer.data(), buffer.size());
  if (got < 0 && (errno == EOPNOTSUPP || errno == ENOSYS)) return std::vector<std::string>();
  if (got < 0) return SystemError(Message("cannot list the extended attributes"), errno);
  auto names = NamesIn(std::string_view(buffer).substr(0, static_cast<size_t>(got)));
  // The kernel lists no namespace that it does not know, and trusted.* to root alone.
  if (names.empty() && HasHiddenAttributes(fd)) names.emplace_back("hidden.");
  return names;
}

}  // namespace sekisho
