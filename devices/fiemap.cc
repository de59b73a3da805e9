#include "devices/fiemap.h"

#include <linux/fs.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <vector>

namespace sekisho {
namespace {

constexpr uint32_t kExtentsAtOnce = 256;

}  // namespace

ExtentWalk ForEachExtent(int fd, uint32_t flags,
                         const std::function<bool(const fiemap_extent&)>& visit) {
  std::vector<uint64_t> memory(
      (sizeof(fiemap) + kExtentsAtOnce * sizeof(fiemap_extent)) / sizeof(uint64_t) + 1);
  auto* const request = reinterpret_cast<fiemap*>(memory.data());
  const auto* const found = reinterpret_cast<const fiemap_extent*>(request + 1);
  for (uint64_t start = 0;;) {
    std::fill(memory.begin(), memory.end(), 0);
    request->fm_start = start;
    request->fm_length = FIEMAP_MAX_OFFSET - start;
    request->fm_flags = flags;
    request->fm_extent_count = kExtentsAtOnce;
    if (ioctl(fd, FS_IOC_FIEMAP, request) != 0) return ExtentWalk::kNotTold;
    for (uint32_t i = 0; i < request->fm_mapped_extents; ++i) {
      if (!visit(found[i])) return ExtentWalk::kStopped;
      if ((found[i].fe_flags & FIEMAP_EXTENT_LAST) != 0) return ExtentWalk::kWhole;
      start = found[i].fe_logical + found[i].fe_length;
    }
    if (request->fm_mapped_extents == 0) return ExtentWalk::kWhole;
  }
}

}  // namespace sekisho
