// What the journal of an ext file system still holds of files' contents: from a mount with
// data=journal, long over when the file system is mounted otherwise (ATTACKS H11).
//
// Read as the kernel's Documentation/filesystems/ext4, "Journal (jbd2)", says: descriptor blocks
// list which blocks of the file system the following ones are copies of. A descriptor may have been
// overwritten while its copies are still there; those are known by what they hold.
#pragma once

#include <functional>
#include <unordered_set>

#include "base/files/files.h"
#include "devices/file_system.h"

namespace sekisho {

struct JournalContents {
  uint32_t block_bytes = 0;               // 0: there is no journal
  std::unordered_set<uint64_t> copied;    // blocks of the file system
  std::unordered_set<uint64_t> unlisted;  // digests of blocks that no descriptor lists
};

// Told of each block of a journal in order.
class JournalReader {
 public:
  // kMalformed when `superblock`, the journal's first block, is none.
  static Result<JournalReader> Begin(ByteView superblock);
  void Add(ByteView block);
  JournalContents Finish() && { return std::move(contents_); }

 private:
  JournalReader() = default;
  void AddDescriptor(ByteView block);

  JournalContents contents_;
  uint32_t features_ = 0;
  size_t listed_ = 0;  // so many of the following are copies
};

// All of the journal of the mounted file system `on`. kRefused, in a sentence for a report, when it
// cannot be read (that takes root), lies on another device, or in more pieces than the superblock
// tells of.
Result<JournalContents> ReadJournalContents(const FileSystemInfo& on);

// Whether the journal may hold a copy of a block of the open file `fd`: by where it lies, or by
// what it holds. kIo when that cannot be found out.
Result<bool> MayHold(const JournalContents& journal, int fd);

}  // namespace sekisho
