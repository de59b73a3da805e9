#include "wipe/files/extents.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/files/files.h"
#include "base/text/message.h"
#include "devices/fiemap.h"

namespace sekisho {
namespace {

constexpr size_t kPieceBytes = 1 << 20;

uint64_t RoundUp(uint64_t value, uint64_t unit) { return (value + unit - 1) / unit * unit; }

void Append(FileLayout& layout, uint64_t start, uint64_t end) {
  if (!layout.extents.empty()) {
    Extent& last = layout.extents.back();
    start = std::max(start, last.offset + last.bytes);
    if (start < end && start == last.offset + last.bytes) {
      last.bytes += end - start;
      layout.bytes += end - start;
      return;
    }
  }
  if (start >= end) return;
  layout.extents.push_back({start, end - start});
  layout.bytes += end - start;
}

void NoteFlags(FileLayout& layout, uint32_t flags) {
  if ((flags & FIEMAP_EXTENT_SHARED) != 0) layout.shared = true;
  if ((flags & (FIEMAP_EXTENT_DATA_INLINE | FIEMAP_EXTENT_DATA_TAIL)) != 0) layout.inlined = true;
  if ((flags & FIEMAP_EXTENT_ENCODED) != 0) layout.encoded = true;
}

// All extents by FIEMAP; false when the file system does not tell them.
bool MapExtents(int fd, uint32_t block_bytes, FileLayout& layout) {
  // With the flag: delayed allocation is told only after it happened.
  return ForEachExtent(fd, FIEMAP_FLAG_SYNC, [&](const fiemap_extent& found) {
           NoteFlags(layout, found.fe_flags);
           Append(layout, found.fe_logical,
                  RoundUp(found.fe_logical + found.fe_length, block_bytes));
           return true;
         }) != ExtentWalk::kNotTold;
}

// What a hole holds: file systems have told fresh data as one. Blocks that are not zero are data.
Result<void> ReadHole(int fd, uint64_t begin, uint64_t end, uint32_t block_bytes, Bytes& piece,
                      FileLayout& layout) {
  for (uint64_t at = begin / block_bytes * block_bytes; at < end; at += piece.size()) {
    const MutableBytes wanted =
        MutableBytes(piece).first(std::min<uint64_t>(kPieceBytes, end - at));
    ASSIGN_OR_RETURN(const size_t got, ReadFullAt(fd, wanted, at));
    for (size_t block = 0; block < got; block += block_bytes) {
      const size_t most = std::min<size_t>(block_bytes, got - block);
      const auto* const first = piece.data() + block;
      if (std::any_of(first, first + most, [](uint8_t byte) { return byte != 0; }))
        Append(layout, at + block, RoundUp(at + block + most, block_bytes));
    }
    if (got < wanted.size()) return {};
  }
  return {};
}

// The data between the holes, and what is in those; the whole length where holes are not told.
Result<void> SeekExtents(int fd, uint64_t file_bytes, uint32_t block_bytes, FileLayout& layout) {
  Bytes piece(kPieceBytes);
  for (uint64_t at = 0; at < file_bytes;) {
    const off_t data = lseek(fd, static_cast<off_t>(at), SEEK_DATA);
    if (data < 0 && errno == ENXIO) return ReadHole(fd, at, file_bytes, block_bytes, piece, layout);
    if (data < 0 && errno == EINVAL) {
      Append(layout, 0, RoundUp(file_bytes, block_bytes));
      return {};
    }
    const off_t hole = data < 0 ? -1 : lseek(fd, data, SEEK_HOLE);
    if (hole < 0) return SystemError(Message("cannot find the file's data"), errno);
    RETURN_IF_ERROR(ReadHole(fd, at, static_cast<uint64_t>(data), block_bytes, piece, layout));
    const auto start = static_cast<uint64_t>(data) / block_bytes * block_bytes;
    Append(layout, start, RoundUp(static_cast<uint64_t>(hole), block_bytes));
    at = static_cast<uint64_t>(hole);
  }
  return {};
}

}  // namespace

FileLayout ReadFlags(int fd) {
  FileLayout layout;
  int flags = 0;
  if (ioctl(fd, FS_IOC_GETFLAGS, &flags) != 0) return layout;
  layout.immutable = (flags & FS_IMMUTABLE_FL) != 0;
  layout.append_only = (flags & FS_APPEND_FL) != 0;
  layout.journaled = (flags & FS_JOURNAL_DATA_FL) != 0;
  return layout;
}

Result<FileLayout> ReadLayout(int fd, uint64_t file_bytes, uint32_t block_bytes) {
  FileLayout layout = ReadFlags(fd);
  layout.mapped = MapExtents(fd, block_bytes, layout);
  if (layout.mapped) return layout;
  layout.extents.clear();
  layout.bytes = 0;
  // What is not on the disk yet may not be told as data.
  if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
    return SystemError(Message("cannot flush the file to the disk"), errno);
  RETURN_IF_ERROR(SeekExtents(fd, file_bytes, block_bytes, layout));
  return layout;
}

}  // namespace sekisho
