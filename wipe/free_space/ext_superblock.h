// What an ext2, ext3 or ext4 superblock says, as far as it matters for what may still lie on it
// (the kernel's Documentation/filesystems/ext4, "The Super Block").
#pragma once

#include "base/files/files.h"
#include "devices/file_system.h"

namespace sekisho {

inline constexpr size_t kExtSuperblockBytes = 1024;

struct ExtSuperblock {
  uint32_t block_bytes = 0;
  uint32_t first_inode = 11;  // of those that have names; the lower ones are the file system's own
  uint32_t orphan_file_inode = 0;  // 0: none. Not below first_inode, and without a name
  uint32_t quota_inode = 0;        // of projects, likewise
  bool has_journal = false;
  bool has_checksums = false;  // of metadata, which directory blocks end with
};

// kMalformed when it is none.
Result<ExtSuperblock> ParseExtSuperblock(ByteView superblock);

// The block device under a mounted ext file system, for reading. kRefused when it cannot be read or
// is another one than the mount's.
Result<UniqueFd> OpenExtDevice(const FileSystemInfo& on);

// The 1024 bytes; fewer when there are not so many.
Result<Bytes> ReadExtSuperblock(int device);

bool IsExt(FileSystemKind kind);

}  // namespace sekisho
