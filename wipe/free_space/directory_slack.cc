#include "wipe/free_space/directory_slack.h"

#include <linux/fs.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <vector>

#include "devices/fiemap.h"

namespace sekisho {
namespace {

constexpr size_t kHeaderBytes = 8;     // inode, length of the record, length of the name, type
constexpr size_t kChecksumBytes = 12;  // a record of its own at the end
constexpr uint8_t kChecksumType = 0xDE;
constexpr size_t kIndexHeaderAt = 24;  // behind the records of "." and ".."
constexpr size_t kIndexEntriesAt = 32;

uint32_t Half(ByteView block, size_t at) { return block[at] | block[at + 1] << 8; }

bool IsZero(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

// In blocks of 64 KiB a record that fills one says 0 or 0xFFFF.
size_t RecordBytes(ByteView block, size_t at) {
  const size_t said = Half(block, at + 4);
  return said == 0 || said == 0xFFFF ? block.size() - at : said;
}

bool IsChecksum(ByteView block, size_t at, size_t record) {
  return at + kChecksumBytes == block.size() && record == kChecksumBytes &&
         block[at + 7] == kChecksumType && IsZero(block.subspan(at, 4)) && block[at + 6] == 0;
}

bool RecordIsClean(ByteView record) {
  const bool used = !IsZero(record.first(4));
  const size_t name = used ? record[6] : 0;
  if (!used && !IsZero(record.subspan(6, 2))) return false;
  return kHeaderBytes + name <= record.size() && IsZero(record.subspan(kHeaderBytes + name));
}

// Two records, a header, and pairs of a hash and a block; the first pair's hash is their number.
bool IndexIsClean(ByteView block, bool has_checksums) {
  const bool one_level = block[kIndexHeaderAt + 6] == 0;
  const size_t entries = Half(block, kIndexEntriesAt + 2);
  const size_t end = kIndexEntriesAt + entries * 8;
  const size_t last = block.size() - (has_checksums ? 8 : 0);
  return one_level && entries >= 1 && end <= last && IsZero(block.subspan(end, last - end));
}

bool BlocksAreClean(int device, const fiemap_extent& extent, uint32_t block_bytes, bool index,
                    bool has_checksums) {
  Bytes block(block_bytes);
  for (uint64_t at = 0; at < extent.fe_length; at += block_bytes) {
    const auto got = ReadFullAt(device, block, extent.fe_physical + at);
    const bool first = index && extent.fe_logical + at == 0;
    if (!got || *got != block.size() || !DirectoryBlockIsClean(block, first, has_checksums))
      return false;
  }
  return true;
}

}  // namespace

bool DirectoryBlockIsClean(ByteView block, bool index, bool has_checksums) {
  if (block.size() < 1024) return false;
  if (index) return IndexIsClean(block, has_checksums);
  for (size_t at = 0; at < block.size();) {
    if (block.size() - at < kHeaderBytes) return false;
    const size_t record = RecordBytes(block, at);
    if (record < kHeaderBytes || record % 4 != 0 || record > block.size() - at) return false;
    if (!IsChecksum(block, at, record) && !RecordIsClean(block.subspan(at, record))) return false;
    at += record;
  }
  return true;
}

bool DirectoryIsClean(int directory, int device, uint32_t block_bytes, bool has_checksums) {
  constexpr uint32_t kNotInBlocks = FIEMAP_EXTENT_DATA_INLINE | FIEMAP_EXTENT_DATA_TAIL |
                                    FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_ENCODED |
                                    FIEMAP_EXTENT_NOT_ALIGNED;
  int flags = 0;
  if (ioctl(directory, FS_IOC_GETFLAGS, &flags) != 0) return false;
  if ((flags & (FS_ENCRYPT_FL | FS_CASEFOLD_FL)) != 0) return false;  // hashes behind the names
  const bool index = (flags & FS_INDEX_FL) != 0;
  bool has_blocks = false;
  const ExtentWalk walked = ForEachExtent(directory, 0, [&](const fiemap_extent& found) {
    has_blocks = true;
    return (found.fe_flags & kNotInBlocks) == 0 &&
           BlocksAreClean(device, found, block_bytes, index, has_checksums);
  });
  return walked == ExtentWalk::kWhole && has_blocks;
}

}  // namespace sekisho
