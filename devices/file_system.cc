#include "devices/file_system.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/files/files.h"
#include "base/text/message.h"
#include "devices/entry.h"

namespace sekisho {
namespace {

struct KindOfMagic {
  uint64_t magic;
  FileSystemKind kind;
};

// statfs(2), linux/magic.h, and the file systems' own sources.
constexpr std::array kMagics = {
    KindOfMagic{0xEF53, FileSystemKind::kExt},
    KindOfMagic{0x58465342, FileSystemKind::kXfs},
    KindOfMagic{0x4D44, FileSystemKind::kFat},
    KindOfMagic{0x2011BAB0, FileSystemKind::kFat},
    KindOfMagic{0x01021994, FileSystemKind::kTmpfs},
    KindOfMagic{0x858458F6, FileSystemKind::kTmpfs},
    KindOfMagic{0x9123683E, FileSystemKind::kBtrfs},
    KindOfMagic{0x2FC12FC1, FileSystemKind::kZfs},
    KindOfMagic{0xF2F52010, FileSystemKind::kF2fs},
    KindOfMagic{0x794C7630, FileSystemKind::kOverlay},
    KindOfMagic{0x65735546, FileSystemKind::kFuse},
    KindOfMagic{0x6969, FileSystemKind::kNetwork},
    KindOfMagic{0xFE534D42, FileSystemKind::kNetwork},
    KindOfMagic{0xFF534D42, FileSystemKind::kNetwork},
    KindOfMagic{0x517B, FileSystemKind::kNetwork},
    KindOfMagic{0x01021997, FileSystemKind::kNetwork},
    KindOfMagic{0x00C36400, FileSystemKind::kNetwork},
    KindOfMagic{0x9FA0, FileSystemKind::kPseudo},
    KindOfMagic{0x62656572, FileSystemKind::kPseudo},
    KindOfMagic{0x27E0EB, FileSystemKind::kPseudo},
    KindOfMagic{0x63677270, FileSystemKind::kPseudo},
    KindOfMagic{0x64626720, FileSystemKind::kPseudo},
    KindOfMagic{0x74726163, FileSystemKind::kPseudo},
    KindOfMagic{0x73636673, FileSystemKind::kPseudo},
    KindOfMagic{0xCAFE4A11, FileSystemKind::kPseudo},
    KindOfMagic{0x1CD1, FileSystemKind::kPseudo},
    KindOfMagic{0x42494E4D, FileSystemKind::kPseudo},
    KindOfMagic{0xDE5E81E4, FileSystemKind::kPseudo},
};

bool IsNetwork(std::string_view type) {
  for (const char* network : {"9p", "nfs", "nfs4", "cifs", "smb3", "ceph", "afs", "vboxsf"})
    if (type == network) return true;
  return false;
}

FileSystemKind KindOfBtrfs(std::string_view options) {
  for (const char* compressed : {"compress", "compress=", "compress-force", "compress-force="})
    if (HasOption(options, compressed)) return FileSystemKind::kBtrfsCompressed;
  return HasOption(options, "nodatacow") ? FileSystemKind::kBtrfsNoDataCow : FileSystemKind::kBtrfs;
}

bool WritesInPlace(FileSystemKind kind) {
  return kind == FileSystemKind::kExt || kind == FileSystemKind::kXfs ||
         kind == FileSystemKind::kFat || kind == FileSystemKind::kTmpfs;
}

std::string ReadProc(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// /proc/fs/ext4/NAME/options lists every option in force, one a line.
std::string ExtOptions(const Mount& mount) {
  const std::string link = "/sys/dev/block/" + FormatDeviceNumber(mount.device);
  char target[PATH_MAX];
  const ssize_t length = readlink(link.c_str(), target, sizeof target);
  if (length <= 0) return "";
  const std::string name = BaseNameOf(std::string(target, static_cast<size_t>(length)));
  return ReadProc("/proc/fs/ext4/" + name + "/options");
}

// The mount with that id, as far as the kernel tells.
Mount MountOf(uint64_t id, decltype(statfs::f_type) magic) {
  const auto mounts = ReadMounts(SystemView());
  if (!mounts) return {};
  for (const Mount& mount : *mounts) {
    if (mount.id != id) continue;
    Mount found = mount;
    // In a chroot the type of "/" is not told; its journal's mode is asked for, then.
    if (found.type.empty() && magic == EXT4_SUPER_MAGIC) found.type = "ext4";
    return found;
  }
  return {};
}

}  // namespace

FileSystemKind ClassifyFileSystem(uint64_t magic, std::string_view type, std::string_view options) {
  if (type == "devtmpfs" || type == "sysfs" || type == "proc") return FileSystemKind::kPseudo;
  if (type.starts_with("fuse")) return FileSystemKind::kFuse;
  if (IsNetwork(type)) return FileSystemKind::kNetwork;
  for (const KindOfMagic& known : kMagics) {
    if (known.magic != (magic & 0xFFFFFFFF)) continue;
    // One that passes on the number of what it stands on (ecryptfs; 9p does, too) is not that.
    if (WritesInPlace(known.kind) && !type.empty() && !MayBeCalled(known.kind, type))
      return FileSystemKind::kUnknown;
    if (known.kind == FileSystemKind::kExt && HasOption(options, "data=journal"))
      return FileSystemKind::kExtDataJournal;
    return known.kind == FileSystemKind::kBtrfs ? KindOfBtrfs(options) : known.kind;
  }
  return FileSystemKind::kUnknown;
}

bool MayBeCalled(FileSystemKind kind, std::string_view type) {
  switch (kind) {
    case FileSystemKind::kExt:
      return type == "ext2" || type == "ext3" || type == "ext4";
    case FileSystemKind::kExtDataJournal:
      return type == "ext3" || type == "ext4";
    case FileSystemKind::kXfs:
      return type == "xfs";
    case FileSystemKind::kFat:
      return type == "vfat" || type == "msdos" || type == "exfat";
    case FileSystemKind::kTmpfs:
      return type == "tmpfs" || type == "ramfs";
    case FileSystemKind::kWholeDevice:
    case FileSystemKind::kPartition:
    case FileSystemKind::kPartOfImage:
      return type.empty();
    default:
      return false;
  }
}

Result<FileSystemInfo> ProbeFileSystem(int fd) {
  ASSIGN_OR_RETURN(const EntryInfo self, LookAt(fd, ""));
  struct statfs numbers {};
  if (fstatfs(fd, &numbers) != 0)
    return SystemError(Message("cannot look at the file system"), errno);
  FileSystemInfo info;
  info.mount = MountOf(self.mount_id, numbers.f_type);
  std::string options = info.mount.options;
  bool journal_mode_known = true;
  if (info.mount.type == "ext3" || info.mount.type == "ext4") {
    const std::string in_force = ExtOptions(info.mount);
    journal_mode_known = !in_force.empty();
    options += "," + in_force;
  }
  const auto magic = static_cast<uint64_t>(static_cast<uint32_t>(numbers.f_type));
  info.kind = ClassifyFileSystem(magic, info.mount.type, options);
  // Without its mount nothing is known about a journal, nor about what lies underneath.
  if (info.mount.point.empty() || !journal_mode_known) info.kind = FileSystemKind::kUnknown;
  info.read_only = (numbers.f_flags & ST_RDONLY) != 0;
  return info;
}

}  // namespace sekisho
