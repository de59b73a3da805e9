#include "wipe/free_space/journal_contents.h"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "devices/fiemap.h"
#include "wipe/free_space/ext_superblock.h"

namespace sekisho {
namespace {

constexpr uint32_t kMagic = 0xC03B3998;
constexpr uint32_t kDescriptor = 1;
constexpr size_t kHeaderBytes = 12;  // magic, type, sequence
constexpr uint32_t k64Bit = 0x2;
constexpr uint32_t kChecksumV2 = 0x8;
constexpr uint32_t kChecksumV3 = 0x10;
constexpr size_t kUuidBytes = 16;
constexpr uint32_t kSameUuid = 0x2;
constexpr uint32_t kLastTag = 0x8;
constexpr size_t kPieceBytes = 4 << 20;

uint32_t Big(ByteView bytes, size_t at) {
  return uint32_t{bytes[at]} << 24 | uint32_t{bytes[at + 1]} << 16 | uint32_t{bytes[at + 2]} << 8 |
         uint32_t{bytes[at + 3]};
}
uint32_t Little(ByteView bytes, size_t at) {
  return uint32_t{bytes[at]} | uint32_t{bytes[at + 1]} << 8 | uint32_t{bytes[at + 2]} << 16 |
         uint32_t{bytes[at + 3]} << 24;
}

bool HoldsOneByte(ByteView block) {
  return std::all_of(block.begin(), block.end(), [&](uint8_t byte) { return byte == block[0]; });
}

// FNV-1a, in words: for telling blocks apart, not against anybody. The first word is left out: the
// journal clears it in a copy that begins with its magic number.
uint64_t DigestOf(ByteView block) {
  uint64_t digest = 0xcbf29ce484222325;
  for (size_t at = 4; at + 4 <= block.size(); at += 4)
    digest = (digest ^ Little(block, at)) * 0x100000001b3;
  return digest;
}

Error NotKnown(const FileSystemInfo& on) {
  return Fail(ErrorCode::kRefused,
              Message("The journal of {0} could not be read: whether it holds content from an "
                      "earlier mount with data=journal is not known.",
                      {on.mount.point}));
}

struct Piece {
  uint64_t first_block = 0;
  uint64_t blocks = 0;
};

// The journal's blocks by the copy of its inode in the superblock: up to four extents.
Result<std::vector<Piece>> PiecesOf(ByteView superblock, const FileSystemInfo& on) {
  constexpr size_t kMap = 0x10C;
  const uint32_t head = Little(superblock, kMap);
  const uint32_t depth = Little(superblock, kMap + 4) >> 16;
  const uint32_t count = head >> 16;
  // defence: none, it is only told then
  if ((head & 0xFFFF) != 0xF30A || depth != 0 || count == 0 || count > 4) return NotKnown(on);
  std::vector<Piece> pieces;
  for (uint32_t i = 0; i < count; ++i) {
    const size_t at = kMap + 12 + i * 12;
    const uint32_t lengths = Little(superblock, at + 4);  // and the upper half of the place
    pieces.push_back(
        {uint64_t{lengths >> 16} << 32 | Little(superblock, at + 8), lengths & 0xFFFF});
  }
  return pieces;
}

// Calls `on_block` for each block of `bytes` bytes at `offset` of an open file or device.
Result<void> EachBlock(int fd, uint64_t offset, uint64_t bytes, uint32_t block_bytes,
                       const std::function<void(ByteView)>& on_block) {
  Bytes buffer(kPieceBytes);
  while (bytes > 0) {
    RETURN_IF_ERROR(CheckInterrupted());
    const size_t asked = std::min<uint64_t>(bytes, buffer.size());
    ASSIGN_OR_RETURN(const size_t got, ReadFullAt(fd, MutableBytes(buffer).first(asked), offset));
    std::fill(buffer.begin() + static_cast<ptrdiff_t>(got), buffer.end(), 0);  // to its block's end
    for (size_t at = 0; at < got; at += block_bytes)
      on_block(ByteView(buffer).subspan(at, block_bytes));
    if (got < asked) return {};
    offset += asked;
    bytes -= asked;
  }
  return {};
}

Result<bool> LiesWhereCopiesWereMade(const JournalContents& journal, int fd) {
  const ExtentWalk walked = ForEachExtent(fd, FIEMAP_FLAG_SYNC, [&](const fiemap_extent& found) {
    const uint64_t first = found.fe_physical / journal.block_bytes;
    const uint64_t end = (found.fe_physical + found.fe_length) / journal.block_bytes;
    for (uint64_t block = first; block < end; ++block)
      if (journal.copied.contains(block)) return false;
    return true;
  });
  if (walked == ExtentWalk::kNotTold)
    return SystemError(Message("cannot find the file's data"), errno);
  return walked == ExtentWalk::kStopped;
}

}  // namespace

Result<JournalReader> JournalReader::Begin(ByteView superblock) {
  if (superblock.size() < 1024 || Big(superblock, 0) != kMagic)
    return Fail(ErrorCode::kMalformed, Message("there is no journal"));  // defence: H11-7
  JournalReader reader;
  reader.contents_.block_bytes = static_cast<uint32_t>(superblock.size());
  reader.features_ = Big(superblock, 0x28);
  return reader;
}

void JournalReader::Add(ByteView block) {
  if (Big(block, 0) == kMagic) {
    listed_ = 0;
    if (Big(block, 4) == kDescriptor) AddDescriptor(block);
    return;
  }
  if (listed_ > 0)
    --listed_;
  else if (!HoldsOneByte(block))
    contents_.unlisted.insert(DigestOf(block));
}

void JournalReader::AddDescriptor(ByteView block) {
  const bool v3 = (features_ & kChecksumV3) != 0;
  const bool wide = (features_ & k64Bit) != 0;
  const size_t tag_bytes = v3 ? 16 : wide ? 12 : 8;
  const size_t end = block.size() - ((features_ & (kChecksumV2 | kChecksumV3)) != 0 ? 4 : 0);
  for (size_t at = kHeaderBytes; at + tag_bytes <= end; at += tag_bytes) {
    const uint32_t flags = v3 ? Big(block, at + 4) : Big(block, at + 4) & 0xFFFF;
    const uint64_t high = wide ? Big(block, at + 8) : 0;
    contents_.copied.insert(high << 32 | Big(block, at));
    ++listed_;
    if ((flags & kLastTag) != 0) return;
    if ((flags & kSameUuid) == 0) at += kUuidBytes;
  }
}

Result<JournalContents> ReadJournalContents(const FileSystemInfo& on) {
  const auto device = OpenExtDevice(on);
  const auto superblock = device ? ReadExtSuperblock(device->get()) : device.error();
  if (!superblock) return NotKnown(on);  // defence: none, it is only told then
  ASSIGN_OR_RETURN(const ExtSuperblock super, ParseExtSuperblock(*superblock));
  if (!super.has_journal) return JournalContents();
  ASSIGN_OR_RETURN(const std::vector<Piece> pieces, PiecesOf(*superblock, on));
  Bytes first(super.block_bytes);
  const uint64_t where = pieces[0].first_block * super.block_bytes;
  ASSIGN_OR_RETURN(const size_t got, ReadFullAt(device->get(), first, where));
  first.resize(got);
  ASSIGN_OR_RETURN(JournalReader reader, JournalReader::Begin(first));
  for (const Piece& piece : pieces)
    RETURN_IF_ERROR(EachBlock(device->get(), piece.first_block * super.block_bytes,
                              piece.blocks * super.block_bytes, super.block_bytes,
                              [&](ByteView block) { reader.Add(block); }));
  return std::move(reader).Finish();
}

Result<bool> MayHold(const JournalContents& journal, int fd) {
  if (journal.block_bytes == 0) return false;
  ASSIGN_OR_RETURN(const bool by_place, LiesWhereCopiesWereMade(journal, fd));
  if (by_place || journal.unlisted.empty()) return by_place;
  bool held = false;
  const off_t bytes = lseek(fd, 0, SEEK_END);
  if (bytes < 0) return SystemError(Message("cannot find the file's data"), errno);
  RETURN_IF_ERROR(
      EachBlock(fd, 0, static_cast<uint64_t>(bytes), journal.block_bytes, [&](ByteView block) {
        if (!held && !HoldsOneByte(block)) held = journal.unlisted.contains(DigestOf(block));
      }));
  return held;
}

}  // namespace sekisho
