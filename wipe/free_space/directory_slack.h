// Names that a directory which stays still holds between its entries: ext4 splits a full block by
// copying half of its entries to a new one, and what they covered stays until something is removed
// there (ATTACKS H5, H10).
#pragma once

#include "base/files/files.h"

namespace sekisho {

// Whether a block of an ext directory has nothing but its entries: all else in it is zero. `index`:
// the block is the first of a directory with an index (htree). What cannot be judged is not clean.
bool DirectoryBlockIsClean(ByteView block, bool index, bool has_checksums);

// The same of all blocks of an open directory, read from `device` by where the file system says
// that they are. Everything has to be synced before.
bool DirectoryIsClean(int directory, int device, uint32_t block_bytes, bool has_checksums);

}  // namespace sekisho
