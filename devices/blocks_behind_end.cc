#include "devices/blocks_behind_end.h"

#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>

#include <cstring>

namespace sekisho {

BehindEnd LookBehindEnd(int fd, uint64_t size) {
  struct statvfs info {};
  if (fstatvfs(fd, &info) != 0 || info.f_bsize == 0) return BehindEnd::kNotTold;
  const uint64_t block = info.f_bsize;
  struct fiemap map;  // no room for extents: only their number is told
  std::memset(&map, 0, sizeof map);
  map.fm_start = (size / block + (size % block == 0 ? 0 : 1)) * block;
  map.fm_length = FIEMAP_MAX_OFFSET - map.fm_start;
  if (ioctl(fd, FS_IOC_FIEMAP, &map) != 0) return BehindEnd::kNotTold;
  return map.fm_mapped_extents == 0 ? BehindEnd::kNothing : BehindEnd::kBlocks;
}

}  // namespace sekisho
