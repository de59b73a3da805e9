// One look at a directory entry, without opening or following it, and which mount it is on.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/files/files.h"

namespace sekisho {

struct Node {
  mode_t mode = 0;
  uint64_t inode = 0;
  dev_t device = 0;
  uint64_t size = 0;             // bytes
  uint64_t allocated_bytes = 0;  // 512-byte blocks in use
  uint64_t links = 0;
  std::optional<uint64_t> mount_id;  // absent before Linux 5.8
  bool is_mount_root = false;        // the root of a mount; false before Linux 5.8
};

// statx(2) of `name` in `directory`, not following a link, not triggering an automount.
// kNotFound or kIo otherwise.
Result<Node> LookAtEntry(int directory, const std::string& name);

// The same of an open descriptor.
Result<Node> LookAtFd(int fd);

bool SameFile(const Node& a, const Node& b);
bool SameMount(const Node& a, const Node& b);

// realpath(3): absolute, without links; the path must exist.
Result<std::string> RealPath(const std::string& path);

}  // namespace sekisho
