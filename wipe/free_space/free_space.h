// The free space of a mounted file system: what was deleted, truncated or rewritten before lies
// there, and names and attributes in freed metadata (docs/design.md, section 8; ATTACKS H4, H5).
//
// 1. Free inodes are used and freed again.
// 2. The journal is passed twice.
// 3. Free blocks are filled down to a reserve, so that other programs can go on, and read back.
// 4. The file system's own reserve is lifted, the last blocks are taken, synced and read back, and
//    all is given back at once: only then is the file system full, for as short as possible.
#pragma once

#include <functional>

#include "base/random.h"
#include "devices/file_system.h"
#include "wipe/free_space/census.h"

namespace sekisho {

struct FreeSpaceTally {
  uint64_t bytes_written = 0;
  uint64_t bytes_verified = 0;
  uint64_t inodes_used = 0;
  uint64_t journal_bytes = 0;    // written to pass the journal
  bool journal_passed = false;   // or there is none
  uint64_t bytes_left = 0;       // free for root, by the file system's own account, when fullest
  bool reserve_reached = false;  // the last blocks were taken, too
  bool nothing_deleted_in_use = false;  // before, by wipe/free_space/read_only_moment.h
  uint64_t inodes_free = 0;             // before
  InodeCensus inodes;                   // before, on ext
  DirectoryCensus directories;          // afterwards, on ext
  std::string remark;                   // why something of this could not be found out
};

// What is kept free until the last step: an eighth of the free space, between 16 MiB and 1 GiB.
uint64_t DefaultReserve(uint64_t free_bytes);

// How many bytes will be written and read back, for a progress line.
uint64_t FreeSpaceWork(int root);

struct FreeSpacePolicy {
  uint64_t keep_bytes = 0;   // 0: DefaultReserve
  bool best_effort = false;  // go on where a step is not possible; the claim is the caller's
  std::function<void(uint64_t bytes)> on_bytes;
};

// `root` is open on the root of the mount `on`. Everything is given back, whatever happens; after a
// kill, by the next run. kRefused when a step is not possible (without root, most are not); kIo,
// kVerdict as SpaceFiller; kInterrupted.
Result<void> WipeFreeSpace(int root, const FileSystemInfo& on, const FreeSpacePolicy& policy,
                           Random& random, FreeSpaceTally& tally);

}  // namespace sekisho
