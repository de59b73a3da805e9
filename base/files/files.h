// Files, opened so that nobody can put another in their place, and written so that a crash leaves
// the old content or the new, never a mixture.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/files/stream.h"

namespace sekisho {

// Owns a file descriptor; -1 is none.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.Release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept;
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { Reset(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int Release();
  void Reset();

 private:
  int fd_ = -1;
};

// Makes what this process creates its own (umask 077), and remembers the umask that it was started
// with: the first time.
void RestrictUmask();

// The mode of files that are made for others: 0644 less the umask that the process was started
// with.
mode_t OutputMode();

// kIo, kNoSpace, kNotFound or kExists for `error_number`, with the system's words.
Error SystemError(const std::string& what, int error_number);

// Opens for reading, close-on-exec. A trailing symlink is followed only with kFollow. Refuses
// what is not a regular file (kFailed), without blocking on a FIFO.
enum class Links { kFollow, kRefuse };
Result<UniqueFd> OpenForRead(const std::string& path, Links links = Links::kFollow);

// Opens a directory for openat(2) and fsync(2).
Result<UniqueFd> OpenDirectory(const std::string& path, Links links = Links::kFollow);

// The whole content of a regular file of at most `max_bytes`; kFailed when it is larger.
Result<Bytes> ReadFile(const std::string& path, size_t max_bytes);
Result<std::string> ReadTextFile(const std::string& path, size_t max_bytes);

// read(2) until `out` is full or the end; write(2) until all is written; pread and pwrite likewise.
Result<size_t> ReadFull(int fd, MutableBytes out);
Result<void> WriteAll(int fd, ByteView bytes);
Result<size_t> ReadFullAt(int fd, MutableBytes out, uint64_t offset);
Result<void> WriteAllAt(int fd, ByteView bytes, uint64_t offset);

// fsync(2), of a file or of a directory. A failure is final: the caller stops.
Result<void> SyncFd(int fd, const std::string& what);

// A file being made: `TARGET`'s directory holds it under a temporary name until Commit. Mode 0600.
// Without Commit it is removed when this goes out of scope, unless Keep was called.
class TempFile {
 public:
  // Makes DIR/temp_name, exclusively. DIR is the directory of `target`.
  static Result<TempFile> CreateBeside(const std::string& target, const std::string& temp_name);

  // One that an earlier process left: DIR/temp_name, a regular file with one name. Locked until
  // this goes out of scope; it stays, as after Keep. kExists when somebody else is still at work on
  // it.
  static Result<TempFile> Adopt(const std::string& target, const std::string& temp_name);

  TempFile(TempFile&& other) noexcept;
  TempFile& operator=(TempFile&&) = delete;
  ~TempFile();

  // So that nobody adopts it. File systems that know no locks are none the worse.
  void Lock();
  // Removes it now.
  Result<void> Remove();

  // Gives it OutputMode. File systems that keep no modes are none the worse.
  void OpenToReaders();

  // Whether its name still stands for it: whoever may write to DIR may have removed or replaced it.
  bool IsInPlace() const;

  int fd() const { return fd_.get(); }
  std::string path() const { return directory_path_ + "/" + temp_name_; }

  // Whether the file system can give it another name, found out by giving it one and its own back.
  // For whoever does something before Commit that cannot be taken back. kIo.
  Result<void> CheckNaming();

  enum class Existing { kReplace, kRefuse };
  // fsync, rename to the target's name, fsync of the directory. With kRefuse, kExists when the
  // target has appeared; the temporary file is then removed and the target unchanged.
  Result<void> Commit(Existing existing);
  // Leaves the temporary file where it is, for later recovery.
  void Keep() { armed_ = false; }

 private:
  TempFile(UniqueFd directory, UniqueFd fd, std::string directory_path, std::string temp_name,
           std::string final_name);
  Result<void> NameWithoutReplacing();

  UniqueFd directory_;
  UniqueFd fd_;
  std::string directory_path_;
  std::string temp_name_;
  std::string final_name_;
  bool armed_ = true;
};

// Writes a small file whole through TempFile. `mode` is applied before any byte is written.
Result<void> WriteFileAtomic(const std::string& path, ByteView bytes, TempFile::Existing existing,
                             mode_t mode = 0600);

// mkdir -p with mode 0700 for what is made.
Result<void> MakeDirectories(const std::string& path);

// "." for "x", "/" for "/x"; and the last component.
std::string DirectoryOf(const std::string& path);
std::string BaseNameOf(const std::string& path);

// Absolute, lexically normal; symlinks are left alone.
std::string AbsolutePath(const std::string& path);

// Whether something is certainly there (a dangling symlink is), or certainly not. What lies behind
// a directory that may not be searched is neither: who then reads it is told why.
bool PathExists(const std::string& path);
bool IsAbsent(const std::string& path);

// A descriptor as a source and as a sink; the descriptor is borrowed.
class FdSource final : public ByteSource {
 public:
  explicit FdSource(int fd) : fd_(fd) {}
  Result<size_t> Read(MutableBytes out) override { return ReadFull(fd_, out); }

 private:
  int fd_;
};

// From an offset on, wherever the descriptor stands; several can read side by side.
class FdSourceAt final : public ByteSource {
 public:
  FdSourceAt(int fd, uint64_t offset) : fd_(fd), offset_(offset) {}
  Result<size_t> Read(MutableBytes out) override;

 private:
  int fd_;
  uint64_t offset_;
};

class FdSink final : public ByteSink {
 public:
  explicit FdSink(int fd) : fd_(fd) {}
  Result<void> Write(ByteView bytes) override { return WriteAll(fd_, bytes); }

 private:
  int fd_;
};

}  // namespace sekisho
