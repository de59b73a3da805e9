#include "libcrypt/archive/payload.h"

#include <gtest/gtest.h>

#include "libcrypt/archive/zstd_frame.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/libcrypt/archive_test_support.h"

namespace sekisho {
namespace {

// Text with something to compress in it, different for every `seed`.
Bytes Compressible(size_t size, uint32_t seed = 1) {
  Bytes bytes;
  while (bytes.size() < size) {
    seed = seed * 1664525 + 1013904223;
    const std::string word = "line " + std::to_string(seed >> 20) + " of the plan\n";
    bytes.insert(bytes.end(), word.begin(), word.end());
  }
  bytes.resize(size);
  return bytes;
}

Bytes Shape(ByteView archive, const PayloadShape& shape, size_t piece = 1 << 18) {
  MemorySink sink;
  auto writer = PayloadWriter::Create(sink, shape);
  EXPECT_TRUE(writer) << (writer ? "" : writer.error().message);
  for (size_t at = 0; at < archive.size(); at += piece)
    EXPECT_TRUE(
        (*writer)->Write(archive.subspan(at, std::min(piece, archive.size() - at))).has_value());
  EXPECT_TRUE((*writer)->Finish());
  return std::move(sink.data);
}

Result<Bytes> Unshape(ByteView payload, const ArchiveLimits& limits = {}, size_t piece = 100000) {
  MemorySource source(payload);
  ASSIGN_OR_RETURN(const auto reader, PayloadReader::Create(source, limits));
  Bytes all;
  Bytes buffer(piece);
  while (true) {
    ASSIGN_OR_RETURN(const size_t got, reader->Read(buffer));
    all.insert(all.end(), buffer.begin(), buffer.begin() + static_cast<long>(got));
    if (got < buffer.size()) return all;
  }
}

std::string Refusal(ByteView payload) {
  const auto read = Unshape(payload);
  if (read) return "";
  EXPECT_EQ(read.error().code, ErrorCode::kVerdict) << read.error().message;
  return read.error().message;
}

TEST(PayloadWriter, LeavesAPlainArchiveAsItIs) {
  const Bytes archive = Compressible(300000);
  EXPECT_EQ(Shape(archive, {}), archive);
  EXPECT_EQ(*Unshape(archive), archive);
  EXPECT_EQ(*Unshape(Bytes()), Bytes());
  EXPECT_EQ(*Unshape(Bytes{0x28}), Bytes{0x28});
}

TEST(PayloadWriter, CompressesAndComesBack) {
  for (const size_t size : {size_t{1}, size_t{511}, size_t{200000}, size_t{9} << 20}) {
    const Bytes archive = Compressible(size);
    for (const size_t threads : {1, 2, 16}) {
      for (const bool pad : {false, true}) {
        const Bytes payload = Shape(archive, {true, pad, threads}, 77777);
        EXPECT_TRUE(size <= 511 || payload.size() < size / 2) << payload.size();
        for (const size_t piece : {1000, 1 << 20}) {
          const auto back = Unshape(payload, {}, piece);
          ASSERT_TRUE(back) << back.error().message;
          EXPECT_TRUE(*back == archive) << size << " " << threads << " " << pad;
        }
      }
    }
  }
}

TEST(PayloadWriter, StockZstdReadsIt) {
  const ScratchDirectory scratch;
  if (system("zstd --version >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "there is no zstd (scripts/bootstrap)";
  const Bytes archive = Compressible(3 << 20);
  scratch.Write("archive", archive);
  for (const bool pad : {false, true}) {
    scratch.Write("payload.zst", Shape(archive, {true, pad, 2}));
    EXPECT_TRUE(scratch.Shell("zstd -dqc payload.zst | cmp - archive"));
  }
}

TEST(Padme, IsThePublishedFunction) {
  // Of the reference implementation: L, padded.
  const std::pair<uint64_t, uint64_t> kKnown[] = {{0, 0},
                                                  {1, 1},
                                                  {8, 8},
                                                  {9, 10},
                                                  {100, 104},
                                                  {1000, 1024},
                                                  {1025, 1088},
                                                  {10000, 10240},
                                                  {1000000, 1015808},
                                                  {(uint64_t{1} << 40) + 1, 1116691496960}};
  for (const auto& [size, padded] : kKnown) EXPECT_EQ(PadmeSize(size), padded) << size;
}

TEST(Padme, NeverAddsMoreThanAnEighthAndIsStable) {
  for (uint64_t size = 16; size < (uint64_t{1} << 45); size += size / 7 + 1) {
    const uint64_t padded = PadmeSize(size);
    EXPECT_GE(padded, size);
    EXPECT_LE(padded - size, size / 8) << size;
    EXPECT_EQ(PadmeSize(padded), padded);
    EXPECT_EQ(PadmeSize((size + 511) / 512 * 512) % 512, 0u) << size;
  }
}

TEST(PayloadWriter, PadsToPadmeSizes) {
  for (const size_t blocks : {10, 17, 33, 100, 1000, 5000}) {
    const Bytes archive = Compressible(blocks * 512);
    const Bytes plain = Shape(archive, {false, true, 1});
    EXPECT_EQ(plain.size(), PadmeSize(archive.size()));
    EXPECT_TRUE(std::equal(archive.begin(), archive.end(), plain.begin()));
    EXPECT_TRUE(std::all_of(plain.begin() + static_cast<long>(archive.size()), plain.end(),
                            [](uint8_t byte) { return byte == 0; }));
    const Bytes packed = Shape(archive, {true, true, 1});
    EXPECT_EQ(packed.size(), PadmeSize(packed.size())) << "not a size of Padmé's";
    EXPECT_LE(packed.size(), PadmeSize(Shape(archive, {true, false, 1}).size() + 8));
  }
}

TEST(PayloadReader, D1RefusesTruncationAnywhere) {
  const Bytes payload = Shape(Compressible(5000), {true, true, 1});
  const Bytes unpadded = Shape(Compressible(5000), {true, false, 1});
  ASSERT_GT(payload.size(), unpadded.size());
  for (size_t size = 4; size < payload.size(); ++size) {
    if (size != unpadded.size())
      EXPECT_NE(Refusal(ByteView(payload).first(size)), "") << size;
    else
      EXPECT_EQ(Refusal(ByteView(payload).first(size)), "") << "padding may be missing as a whole";
  }
}

TEST(PayloadReader, D1NothingHidesBehindTheFrame) {
  const Bytes frame = Shape(Compressible(70000), {true, false, 1});
  const auto after = [&](const Bytes& trailing) {
    Bytes payload = frame;
    payload.insert(payload.end(), trailing.begin(), trailing.end());
    return Refusal(payload);
  };
  const std::string hidden = "there is something else than padding after the payload";
  EXPECT_EQ(after({}), "");
  EXPECT_EQ(after({0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 0, 0}), "");
  EXPECT_EQ(after({0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 0, 1}), hidden);
  EXPECT_EQ(after({0x51, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 0, 0}), hidden);
  EXPECT_EQ(after({0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0, 0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0}), hidden)
      << "two frames where one would do";
  EXPECT_EQ(after({0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0x40}), hidden) << "more than a GiB in one";
  EXPECT_EQ(after(frame), hidden) << "a second frame";
  EXPECT_EQ(after(Bytes(512)), hidden) << "bare zeros";
  EXPECT_NE(after({0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 0}), "") << "cut short";
  EXPECT_NE(after({0x50, 0x2A, 0x4D}), "") << "cut short";
  const uint64_t much = frame.size() / 4;
  Bytes padding = {
      0x50, 0x2A, 0x4D, 0x18, static_cast<uint8_t>(much), static_cast<uint8_t>(much >> 8), 0, 0};
  padding.resize(8 + much);
  EXPECT_EQ(after(padding), "there is too much padding after the payload");
}

TEST(PayloadReader, RefusesFramesOfAnotherKind) {
  const Bytes frame = Shape(Compressible(70000), {true, false, 1});
  const auto with = [&](size_t at, uint8_t byte) {
    Bytes changed = frame;
    changed[at] = byte;
    return Refusal(changed);
  };
  EXPECT_EQ(with(5, 0x98), "the compressed payload is damaged: its window is too large");
  EXPECT_EQ(with(5, 0x69), "the compressed payload is damaged: its window is too large");
  for (const int flags : {0x01, 0x02, 0x08, 0x10, 0x20, 0x40, 0x80})
    EXPECT_EQ(with(4, static_cast<uint8_t>(flags)),
              "the compressed payload is damaged: its frame is of another kind");
  EXPECT_NE(with(4, 0x04), "") << "a checksum that is not there";
  EXPECT_EQ(with(6, 0x07), "the compressed payload is damaged: a block is of another kind");
  EXPECT_EQ(with(8, 0xFF), "the compressed payload is damaged: a block is of another kind");
  for (size_t at = 9; at < frame.size(); at += 97) {
    Bytes changed = frame;
    changed[at] = static_cast<uint8_t>(changed[at] ^ 0x55);
    (void)Refusal(changed);  // damaged, or other bytes: never anything else
  }
}

// A block of nothing says nothing, however many there are: but their bytes could.
TEST(PayloadReader, D1NothingHidesInBlocksOfNothing) {
  const Bytes payload = Shape(Compressible(1000), {true, false, 1});
  const auto with = [&](const Bytes& block) {
    Bytes changed = payload;
    changed.insert(changed.begin() + 6, block.begin(), block.end());
    return changed;
  };
  EXPECT_EQ(Refusal(with({})), "");
  EXPECT_NE(Refusal(with({0, 0, 0})), "");
  EXPECT_NE(Refusal(with({2, 0, 0, 'x'})), "");
  EXPECT_NE(Refusal(with({4, 0, 0})), "");
}

TEST(PayloadReader, UndoesOneLayerOnly) {
  const Bytes once = Shape(Compressible(70000), {true, false, 1});
  const Bytes twice = Shape(once, {true, false, 1});
  EXPECT_EQ(*Unshape(twice), once);
}

TEST(PayloadReader, E6StopsABombAtItsRatio) {
  constexpr size_t kBytes = 300 << 20;
  Bytes bomb;  // as an honest writer would not leave it: without padding
  {
    MemorySink sink;
    auto writer = ZstdWriter::Create(sink, 1);
    const Bytes zeros(1 << 20);
    for (size_t at = 0; at < kBytes; at += zeros.size()) ASSERT_TRUE((*writer)->Write(zeros));
    ASSERT_TRUE((*writer)->Finish());
    bomb = std::move(sink.data);
  }
  ASSERT_LT(bomb.size(), kBytes / 10000);
  ArchiveLimits limits;
  limits.packed_bytes = bomb.size();
  limits.again = "sekisho open x.age";
  MemorySource source(bomb);
  auto reader = PayloadReader::Create(source, limits);
  ASSERT_TRUE(reader);
  Bytes buffer(1 << 18);
  uint64_t came_out = 0;
  Result<size_t> got = size_t{0};
  while ((got = (*reader)->Read(buffer)) && *got > 0) came_out += *got;
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::kRefused);
  EXPECT_NE(got.error().message.find("and 1000 times is allowed"), std::string::npos)
      << got.error().message;
  EXPECT_NE(got.error().next.words().find("sekisho open x.age --max-ratio "), std::string::npos);
  EXPECT_LE(came_out, kRatioFreeBytes);
  limits.max_ratio = 40000;
  MemorySource again(bomb);
  reader = PayloadReader::Create(again, limits);
  came_out = 0;
  while ((got = (*reader)->Read(buffer)) && *got > 0) came_out += *got;
  EXPECT_TRUE(got);
  EXPECT_EQ(came_out, kBytes);
}

TEST(PayloadWriter, E6WhatItCompressesIsNeverRefusedForItsRatio) {
  constexpr size_t kBytes = 300 << 20;
  for (const bool pad : {false, true}) {
    MemorySink sink;
    auto writer = PayloadWriter::Create(sink, {true, pad, 2});
    const Bytes zeros(1 << 20);
    for (size_t at = 0; at < kBytes; at += zeros.size()) ASSERT_TRUE((*writer)->Write(zeros));
    ASSERT_TRUE((*writer)->Finish());
    EXPECT_LT(sink.data.size(), kBytes / 800);
    ArchiveLimits limits;
    limits.packed_bytes = sink.data.size();
    MemorySource source(sink.data);
    auto reader = PayloadReader::Create(source, limits);
    Bytes buffer(1 << 18);
    uint64_t came_out = 0;
    Result<size_t> got = size_t{0};
    while ((got = (*reader)->Read(buffer)) && *got > 0) came_out += *got;
    EXPECT_TRUE(got) << got.error().message;
    EXPECT_EQ(came_out, kBytes);
  }
}

TEST(ZstdFrame, BeginsWithItsMagic) {
  const Bytes frame = Shape(Compressible(1000), {true, false, 1});
  ZstdFrameParser good;
  EXPECT_EQ(*good.Take(frame), frame.size());
  for (size_t i = 0; i < kZstdMagic.size(); ++i) {
    Bytes changed = frame;
    changed[i] ^= 1;
    ZstdFrameParser parser;
    EXPECT_EQ(RefusalOf(parser.Take(changed)), ErrorCode::kVerdict) << i;
  }
}

TEST(ZstdPadding, HasOneWayToBeWritten) {
  constexpr uint64_t kFull = kMaxPaddingBytes + kPaddingHeaderBytes;
  for (const uint64_t bytes : {uint64_t{8}, uint64_t{100}, kFull, kFull + 8, 3 * kFull + 1000}) {
    ASSERT_TRUE(IsPaddingSize(bytes)) << bytes;
    ZstdPaddingParser parser;
    const Bytes zeros(16 << 20);
    for (uint64_t left = bytes; left > 0;) {
      const auto header = PaddingHeader(left);
      ASSERT_TRUE(parser.Take(header));
      uint64_t content = std::min(left - kPaddingHeaderBytes, kMaxPaddingBytes);
      left -= kPaddingHeaderBytes + content;
      for (; content > 0; content -= std::min<uint64_t>(content, zeros.size()))
        ASSERT_TRUE(parser.Take(ByteView(zeros).first(std::min<uint64_t>(content, zeros.size()))));
    }
    EXPECT_TRUE(parser.AtEnd());
    EXPECT_EQ(parser.bytes(), bytes);
  }
  for (const uint64_t bytes : {uint64_t{1}, uint64_t{7}, kFull + 1, 5 * kFull + 7})
    EXPECT_FALSE(IsPaddingSize(bytes)) << bytes;
}

}  // namespace
}  // namespace sekisho
