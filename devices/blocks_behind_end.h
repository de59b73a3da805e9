// Whether a file has blocks behind its end: set aside without being part of its content, they hold
// whatever was there before, or was put there (ATTACKS I10).
#pragma once

#include <cstdint>

namespace sekisho {

enum class BehindEnd {
  kNothing,
  kBlocks,
  kNotTold,  // the file system does not say
};

// Of the regular file `fd` of `size` bytes, open for reading: FIEMAP (Documentation/filesystems/
// fiemap.rst) from the end of the block in which the content ends.
BehindEnd LookBehindEnd(int fd, uint64_t size);

}  // namespace sekisho
