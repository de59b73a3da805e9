#include "base/files/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/filesystem.hpp>
#include <cerrno>
#include <cstring>
#include <functional>
#include <optional>
#include <utility>

#include "base/files/fault.h"
#include "base/text/message.h"
#include "base/text/system_error_text.h"

namespace sekisho {
namespace {

std::optional<mode_t> g_start_umask;

// The errno of a call that a test wants to fail, as the call itself would set it.
bool FaultInjected(FaultPoint point) {
  const int error_number = FaultAt(point);
  if (error_number == 0) return false;
  errno = error_number;
  return true;
}

template <typename Call>
ssize_t Retry(FaultPoint point, Call call) {
  if (FaultInjected(point)) return -1;
  ssize_t result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

Result<size_t> ReadLoop(MutableBytes out,
                        const std::function<ssize_t(MutableBytes, size_t)>& read) {
  size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = Retry(FaultPoint::kRead, [&] { return read(out.subspan(filled), filled); });
    if (got < 0) return SystemError(Message("cannot read"), errno);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  return filled;
}

Result<void> WriteLoop(ByteView bytes, const std::function<ssize_t(ByteView, size_t)>& write) {
  size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t put =
        Retry(FaultPoint::kWrite, [&] { return write(bytes.subspan(written), written); });
    if (put < 0) return SystemError(Message("cannot write"), errno);
    written += static_cast<size_t>(put);
  }
  return {};
}

}  // namespace

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
  if (this != &other) {
    Reset();
    fd_ = other.Release();
  }
  return *this;
}

int UniqueFd::Release() { return std::exchange(fd_, -1); }

void UniqueFd::Reset() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

void RestrictUmask() {
  const mode_t before = umask(077);
  if (!g_start_umask) g_start_umask = before;
}

mode_t OutputMode() { return static_cast<mode_t>(0644 & ~g_start_umask.value_or(022)); }

Error SystemError(const std::string& what, int error_number) {
  ErrorCode code = ErrorCode::kIo;
  Next next;
  if (error_number == ENOENT || error_number == ENOTDIR) code = ErrorCode::kNotFound;
  if (error_number == EEXIST) code = ErrorCode::kExists;
  if (error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG) {
    code = ErrorCode::kNoSpace;
    next = Message("make room, or choose another place; nothing was changed");
  }
  return Fail(code, what + ": " + SystemErrorText(error_number), std::move(next));
}

Result<UniqueFd> OpenForRead(const std::string& path, Links links) {
  const int no_follow = links == Links::kRefuse ? O_NOFOLLOW : 0;
  UniqueFd fd(static_cast<int>(Retry(FaultPoint::kOpen, [&] {
    return open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | no_follow);
  })));
  if (!fd.valid()) {
    if (errno == ELOOP && no_follow != 0)
      return Fail(ErrorCode::kFailed, Message("{0} is a symbolic link", {path}));
    return SystemError(Message("cannot open {0}", {path}), errno);
  }
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return SystemError(Message("cannot look at {0}", {path}), errno);
  if (!S_ISREG(info.st_mode))
    return Fail(ErrorCode::kFailed, Message("{0} is not a regular file", {path}));
  return fd;
}

Result<UniqueFd> OpenDirectory(const std::string& path, Links links) {
  const int no_follow = links == Links::kRefuse ? O_NOFOLLOW : 0;
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | no_follow));
  if (!fd.valid()) return SystemError(Message("cannot open the directory {0}", {path}), errno);
  return fd;
}

Result<Bytes> ReadFile(const std::string& path, size_t max_bytes) {
  ASSIGN_OR_RETURN(UniqueFd fd, OpenForRead(path));
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return SystemError(Message("cannot look at {0}", {path}), errno);
  const Error too_large = Fail(ErrorCode::kFailed, Message("{0} is larger than {1} bytes",
                                                           {path, std::to_string(max_bytes)}));
  if (static_cast<uint64_t>(info.st_size) > max_bytes) return too_large;
  Bytes bytes(static_cast<size_t>(info.st_size) + 1);  // one more, to see it growing
  auto got = ReadFull(fd.get(), bytes);
  if (!got) return got.error().WithContext(path);
  if (*got > max_bytes) return too_large;
  if (*got == bytes.size())
    return Fail(ErrorCode::kFailed, Message("{0} is changing while it is read", {path}));
  bytes.resize(*got);
  return bytes;
}

Result<std::string> ReadTextFile(const std::string& path, size_t max_bytes) {
  ASSIGN_OR_RETURN(const Bytes bytes, ReadFile(path, max_bytes));
  return std::string(AsText(bytes));
}

Result<size_t> ReadFull(int fd, MutableBytes out) {
  return ReadLoop(out,
                  [fd](MutableBytes rest, size_t) { return read(fd, rest.data(), rest.size()); });
}

Result<void> WriteAll(int fd, ByteView bytes) {
  return WriteLoop(bytes,
                   [fd](ByteView rest, size_t) { return write(fd, rest.data(), rest.size()); });
}

Result<size_t> ReadFullAt(int fd, MutableBytes out, uint64_t offset) {
  return ReadLoop(out, [=](MutableBytes rest, size_t done) {
    return pread(fd, rest.data(), rest.size(), static_cast<off_t>(offset + done));
  });
}

Result<void> WriteAllAt(int fd, ByteView bytes, uint64_t offset) {
  return WriteLoop(bytes, [=](ByteView rest, size_t done) {
    return pwrite(fd, rest.data(), rest.size(), static_cast<off_t>(offset + done));
  });
}

Result<void> SyncFd(int fd, const std::string& what) {
  if (Retry(FaultPoint::kSync, [&] { return fsync(fd); }) != 0)
    return SystemError(Message("cannot flush {0} to the disk", {what}), errno);
  return {};
}

TempFile::TempFile(UniqueFd directory, UniqueFd fd, std::string directory_path,
                   std::string temp_name, std::string final_name)
    : directory_(std::move(directory)),
      fd_(std::move(fd)),
      directory_path_(std::move(directory_path)),
      temp_name_(std::move(temp_name)),
      final_name_(std::move(final_name)) {}

TempFile::TempFile(TempFile&& other) noexcept
    : directory_(std::move(other.directory_)),
      fd_(std::move(other.fd_)),
      directory_path_(std::move(other.directory_path_)),
      temp_name_(std::move(other.temp_name_)),
      final_name_(std::move(other.final_name_)),
      armed_(std::exchange(other.armed_, false)) {}

TempFile::~TempFile() {
  if (armed_ && IsInPlace()) unlinkat(directory_.get(), temp_name_.c_str(), 0);
}

bool TempFile::IsInPlace() const {
  struct stat ours {};
  struct stat named {};
  return fstat(fd_.get(), &ours) == 0 &&
         fstatat(directory_.get(), temp_name_.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

Result<TempFile> TempFile::CreateBeside(const std::string& target, const std::string& temp_name) {
  std::string directory_path = DirectoryOf(target);
  ASSIGN_OR_RETURN(UniqueFd directory, OpenDirectory(directory_path));
  UniqueFd fd(static_cast<int>(Retry(FaultPoint::kOpen, [&] {
    return openat(directory.get(), temp_name.c_str(),
                  O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  })));
  if (!fd.valid())
    return SystemError(Message("cannot create a file in {0}", {directory_path}), errno);
  return TempFile(std::move(directory), std::move(fd), std::move(directory_path), temp_name,
                  BaseNameOf(target));
}

Result<TempFile> TempFile::Adopt(const std::string& target, const std::string& temp_name) {
  std::string directory_path = DirectoryOf(target);
  const std::string path = directory_path + "/" + temp_name;
  ASSIGN_OR_RETURN(UniqueFd directory, OpenDirectory(directory_path));
  UniqueFd fd(openat(directory.get(), temp_name.c_str(),
                     O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd.valid()) return SystemError(Message("cannot open {0}", {path}), errno);
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return SystemError(Message("cannot look at {0}", {path}), errno);
  if (!S_ISREG(info.st_mode) || info.st_nlink != 1)
    return Fail(ErrorCode::kFailed, Message("{0} is not a file of ours", {path}));
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return Fail(ErrorCode::kExists, Message("{0} is being written right now", {path}));
  TempFile file(std::move(directory), std::move(fd), std::move(directory_path), temp_name,
                BaseNameOf(target));
  file.Keep();
  return file;
}

void TempFile::Lock() {
  if (flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) return;  // best effort, as the header says
}

void TempFile::OpenToReaders() {
  if (fchmod(fd_.get(), OutputMode()) != 0) return;  // best effort, as the header says
}

Result<void> TempFile::Remove() {
  armed_ = false;
  if (unlinkat(directory_.get(), temp_name_.c_str(), 0) != 0)
    return SystemError(Message("cannot remove {0}", {path()}), errno);
  return SyncFd(directory_.get(), directory_path_);
}

// For file systems without RENAME_NOREPLACE (NFS; FAT and exFAT through FUSE). link(2) refuses an
// existing name as well; where there are no links either, the name is taken by an empty file, which
// O_EXCL makes ours alone, and that is replaced.
Result<void> TempFile::NameWithoutReplacing() {
  const char* const temporary = temp_name_.c_str();
  const char* const final_name = final_name_.c_str();
  if (linkat(directory_.get(), temporary, directory_.get(), final_name, 0) == 0) {
    unlinkat(directory_.get(), temporary, 0);
    return {};
  }
  if (errno == EEXIST) return SystemError(Message("cannot create {0}", {final_name_}), errno);
  const UniqueFd taken(
      openat(directory_.get(), final_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!taken.valid()) return SystemError(Message("cannot create {0}", {final_name_}), errno);
  if (renameat(directory_.get(), temporary, directory_.get(), final_name) == 0) return {};
  const int error = errno;
  unlinkat(directory_.get(), final_name, 0);
  return SystemError(Message("cannot create {0}", {final_name_}), error);
}

Result<void> TempFile::CheckNaming() {
  // A name that whoever looks for leftovers finds as well: ".sekisho-JTI.try.part".
  const size_t dot = std::min(temp_name_.rfind('.'), temp_name_.size());
  const std::string other = temp_name_.substr(0, dot) + ".try" + temp_name_.substr(dot);
  const int directory = directory_.get();
  if (renameat(directory, temp_name_.c_str(), directory, other.c_str()) != 0 ||
      renameat(directory, other.c_str(), directory, temp_name_.c_str()) != 0)
    return SystemError(Message("the file system of {0} cannot rename a file", {directory_path_}),
                       errno);
  return {};
}

Result<void> TempFile::Commit(Existing existing) {
  RETURN_IF_ERROR(SyncFd(fd_.get(), final_name_));
  const unsigned flags = existing == Existing::kRefuse ? RENAME_NOREPLACE : 0;
  const ssize_t renamed = Retry(FaultPoint::kRename, [&] {
    return renameat2(directory_.get(), temp_name_.c_str(), directory_.get(), final_name_.c_str(),
                     flags);
  });
  if (renamed != 0 && errno == EINVAL && flags != 0) {
    RETURN_IF_ERROR(NameWithoutReplacing());
  } else if (renamed != 0) {
    return SystemError(Message("cannot create {0}", {final_name_}), errno);
  }
  armed_ = false;
  return SyncFd(directory_.get(), directory_path_);
}

Result<void> WriteFileAtomic(const std::string& path, ByteView bytes, TempFile::Existing existing,
                             mode_t mode) {
  const std::string temp_name = "." + BaseNameOf(path) + "." + std::to_string(getpid()) + ".tmp";
  ASSIGN_OR_RETURN(TempFile file, TempFile::CreateBeside(path, temp_name));
  // It is only ever opened to more: a file system that keeps no modes is none the worse.
  if (mode != 0600 && fchmod(file.fd(), mode) != 0 && errno != EPERM && errno != EOPNOTSUPP)
    return SystemError(Message("cannot set the mode of {0}", {path}), errno);
  if (auto written = WriteAll(file.fd(), bytes); !written) return written.error().WithContext(path);
  return file.Commit(existing);
}

Result<void> MakeDirectories(const std::string& path) {
  boost::system::error_code error;
  const boost::filesystem::path whole(AbsolutePath(path));
  boost::filesystem::path partial;
  for (const auto& part : whole) {
    partial /= part;
    if (boost::filesystem::is_directory(partial, error)) continue;
    if (mkdir(partial.c_str(), 0700) != 0 && errno != EEXIST)
      return SystemError(Message("cannot create the directory {0}", {partial.string()}), errno);
  }
  return {};
}

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string BaseNameOf(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string AbsolutePath(const std::string& path) {
  boost::system::error_code error;
  std::string normal = boost::filesystem::absolute(path, boost::filesystem::current_path(error))
                           .lexically_normal()
                           .string();
  while (normal.size() > 1 && (normal.back() == '/' || normal.ends_with("/.")))
    normal.erase(normal.back() == '/' ? normal.size() - 1 : normal.size() - 2);
  return normal;
}

bool PathExists(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) == 0;
}

bool IsAbsent(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

Result<size_t> FdSourceAt::Read(MutableBytes out) {
  ASSIGN_OR_RETURN(const size_t got, ReadFullAt(fd_, out, offset_));
  offset_ += got;
  return got;
}

}  // namespace sekisho
