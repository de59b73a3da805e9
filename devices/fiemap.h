// Asking a file system where it keeps a file (FIEMAP, Documentation/filesystems/fiemap.rst of
// Linux).
#pragma once

#include <linux/fiemap.h>

#include <cstdint>
#include <functional>

namespace sekisho {

enum class ExtentWalk { kWhole, kStopped, kNotTold };

// Calls `visit` with each extent of the open file, in order of its offsets, until it says false.
// `flags` are FIEMAP's own. kNotTold, with errno set, when the file system does not answer (any
// more).
ExtentWalk ForEachExtent(int fd, uint32_t flags,
                         const std::function<bool(const fiemap_extent&)>& visit);

}  // namespace sekisho
