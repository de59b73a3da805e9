// Blocks that a file system keeps back even from root: ext4's reserved clusters (for delayed
// allocation, /sys/fs/ext4/DEVICE/reserved_clusters) and xfs's reserve (XFS_IOC_SET_RESBLKS, a
// counter). Stale data lies in them like in any free block.
//
// They protect other programs' writes, so they are lifted only for the moment in which the last
// free blocks are taken, and their old value is written down before, so that the next run can put
// it back after a kill.
#pragma once

#include <string>

#include "base/result.h"
#include "devices/file_system.h"

namespace sekisho {

inline constexpr char kReserveRecord[] = "reserved-blocks";

class ReservedBlocks {
 public:
  // `root` is a descriptor on the file system, `workspace` the directory that holds the record.
  // Both are borrowed. A record that is there already is put into force first.
  static Result<ReservedBlocks> Find(int root, int workspace, const FileSystemInfo& on,
                                     const std::string& sys = "/sys");

  ReservedBlocks(ReservedBlocks&& other) noexcept;
  ReservedBlocks& operator=(ReservedBlocks&&) = delete;
  ~ReservedBlocks();

  // Keeps the value where the next run finds it: before the free space is filled, since there may
  // be no room for it later. kRefused without the right to.
  Result<void> WriteDown();
  // Likewise.
  Result<void> Lift();
  Result<void> Restore();

 private:
  ReservedBlocks() = default;
  Result<uint64_t> Get() const;
  Result<void> Set(uint64_t blocks) const;
  Result<void> PutRecordIntoForce();

  FileSystemKind kind_ = FileSystemKind::kUnknown;
  int root_ = -1;
  int workspace_ = -1;
  std::string setting_;  // ext4's file in sysfs
  uint64_t before_ = 0;
  bool written_down_ = false;
  bool lifted_ = false;
};

}  // namespace sekisho
