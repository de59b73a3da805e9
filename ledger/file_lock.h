// An advisory lock between processes, by flock(2) on a file of its own.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/files/files.h"

namespace sekisho {

// The mode and the group that a shared file and those beside it have.
struct FileAccess {
  mode_t mode = 0600;
  std::optional<gid_t> group;
};

// Gives the open file `fd` that mode and group, whatever the umask was.
Result<void> ApplyAccess(int fd, const FileAccess& access, const std::string& path);

// The process that is waited for. pid 0: the system does not say, or it is of another container.
struct LockHolder {
  pid_t pid = 0;
  std::string command;             // its name and its first argument, as that process tells them
  std::chrono::seconds running{};  // since it began
};
// "process 1234, sekisho request, running for 12 s".
std::string WordsOf(const LockHolder& holder);

// Called once, from another thread, when a lock has been waited for a second. May be empty.
using LockWaitFn = std::function<void(const LockHolder& holder)>;

// How long a lock is waited for without a word, and at all: what hangs must not stop an office.
struct LockPatience {
  std::chrono::milliseconds before_telling{1000};
  std::chrono::milliseconds in_all{60'000};
};

class FileLock {
 public:
  // Opens the lock file, making it when it is absent. A symbolic link, or anything that is not a
  // regular file, is refused (kRefused), never followed.
  static Result<FileLock> Open(const std::string& path, const FileAccess& access,
                               LockWaitFn waiting = {}, LockPatience patience = {});

  // Holds the lock as long as it lives. Not to be taken twice by one FileLock.
  class Held {
   public:
    explicit Held(int fd) : fd_(fd) {}
    Held(Held&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    Held& operator=(Held&&) = delete;
    ~Held();

   private:
    int fd_;
  };

  // Waits, first come first served, and says so after a second. kInterrupted; kFailed after a
  // minute, and when the lock file was removed or replaced meanwhile, so that it would lock nobody
  // else out.
  Result<Held> Acquire();

 private:
  FileLock(UniqueFd fd, std::string path, LockWaitFn waiting, LockPatience patience)
      : fd_(std::move(fd)),
        path_(std::move(path)),
        waiting_(std::move(waiting)),
        patience_(patience) {}
  Result<void> Wait();

  UniqueFd fd_;
  std::string path_;
  LockWaitFn waiting_;
  LockPatience patience_;
};

}  // namespace sekisho
