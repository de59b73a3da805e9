// What a disk or a partition is used for now, from sysfs and proc: the reasons not to overwrite it
// (ATTACKS H1). It writes nothing and opens no device.
//
// What it cannot see: mounts of other mount namespaces whose processes it may not look at, or that
// no process is in; file systems that were unmounted lazily and are still in use. Whoever writes
// opens the device with O_EXCL, too, so that the kernel has the last word.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"

namespace sekisho {

enum class DeviceUseKind {
  kRoot,     // what the running system is on
  kMounted,  // a mount, in any namespace that can be seen
  kSwap,
  kLoopFile,  // holds the file of another loop device
  kStacked,   // device-mapper or md on it that is not itself used otherwise
  kReadOnly,  // the device refuses writing
};

struct DeviceUse {
  DeviceUseKind kind = DeviceUseKind::kMounted;
  std::string
      device;         // the kernel's name of the disk, partition or holder that is used: sda1, dm-0
  std::string where;  // a mount point or a file; else empty
  friend bool operator==(const DeviceUse&, const DeviceUse&) = default;
};

// Every use of the device with the number `device`: of itself, its partitions, the disk it is a
// partition of when that is used whole, and everything stacked upon them, however deep. Each once,
// the worst first. `sys` and `proc` are where sysfs and proc are mounted. kNotFound when sysfs
// knows no such device; kIo when mounts cannot be read: then nothing may be concluded.
Result<std::vector<DeviceUse>> UsesOfDevice(dev_t device, const std::string& sys = "/sys",
                                            const std::string& proc = "/proc");

// kRefused, with the worst use in words and what helps; nothing wrong when `uses` is empty. `shown`
// is how the device was named.
Result<void> RefuseDeviceInUse(const std::string& shown, const std::vector<DeviceUse>& uses);

}  // namespace sekisho
