// Files that are the medium of a loop device: the kernel alone has them open, and no process does.
#pragma once

#include <map>
#include <string>

#include "devices/entry.h"

namespace sekisho {

// Each file behind a loop device, and that device's path. What has been deleted, or lies where its
// name cannot be followed, is left out: it cannot be a target either. `sys`: where sysfs is.
std::map<FileId, std::string> FilesBehindLoopDevices(const std::string& sys = "/sys");

}  // namespace sekisho
