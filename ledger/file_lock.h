// An advisory lock between processes, by flock(2) on a file of its own.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/files.h"

namespace sekisho {

// The mode and the group that a shared file and those beside it have.
struct FileAccess {
  mode_t mode = 0600;
  std::optional<gid_t> group;
};

// Gives the open file `fd` that mode and group, whatever the umask was.
Result<void> ApplyAccess(int fd, const FileAccess& access, const std::string& path);

class FileLock {
 public:
  // Opens the lock file, making it when it is absent. A symbolic link, or anything that is not a
  // regular file, is refused (kRefused), never followed.
  static Result<FileLock> Open(const std::string& path, const FileAccess& access);

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

  // Waits, first come first served. kInterrupted by SIGINT or SIGTERM; kFailed when the lock file
  // was removed or replaced meanwhile, so that it would lock nobody else out.
  Result<Held> Acquire();

 private:
  FileLock(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  UniqueFd fd_;
  std::string path_;
};

}  // namespace sekisho
