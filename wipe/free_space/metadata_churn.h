// Overwriting what a file system keeps outside of its files' blocks: free inodes, and the journal.
//
// ext4 zeroes an inode's whole place in the inode table when it is made (ext4_do_update_inode with
// EXT4_STATE_NEW), so making a file in every free inode overwrites names of symbolic links and
// attributes that lie there. The journal, and xfs's log, is a ring: attributes that fill most of a
// block each are changed until twice the ring's size has gone through it. (A file whose data is
// journaled, chattr +j, would do the same on ext4, and needs CAP_SYS_RESOURCE, which root in a
// container may lack.) xfs does not zero inodes: nothing is claimed for names there.
#pragma once

#include "base/random.h"
#include "devices/file_system.h"
#include "wipe/free_space/ext_superblock.h"
#include "wipe/free_space/workspace.h"

namespace sekisho {

struct ChurnTally {
  uint64_t inodes_free = 0;    // when it began
  uint64_t inodes = 0;         // made and removed
  uint64_t journal_bytes = 0;  // written through the journal
};

// Makes files until there is no free inode (xfs: a bounded number), syncs, and removes them.
Result<void> UseFreeInodes(Workspace& workspace, const FileSystemInfo& on, Random& random,
                           ChurnTally& tally);

// The size of the journal in bytes, 0 without one; nothing is written. `root` is open on the file
// system. kRefused when it cannot be measured: the device cannot be read (root can), the journal is
// on another device, or fast commits keep names in a part of their own.
Result<uint64_t> MeasureJournal(int root, const FileSystemInfo& on);

// kRefused as MeasureJournal.
Result<void> PassJournal(Workspace& workspace, const FileSystemInfo& on, Random& random,
                         ChurnTally& tally);

// The journal's size in bytes from an ext superblock (the kernel's Documentation/filesystems/ext4,
// "The Super Block": s_jnl_blocks), 0 without one. kRefused as above, kMalformed when it is none.
Result<uint64_t> JournalBytes(ByteView superblock);

}  // namespace sekisho
