// Where a file's bytes are, and what about them an overwrite could not reach (ATTACKS H3).
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"

namespace sekisho {

struct Extent {
  uint64_t offset = 0;
  uint64_t bytes = 0;
};

struct FileLayout {
  // What has blocks, in order, without overlap, to the end of the last block; allocated blocks
  // behind the end of the file are in it, holes are not.
  std::vector<Extent> extents;
  uint64_t bytes = 0;  // their sum

  bool shared = false;       // blocks shared with a reflinked copy or a snapshot
  bool inlined = false;      // data inside metadata, or packed with another file's
  bool encoded = false;      // compressed or encrypted by the file system
  bool journaled = false;    // chattr +j: data goes through the journal
  bool immutable = false;    // chattr +i
  bool append_only = false;  // chattr +a
  bool mapped = false;       // the file system told its extents (FIEMAP), so the above is known
};

// Flushes the file and asks for its layout: FIEMAP, else SEEK_DATA and SEEK_HOLE, else the whole
// length. `block_bytes` is what ends are rounded up to when the extents are not told. Changes
// nothing. kIo on failure.
Result<FileLayout> ReadLayout(int fd, uint64_t file_bytes, uint32_t block_bytes);

// The attribute flags alone, for directories.
FileLayout ReadFlags(int fd);

}  // namespace sekisho
