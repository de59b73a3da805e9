// Who else writes to files, from before they are overwritten until they are unlinked.
//
// inotify(7) tells who closes a file that was open for writing; who still has it open keeps the
// kernel from giving a lease (fcntl(2), F_SETLEASE). Who only reads is neither.
//
// What it cannot see: a file that somebody shortens or makes longer by its name alone, truncate(2):
// its size tells that; whoever closes a file in the very moment in which our own descriptor is
// closed; other machines, of network file systems.
#pragma once

#include <map>

#include "devices/entry.h"

namespace sekisho {

enum class Writers { kNone, kSome, kUnknown };

class WriteWatch {
 public:
  // From now on, until End. `fd` is the caller's own, open for writing. kFailed when the kernel
  // does not watch it: nothing is known then.
  Result<void> Begin(const FileId& file, int fd);
  // Closes the caller's own, which counts as nobody's.
  void CloseOwn(const FileId& file, UniqueFd fd);
  // Whether somebody who had it open for writing has closed it.
  bool WasWritten(const FileId& file);
  void End(const FileId& file);

 private:
  void ReadEvents();
  void Note(int number, uint32_t what);

  UniqueFd events_;
  std::map<FileId, int> numbers_;    // the kernel's
  std::map<int, bool> was_written_;  // by these
};

// Whether anybody has the file open for writing, or mapped so; `fd` is open for reading. With kNone
// nobody can open it for writing until `fd` is closed: they wait. kUnknown where the file system
// has no leases, and without root for the files of others.
Writers HoldOffWriters(int fd);

// kFailed.
Error WrittenMeanwhile();

}  // namespace sekisho
