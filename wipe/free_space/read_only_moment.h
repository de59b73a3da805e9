// Evidence that nothing deleted is still in use on a file system, which asks nobody's /proc: the
// kernel makes it read-only only when nothing has it open for writing and no deleted inode is held,
// by whomever: a process of any namespace, a loop device, a descriptor in flight in a socket
// (the kernel's sb_prepare_remount_readonly; ATTACKS H8).
#pragma once

#include <string>

#include "devices/file_system.h"

namespace sekisho {

struct ReadOnlyMoment {
  bool was_possible = false;
  std::string why_not;  // a sentence
};

// Makes the file system mounted at `root` (an open descriptor) read-only and writable again at
// once, after a sync. Not tried on what the running system is on, where somebody else could meet
// it: for that moment nobody can open a file for writing there. Options and the mount's own flags
// stay. kFailed when it could not be made writable again.
Result<ReadOnlyMoment> MakeReadOnlyForAMoment(int root, const FileSystemInfo& on);

}  // namespace sekisho
