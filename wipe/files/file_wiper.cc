#include "wipe/files/file_wiper.h"

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "base/text/shell_word.h"

namespace sekisho {
namespace {

constexpr size_t kChunkBytes = 4 << 20;
constexpr size_t kGroupBytes = 64 << 20;  // written, synced, and read while the next is written
constexpr size_t kBufferAlignment = 4096;
constexpr size_t kMaxAttributeNames = 1 << 20;

// Switches to direct I/O when a direct read of the smallest unit works; else the cache is used, and
// dropped before reading back.
void UseDirectIo(int fd, const FileLayout& layout, uint32_t block_bytes, MutableBytes scratch) {
  const int flags = fcntl(fd, F_GETFL);
  if (layout.extents.empty() || flags < 0 || fcntl(fd, F_SETFL, flags | O_DIRECT) != 0) return;
  const size_t unit = std::min<size_t>(block_bytes, scratch.size());
  if (pread(fd, scratch.data(), unit, static_cast<off_t>(layout.extents[0].offset)) < 0)
    (void)fcntl(fd, F_SETFL, flags);
}

std::unique_ptr<uint8_t, decltype(&std::free)> AlignedBuffer(size_t bytes) {
  void* memory = nullptr;
  if (posix_memalign(&memory, kBufferAlignment, bytes) != 0) throw std::bad_alloc();
  return {static_cast<uint8_t*>(memory), &std::free};
}

std::vector<std::string> AttributeNames(int fd) {
  const ssize_t room = flistxattr(fd, nullptr, 0);
  if (room <= 0 || static_cast<size_t>(room) > kMaxAttributeNames) return {};
  std::vector<char> list(static_cast<size_t>(room));
  const ssize_t got = flistxattr(fd, list.data(), list.size());
  std::vector<std::string> names;
  for (const char* at = list.data(); got > 0 && at < list.data() + got;
       at += names.back().size() + 1)
    names.emplace_back(at);
  return names;
}

bool IsSystemAttribute(const std::string& name) {
  return name.starts_with("security.") || name.starts_with("system.");
}

}  // namespace

// The ranges of a layout, in groups of at most kGroupBytes.
class FileWiper::Groups {
 public:
  explicit Groups(const FileLayout& layout) : layout_(layout) {}

  // Empty at the end.
  std::vector<ByteRange> Next() {
    std::vector<ByteRange> group;
    for (size_t bytes = 0; bytes < kGroupBytes && extent_ < layout_.extents.size();) {
      const Extent& extent = layout_.extents[extent_];
      const size_t piece = std::min<uint64_t>(kChunkBytes, extent.bytes - done_);
      group.push_back({extent.offset + done_, piece});
      bytes += piece;
      done_ += piece;
      if (done_ < extent.bytes) continue;
      done_ = 0;
      ++extent_;
    }
    return group;
  }

 private:
  const FileLayout& layout_;
  size_t extent_ = 0;
  uint64_t done_ = 0;
};

FileObstacle ObstacleOf(const EntryInfo& file, const FileLayout& layout, uint64_t links_expected) {
  if (layout.immutable) return FileObstacle::kImmutable;
  if (layout.append_only) return FileObstacle::kAppendOnly;
  if (file.links > links_expected) return FileObstacle::kHardLink;
  if (layout.shared) return FileObstacle::kShared;
  if (layout.inlined) return FileObstacle::kInlined;
  if (layout.encoded) return FileObstacle::kEncoded;
  if (layout.journaled) return FileObstacle::kJournaled;
  return FileObstacle::kNone;
}

bool CanBeOverridden(FileObstacle obstacle) {
  return obstacle != FileObstacle::kImmutable && obstacle != FileObstacle::kAppendOnly;
}

std::string ObstacleSentence(FileObstacle obstacle, const std::string& path) {
  switch (obstacle) {
    case FileObstacle::kNone:
      return "";
    case FileObstacle::kHardLink:
      return Message("{0} has other names (hard links) outside of what is wiped", {path});
    case FileObstacle::kShared:
      return Message("{0} shares blocks with a copy or a snapshot: an overwrite goes elsewhere",
                     {path});
    case FileObstacle::kInlined:
      return Message("{0} keeps its data inside metadata, of which there may be copies", {path});
    case FileObstacle::kEncoded:
      return Message(
          "{0} is compressed or encrypted by the file system: an overwrite may go "
          "elsewhere",
          {path});
    case FileObstacle::kJournaled:
      return Message("{0} is written through the journal (chattr +j), which may keep copies",
                     {path});
    case FileObstacle::kImmutable:
      return Message("{0} is immutable (chattr +i)", {path});
    case FileObstacle::kAppendOnly:
      return Message("{0} can only be appended to (chattr +a)", {path});
  }
  return "";
}

std::string ObstacleHint(FileObstacle obstacle, const std::string& path) {
  switch (obstacle) {
    case FileObstacle::kHardLink:
      return Message(
          "find the other names with: find / -xdev -samefile {0}; name them all, or use "
          "--best-effort, which overwrites the content for every name",
          {Quoted(path)});
    case FileObstacle::kImmutable:
      return Message("chattr -i {0}", {Quoted(path)});
    case FileObstacle::kAppendOnly:
      return Message("chattr -a {0}", {Quoted(path)});
    default:
      return Message("--best-effort wipes what can be reached; the report then claims nothing");
  }
}

void RangeFailures::Note(const Error& error, uint64_t offset, uint64_t bytes) {
  if (bytes_ == 0) {
    first_ = error;
    offset_ = offset;
  }
  bytes_ += bytes;
}

Result<void> RangeFailures::Outcome(const char* sentence) const {
  if (bytes_ == 0) return {};
  Error error = first_;
  error.message =
      Message(sentence, {std::to_string(bytes_), std::to_string(offset_)}) + ": " + first_.message;
  error.next = Message("the file keeps its name; run this again, or destroy the medium");
  return error;
}

FileWiper::FileWiper(Random& random, WriteWatch& watch, OnBytes on_bytes)
    : random_(random),
      watch_(watch),
      on_bytes_(std::move(on_bytes)),
      buffer_(AlignedBuffer(kChunkBytes)) {}

namespace {

// Overwritten to the end of the last block it is longer.
uint64_t SizeWhenOverwritten(uint64_t bytes, const FileLayout& layout) {
  for (const Extent& extent : layout.extents) bytes = std::max(bytes, extent.offset + extent.bytes);
  return bytes;
}

}  // namespace

Result<void> FileWiper::Wipe(int directory, const std::string& name, const EntryInfo& expected,
                             const Policy& policy, FileProgress& progress) {
  ASSIGN_OR_RETURN(UniqueFd fd, OpenEntry(directory, name, O_RDWR, expected));
  const auto watched = watch_.Begin(expected.id, fd.get());
  all_watched_ = all_watched_ && watched;
  if (!watched && !policy.best_effort) return watched;
  auto wiped = WipeOpened(fd.get(), name, policy, progress);
  if (wiped)
    watch_.CloseOwn(expected.id, std::move(fd));
  else
    watch_.End(expected.id);
  return wiped;
}

Result<void> FileWiper::WipeOpened(int fd, const std::string& name, const Policy& policy,
                                   FileProgress& progress) {
  ASSIGN_OR_RETURN(const EntryInfo now, LookAt(fd, ""));
  ASSIGN_OR_RETURN(const FileLayout layout, ReadLayout(fd, now.bytes, now.block_bytes));
  const FileObstacle obstacle = ObstacleOf(now, layout, policy.links_expected);
  if (obstacle != FileObstacle::kNone && !(policy.best_effort && CanBeOverridden(obstacle)))
    return Fail(ErrorCode::kRefused, ObstacleSentence(obstacle, name),
                ObstacleHint(obstacle, name));  // defence: H3-1
  UseDirectIo(fd, layout, now.block_bytes, {buffer_.get(), kChunkBytes});
  const Pattern pattern(random_);
  const uint64_t bytes_afterwards = SizeWhenOverwritten(now.bytes, layout);
  least_bytes_ = now.bytes;
  const auto done = Overwrite(fd, layout, pattern, policy.passes, progress);
  if (!done && done.error().code != ErrorCode::kVerdict) return done;
  if (done) RETURN_IF_ERROR(WipeAttributes(fd, progress));
  // What somebody else did to it is no fault of the medium.
  RETURN_IF_ERROR(CheckSize(fd, done ? bytes_afterwards : now.bytes, bytes_afterwards));
  return watch_.WasWritten(now.id) ? Result<void>(WrittenMeanwhile()) : done;
}

Result<void> FileWiper::CheckSize(int fd, uint64_t least, uint64_t most) {
  ASSIGN_OR_RETURN(const EntryInfo now, LookAt(fd, ""));
  if (now.bytes >= least && now.bytes <= most) return {};
  return Fail(ErrorCode::kFailed,
              Message("somebody made it longer or shorter while it was overwritten"),
              Message("end who writes it, and run this again"));
}

Result<void> FileWiper::Overwrite(int fd, const FileLayout& layout, const Pattern& pattern,
                                  int passes, FileProgress& progress) {
  if (layout.extents.empty()) return {};
  // Of two, the first writes the complement; only the last counts as overwritten.
  for (int pass = passes; pass > 1; --pass) RETURN_IF_ERROR(WritePass(fd, layout, pattern));
  return WriteAndReadBack(fd, layout, pattern, progress);
}

Result<void> FileWiper::WriteRanges(int fd, std::vector<ByteRange>& ranges, const Pattern& pattern,
                                    bool complement, RangeFailures& failures) {
  std::vector<ByteRange> asked;
  asked.swap(ranges);
  for (const ByteRange& range : asked) {
    RETURN_IF_ERROR(CheckInterrupted());
    // What was cut off would be made again, and its old blocks be free.
    RETURN_IF_ERROR(CheckSize(fd, least_bytes_, UINT64_MAX));
    const MutableBytes chunk{buffer_.get(), range.bytes};
    pattern.Fill(range.offset, complement, chunk);
    if (auto put = WriteAllAt(fd, chunk, range.offset); !put)
      failures.Note(put.error(), range.offset, range.bytes);  // its neighbours are not spared
    else
      ranges.push_back(range);
    on_bytes_(range.bytes);
  }
  return {};
}

Result<void> FileWiper::WritePass(int fd, const FileLayout& layout, const Pattern& pattern) {
  RangeFailures failures;
  Groups groups(layout);
  Result<void> all;
  for (auto group = groups.Next(); all && !group.empty(); group = groups.Next())
    all = WriteRanges(fd, group, pattern, true, failures);
  // What was written is made firm even when this was interrupted or incomplete.
  auto synced = SyncContent(fd);
  RETURN_IF_ERROR(all);
  RETURN_IF_ERROR(failures.Outcome("{0} bytes could not be overwritten, from offset {1} on"));
  return synced;
}

Result<void> FileWiper::WriteAndReadBack(int fd, const FileLayout& layout, const Pattern& pattern,
                                         FileProgress& progress) {
  RangeFailures unwritten;
  RangeFailures unread;
  Result<void> written;
  Groups groups(layout);
  reading_.Begin(fd, pattern);
  for (auto group = groups.Next(); written && !group.empty() && !reading_.HasDiffering();
       group = groups.Next()) {
    written = WriteRanges(fd, group, pattern, false, unwritten);
    for (const ByteRange& range : group) progress.bytes_overwritten += range.bytes;
    // What was written is made firm even when this was interrupted or incomplete.
    if (const auto synced = SyncContent(fd); written) written = synced;
    if (!written || group.empty()) continue;
    const uint64_t begin = group.front().offset;
    const uint64_t end = group.back().offset + group.back().bytes;
    (void)posix_fadvise(fd, static_cast<off_t>(begin), static_cast<off_t>(end - begin),
                        POSIX_FADV_DONTNEED);
    reading_.Add(group);
  }
  const auto read = FinishReading(progress, unread);
  if (!written && (written.error().code == ErrorCode::kInterrupted ||
                   written.error().code == ErrorCode::kFailed))
    return written;  // stopped, whatever was read
  RETURN_IF_ERROR(read);
  RETURN_IF_ERROR(unwritten.Outcome("{0} bytes could not be overwritten, from offset {1} on"));
  RETURN_IF_ERROR(written);
  return unread.Outcome("{0} bytes could not be read back, from offset {1} on");
}

Result<void> FileWiper::FinishReading(FileProgress& progress, RangeFailures& unread) {
  const ReadFinding finding = reading_.Finish(on_bytes_);
  progress.bytes_verified += finding.verified;
  if (finding.unread > 0) unread.Note(finding.read_error, finding.unread_at, finding.unread);
  if (finding.differs_at)
    // defence: H4-1
    return Fail(ErrorCode::kVerdict,
                Message("what was read back at offset {0} is not what was written",
                        {std::to_string(*finding.differs_at)}),
                Message("the medium does not keep what is written to it: destroy it"));
  return CheckInterrupted();  // reading stops at once then
}

Result<void> FileWiper::WipeAttributes(int fd, FileProgress& progress) {
  const std::vector<std::string> names = AttributeNames(fd);
  bool overwritten = false;
  for (const std::string& name : names) {
    const ssize_t size = fgetxattr(fd, name.c_str(), nullptr, 0);
    if (size <= 0 || IsSystemAttribute(name)) continue;
    Bytes value(static_cast<size_t>(size));
    random_.Fill(value);
    // One may go with another: xfs keeps an ACL under two names.
    if (fsetxattr(fd, name.c_str(), value.data(), value.size(), XATTR_REPLACE) != 0 &&
        errno != ENODATA)
      return SystemError(Message("cannot overwrite the attribute {0}", {name}), errno);
    overwritten = true;
  }
  // The new values reach the disk before the removal can make them unnecessary.
  if (overwritten) RETURN_IF_ERROR(SyncFd(fd, Message("the overwritten attributes")));
  for (const std::string& name : names) {
    if (fremovexattr(fd, name.c_str()) == 0)
      ++progress.attributes;
    else if (!IsSystemAttribute(name) && errno != ENODATA)
      return SystemError(Message("cannot remove the attribute {0}", {name}), errno);
  }
  return {};
}

}  // namespace sekisho
