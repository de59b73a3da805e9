#include "devices/node.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "base/text/message.h"

namespace sekisho {
namespace {

Result<Node> Look(int fd, const char* name, int flags, const std::string& what) {
  struct statx info {};
  if (statx(fd, name, flags | AT_NO_AUTOMOUNT, STATX_BASIC_STATS | STATX_MNT_ID, &info) != 0)
    return SystemError(Message("cannot look at {0}", {what}), errno);
  Node node;
  node.mode = info.stx_mode;
  node.inode = info.stx_ino;
  node.device = makedev(info.stx_dev_major, info.stx_dev_minor);
  node.size = info.stx_size;
  node.allocated_bytes = info.stx_blocks * 512;
  node.links = info.stx_nlink;
  if ((info.stx_mask & STATX_MNT_ID) != 0) node.mount_id = info.stx_mnt_id;
  node.is_mount_root = (info.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
  return node;
}

}  // namespace

Result<Node> LookAtEntry(int directory, const std::string& name) {
  return Look(directory, name.c_str(), AT_SYMLINK_NOFOLLOW, name);
}

Result<Node> LookAtFd(int fd) { return Look(fd, "", AT_EMPTY_PATH, Message("an open file")); }

bool SameFile(const Node& a, const Node& b) {
  return a.inode == b.inode && a.device == b.device && (a.mode & S_IFMT) == (b.mode & S_IFMT);
}

bool SameMount(const Node& a, const Node& b) {
  if (a.mount_id && b.mount_id) return *a.mount_id == *b.mount_id;
  return a.device == b.device;
}

Result<std::string> RealPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr),
                                                         &std::free);
  if (real == nullptr) return SystemError(Message("cannot find {0}", {path}), errno);
  return std::string(real.get());
}

}  // namespace sekisho
