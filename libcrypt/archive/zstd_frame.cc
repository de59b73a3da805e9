#include "libcrypt/archive/zstd_frame.h"

#include <algorithm>

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr size_t kBlockHeaderBytes = 3;
constexpr size_t kChecksumBytes = 4;
constexpr uint32_t kMaxBlockBytes = 128 << 10;
constexpr uint8_t kChecksumFlag = 0x04;
constexpr std::array<uint8_t, 4> kSkippableMagic = {0x50, 0x2A, 0x4D, 0x18};

Error Damaged(const char* why) {
  return Fail(ErrorCode::kVerdict,
              Message("the compressed payload is damaged: {0}", {Message(why)}),
              Message("nothing was kept; ask the sender for the package again"));
}

Error BadPadding() {
  return Fail(ErrorCode::kVerdict,
              Message("there is something else than padding after the payload"),
              Message("nothing was kept; tell whoever sealed it, and the security officer"));
}

// Window_Descriptor: a power of two and eighths of it.
uint64_t WindowBytes(uint8_t descriptor) {
  const uint64_t base = uint64_t{1} << (10 + (descriptor >> 3));
  return base + base / 8 * (descriptor & 7);
}

}  // namespace

Result<size_t> ZstdFrameParser::Take(ByteView bytes) {
  size_t taken = 0;
  while (taken < bytes.size() && !AtEnd()) {
    const size_t count = std::min(left_, bytes.size() - taken);
    if (part_ == Part::kHeader || part_ == Part::kBlockHeader) {
      const ByteView piece = bytes.subspan(taken, count);
      std::copy(piece.begin(), piece.end(), field_.begin() + static_cast<ptrdiff_t>(field_size_));
      field_size_ += count;
    }
    taken += count;
    left_ -= count;
    while (left_ == 0 && !AtEnd()) RETURN_IF_ERROR(FinishPart());
  }
  return taken;
}

// The part is whole: what follows it?
Result<void> ZstdFrameParser::FinishPart() {
  field_size_ = 0;
  if (part_ == Part::kHeader) return ReadHeader();
  if (part_ == Part::kBlockHeader) return ReadBlockHeader();
  if (part_ == Part::kBlock && !last_block_) {
    part_ = Part::kBlockHeader;
    left_ = kBlockHeaderBytes;
  } else if (part_ == Part::kBlock && has_checksum_) {
    part_ = Part::kChecksum;
    left_ = kChecksumBytes;
  } else {
    part_ = Part::kEnd;
  }
  return {};
}

Result<void> ZstdFrameParser::ReadHeader() {
  if (!std::equal(kZstdMagic.begin(), kZstdMagic.end(), field_.begin()))
    return Damaged("it is not zstd");  // defence: E6-13
  const uint8_t descriptor = field_[4];
  // defence: E6-14
  if ((descriptor & ~kChecksumFlag) != 0) return Damaged("its frame is of another kind");
  // defence: E6-15
  if (WindowBytes(field_[5]) > kMaxZstdWindowBytes) return Damaged("its window is too large");
  has_checksum_ = descriptor != 0;
  part_ = Part::kBlockHeader;
  left_ = kBlockHeaderBytes;
  return {};
}

Result<void> ZstdFrameParser::ReadBlockHeader() {
  enum BlockType { kRaw, kRle, kCompressed };
  const uint32_t header = field_[0] | uint32_t{field_[1]} << 8 | uint32_t{field_[2]} << 16;
  last_block_ = (header & 1) != 0;
  const uint32_t type = header >> 1 & 3;
  const uint32_t size = header >> 3;
  // defence: E6-16
  if (type > kCompressed || size > kMaxBlockBytes) return Damaged("a block is of another kind");
  // Of nothing, there is one: the last block, where the data ended with the one before.
  // defence: E6-17
  if (size == 0 && (type != kRaw || !last_block_)) return Damaged("a block is empty");
  part_ = Part::kBlock;
  left_ = type == kRle ? 1 : size;
  return {};
}

Result<void> ZstdPaddingParser::Take(ByteView bytes) {
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    if (left_ > 0) {
      const ByteView zeros = bytes.first(std::min<uint64_t>(left_, bytes.size()));
      if (std::any_of(zeros.begin(), zeros.end(), [](uint8_t byte) { return byte != 0; }))
        return BadPadding();  // defence: I10-3
      left_ -= zeros.size();
      bytes = bytes.subspan(zeros.size());
      continue;
    }
    field_[field_size_++] = bytes.front();
    bytes = bytes.subspan(1);
    if (field_size_ < field_.size()) continue;
    field_size_ = 0;
    for (size_t i = 0; i < 4; ++i) left_ |= uint64_t{field_[4 + i]} << (8 * i);
    const bool ours = std::equal(kSkippableMagic.begin(), kSkippableMagic.end(), field_.begin());
    if (!ours || was_last_ || left_ > kMaxPaddingBytes) return BadPadding();  // defence: I10-4
    was_last_ = left_ < kMaxPaddingBytes;
  }
  return {};
}

bool IsPaddingSize(uint64_t bytes) {
  const uint64_t last = bytes % (kMaxPaddingBytes + kPaddingHeaderBytes);
  return last == 0 || last >= kPaddingHeaderBytes;
}

std::array<uint8_t, kPaddingHeaderBytes> PaddingHeader(uint64_t bytes_left) {
  const uint64_t zeros = std::min(bytes_left - kPaddingHeaderBytes, kMaxPaddingBytes);
  std::array<uint8_t, kPaddingHeaderBytes> header{};
  std::copy(kSkippableMagic.begin(), kSkippableMagic.end(), header.begin());
  for (size_t i = 0; i < 4; ++i) header[4 + i] = static_cast<uint8_t>(zeros >> (8 * i));
  return header;
}

}  // namespace sekisho
