// Which file system something is on, as far as it matters for what an overwrite reaches.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

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

// One line of /proc/self/mountinfo (devices/mount_table.h).
struct MountEntry {
  uint64_t id = 0;
  dev_t device = 0;
  std::string root;  // which directory of the file system is mounted
  std::string mount_point;
  std::string options;  // of the mount and of the file system, joined by a comma
  std::string type;
  std::string source;
};

// Lines that do not follow the format are left out.
std::vector<MountEntry> ParseMountInfo(std::string_view text);

struct FileSystemInfo {
  FileSystemKind kind = FileSystemKind::kUnknown;
  MountEntry mount;
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
