// What is on a mounted ext file system, counted by walking all of it: in a private clone of its
// mount, where nothing that is mounted below hides a part of it.
#pragma once

#include "devices/file_system.h"

namespace sekisho {

struct InodeCensus {
  uint64_t in_use = 0;  // by the file system's own account
  uint64_t found = 0;   // that have a name, or are known to be the file system's own
};

// Equal, as long as nothing is in use that has no name: what was deleted and is still held, or what
// the file system has lost. `root` is open on the root of the mount `on`. kRefused when it cannot
// be walked or its superblock not be read.
Result<InodeCensus> CountInodes(int root, const FileSystemInfo& on);

struct DirectoryCensus {
  uint64_t directories = 0;
  uint64_t clean =
      0;  // hold no names but those of their entries (wipe/free_space/directory_slack.h)
};

// kRefused likewise. Everything has to be synced before.
Result<DirectoryCensus> CountCleanDirectories(int root, const FileSystemInfo& on);

}  // namespace sekisho
