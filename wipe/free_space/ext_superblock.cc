#include "wipe/free_space/ext_superblock.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/text/message.h"
#include "base/text/next_steps.h"

namespace sekisho {

bool IsExt(FileSystemKind kind) {
  return kind == FileSystemKind::kExt || kind == FileSystemKind::kExtDataJournal;
}

Result<ExtSuperblock> ParseExtSuperblock(ByteView superblock) {
  const auto word = [&](size_t at) {
    return uint32_t{superblock[at]} | uint32_t{superblock[at + 1]} << 8 |
           uint32_t{superblock[at + 2]} << 16 | uint32_t{superblock[at + 3]} << 24;
  };
  constexpr uint32_t kLargestShift = 6;  // blocks of 64 KiB
  if (superblock.size() < kExtSuperblockBytes || superblock[0x38] != 0x53 ||
      superblock[0x39] != 0xEF || word(0x18) > kLargestShift)
    return Fail(ErrorCode::kMalformed, Message("there is no ext superblock"));  // defence: H10-1
  ExtSuperblock found;
  found.block_bytes = 1024U << word(0x18);
  if (word(0x4C) >= 1) found.first_inode = word(0x54);
  found.has_journal = (word(0x5C) & 0x4) != 0;
  if ((word(0x5C) & 0x1000) != 0) found.orphan_file_inode = word(0x280);
  if ((word(0x64) & 0x2000) != 0) found.quota_inode = word(0x26C);
  found.has_checksums = (word(0x64) & 0x400) != 0;
  return found;
}

Result<UniqueFd> OpenExtDevice(const FileSystemInfo& on) {
  UniqueFd device(open(on.mount.source.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  const bool readable = device.valid() && fstat(device.get(), &info) == 0 &&
                        S_ISBLK(info.st_mode) && NumberOf(info.st_rdev) == on.mount.device;
  if (readable) return device;
  // defence: H11-1, else UniqueFd()
  return Fail(ErrorCode::kRefused,
              Message("the journal of {0} cannot be measured without reading {1}",
                      {on.mount.point, on.mount.source}),
              next::WipeFreeSpaceAsRoot());
}

Result<Bytes> ReadExtSuperblock(int device) {
  Bytes superblock(kExtSuperblockBytes);
  ASSIGN_OR_RETURN(const size_t got, ReadFullAt(device, superblock, kExtSuperblockBytes));
  superblock.resize(got);
  return superblock;
}

}  // namespace sekisho
