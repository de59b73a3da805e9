// Which file system something is on, as far as it matters for what an overwrite reaches.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "devices/mounts.h"

namespace sekisho {

enum class FileSystemKind {
  kExt,             // ext2, ext3, ext4 that write data in place (no journal, ordered, writeback)
  kExtDataJournal,  // ext3, ext4 with data=journal
  kXfs,
  kFat,  // FAT, exFAT
  kTmpfs,
  kBtrfs,
  kBtrfsNoDataCow,   // mounted with nodatacow
  kBtrfsCompressed,  // mounted with compress or compress-force
  kZfs,
  kF2fs,
  kOverlay,
  kFuse,
  kNetwork,      // NFS, SMB, 9p, Ceph
  kPseudo,       // proc, sysfs, devtmpfs and the like: no data of anybody's
  kWholeDevice,  // none: a disk itself was named
  kPartition,    // none: a partition itself
  kPartOfImage,  // none: a loop device that shows less than its image file
  kUnknown,
};

struct FileSystemInfo {
  FileSystemKind kind = FileSystemKind::kUnknown;
  Mount mount;  // without a point where it is not told
  bool read_only = false;
};

// From statfs(2)'s magic number, mountinfo's type and the options in force. `options` decides
// between ordered and data=journal, and between the ways to mount btrfs.
FileSystemKind ClassifyFileSystem(uint64_t magic, std::string_view type, std::string_view options);

// Whether the kernel's name for a file system of this kind may be `type`, as far as it is a kind
// that anything can be claimed on; of the others, never.
bool MayBeCalled(FileSystemKind kind, std::string_view type);

// The file system of an open descriptor. ext4's journal mode comes from /proc/fs/ext4 where it can
// be read, because mountinfo leaves out a mode that the superblock asks for. kIo on failure.
Result<FileSystemInfo> ProbeFileSystem(int fd);

}  // namespace sekisho
