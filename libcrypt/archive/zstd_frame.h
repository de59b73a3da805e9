// The shape of a compressed payload (RFC 8878), without decompressing it: exactly one frame, and
// after it nothing but padding in skippable frames of zeros (docs/formats/archive.md). libarchive
// would pass over more frames and over whatever hides in skippable ones.
#pragma once

#include <array>

#include "base/bytes.h"

namespace sekisho {

inline constexpr std::array<uint8_t, 4> kZstdMagic = {0x28, 0xB5, 0x2F, 0xFD};
// More than this of what went before is never needed to decompress: it bounds the memory.
inline constexpr uint64_t kMaxZstdWindowBytes = 8 << 20;

// Follows one frame from its first byte. kVerdict for anything else than a frame without dictionary
// and without announced content size, with a window of at most kMaxZstdWindowBytes. What is inside
// its blocks is for the decompressor to judge.
class ZstdFrameParser {
 public:
  // How many of `bytes`, which follow those taken before, belong to the frame: all, or fewer when
  // it ends there.
  Result<size_t> Take(ByteView bytes);
  bool AtEnd() const { return part_ == Part::kEnd; }

 private:
  enum class Part { kHeader, kBlockHeader, kBlock, kChecksum, kEnd };
  Result<void> FinishPart();
  Result<void> ReadHeader();
  Result<void> ReadBlockHeader();

  Part part_ = Part::kHeader;
  size_t left_ = 6;                 // of the part
  std::array<uint8_t, 6> field_{};  // the header's or block header's bytes
  size_t field_size_ = 0;
  bool has_checksum_ = false;
  bool last_block_ = false;
};

inline constexpr uint64_t kPaddingHeaderBytes = 8;
inline constexpr uint64_t kMaxPaddingBytes = 1 << 30;  // zeros in one skippable frame

// Follows padding: skippable frames of zeros, each but the last with kMaxPaddingBytes of them, so
// that there is one way to write so much padding. kVerdict for anything else.
class ZstdPaddingParser {
 public:
  Result<void> Take(ByteView bytes);
  // Whether it may end here.
  bool AtEnd() const { return field_size_ == 0 && left_ == 0; }
  uint64_t bytes() const { return bytes_; }

 private:
  std::array<uint8_t, kPaddingHeaderBytes> field_{};
  size_t field_size_ = 0;
  uint64_t left_ = 0;
  bool was_last_ = false;
  uint64_t bytes_ = 0;
};

// Whether padding can have `bytes` bytes, headers included; and the header of its next frame, when
// so many are still missing.
bool IsPaddingSize(uint64_t bytes);
std::array<uint8_t, kPaddingHeaderBytes> PaddingHeader(uint64_t bytes_left);

}  // namespace sekisho
