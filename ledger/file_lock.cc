#include "ledger/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "ledger/lock_wait.h"

namespace sekisho {
namespace {

constexpr int kFlags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

Error NotALockFile(const std::string& path) {
  return Fail(ErrorCode::kRefused, Message("the lock file {0} is not a regular file", {path}),
              Message("find out who put it there, and remove it"));
}

// Opened without O_CREAT first: in a sticky directory that flag refuses a file of somebody else.
Result<UniqueFd> OpenOrCreate(const std::string& path, const FileAccess& access) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    UniqueFd fd(open(path.c_str(), kFlags));
    if (fd.valid()) return fd;
    // defence: none, the system refuses to open it, which is only said here
    if (errno == ELOOP || errno == EISDIR || errno == ENXIO) return NotALockFile(path);
    if (errno != ENOENT)
      return SystemError(Message("cannot open the lock file {0}", {path}), errno);
    UniqueFd made(open(path.c_str(), kFlags | O_CREAT | O_EXCL, 0600));
    if (made.valid()) {
      RETURN_IF_ERROR(ApplyAccess(made.get(), access, path));
      return made;
    }
    if (errno != EEXIST)
      return SystemError(Message("cannot create the lock file {0}", {path}), errno);
  }
  return Fail(ErrorCode::kFailed, Message("the lock file {0} comes and goes", {path}));
}

}  // namespace

Result<void> ApplyAccess(int fd, const FileAccess& access, const std::string& path) {
  struct stat info {};
  if (fstat(fd, &info) != 0) return SystemError(Message("cannot look at {0}", {path}), errno);
  if (access.group && info.st_gid != *access.group &&
      fchown(fd, static_cast<uid_t>(-1), *access.group) != 0)
    return SystemError(Message("cannot set the group of {0}", {path}), errno);
  if ((info.st_mode & 07777) != access.mode && fchmod(fd, access.mode) != 0)
    return SystemError(Message("cannot set the mode of {0}", {path}), errno);
  return {};
}

Result<FileLock> FileLock::Open(const std::string& path, const FileAccess& access,
                                LockWaitFn waiting, LockPatience patience) {
  ASSIGN_OR_RETURN(UniqueFd fd, OpenOrCreate(path, access));
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return SystemError(Message("cannot look at {0}", {path}), errno);
  if (!S_ISREG(info.st_mode)) return NotALockFile(path);  // defence: J7-1
  return FileLock(std::move(fd), path, std::move(waiting), patience);
}

// In the system's own queue: whoever asks again and again would lose to whoever waits.
Result<void> FileLock::Wait() {
  const LockWatch watch(fd_.get(), waiting_, patience_);
  while (flock(fd_.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return SystemError(Message("cannot lock {0}", {path_}), errno);
    RETURN_IF_ERROR(CheckInterrupted());
    if (watch.is_over())
      return Fail(ErrorCode::kFailed,
                  Message("{0} is locked by {1}", {path_, WordsOf(FindLockHolder(fd_.get()))}),
                  Message("run the command again when that has ended; nothing was changed"));
  }
  return {};
}

Result<FileLock::Held> FileLock::Acquire() {
  if (flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) RETURN_IF_ERROR(Wait());
  Held held(fd_.get());
  struct stat ours {};
  struct stat named {};
  if (fstat(fd_.get(), &ours) != 0 || lstat(path_.c_str(), &named) != 0 ||
      ours.st_ino != named.st_ino || ours.st_dev != named.st_dev)
    return Fail(ErrorCode::kFailed, Message("the lock file {0} was removed or replaced", {path_}),
                Message("run the command again; nothing was changed"));
  return held;
}

FileLock::Held::~Held() {
  if (fd_ >= 0) flock(fd_, LOCK_UN);
}

}  // namespace sekisho
