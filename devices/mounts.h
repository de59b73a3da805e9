// What is mounted where (proc(5), /proc/PID/mountinfo).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "devices/system_view.h"

namespace sekisho {

struct Mount {
  uint64_t id = 0;
  DeviceNumber device;
  std::string root;   // the part of the file system that is mounted: "/", or a bind mount's subtree
  std::string point;  // where
  std::string options;  // of the mount and of the file system, joined by a comma
  std::string type;     // of the file system
  std::string source;   // as the mounter named it: /dev/sdb1, tmpfs
};

// All lines, in their order. kMalformed, naming the line, when one does not follow the format;
// bounded at 16 MiB.
Result<std::vector<Mount>> ParseMountinfo(std::string_view text);

// This process's mounts. In a chroot the kernel does not list what `/` is on: it is added, with the
// device number that stat(2) tells, and with neither a type nor a source.
Result<std::vector<Mount>> ReadMounts(const SystemView& view);

// The mount that `real_path` (absolute, without links) is on: the one with `mount_id` (statx(2)) if
// known, else the longest mount point above it, the latest among equals. nullptr if there is none.
const Mount* FindMount(const std::vector<Mount>& mounts, std::string_view real_path,
                       std::optional<uint64_t> mount_id = {});

// Whether `wanted` is among options that are apart by commas or line feeds; with a "=" at its end,
// with any value.
bool HasOption(std::string_view options, std::string_view wanted);

// Whether `path` is `directory` or below it; both real and absolute.
bool LiesIn(std::string_view path, std::string_view directory);

}  // namespace sekisho
