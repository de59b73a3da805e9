#include "wipe/passes/sample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace sekisho {
namespace {

struct Medium {
  uint64_t size_bytes, block_bytes;
};

constexpr Medium kMedia[] = {
    {40'000 * 512, 512},  // the smallest that is sampled
    {40'001 * 512, 512},  // not divisible
    {40'999 * 512, 512},       {uint64_t{1} << 30, 512},
    {uint64_t{1} << 30, 4096}, {500'107'862'016ULL, 512},  // a disk of 500 GB
    {16'000'900'661'248, 4096}                             // and of 16 TB
};

// How much of [begin, end) the sample holds, and in how many parts.
std::pair<uint64_t, int> Inside(const std::vector<ByteRange>& sample, uint64_t begin,
                                uint64_t end) {
  uint64_t bytes = 0;
  int parts = 0;
  for (const ByteRange& range : sample) {
    if (range.offset >= end || range.offset + range.bytes <= begin) continue;
    EXPECT_LE(begin, range.offset);
    EXPECT_LE(range.offset + range.bytes, end);
    bytes += range.bytes;
    parts += (end - begin) <= range.bytes * 20 ? 1 : 0;
  }
  return {bytes, parts};
}

TEST(Sample, IsOfWholeBlocksInOrderAndApart) {
  for (const Medium& medium : kMedia)
    for (uint64_t seed = 0; seed < 20; ++seed) {
      uint64_t at = 0;
      for (const ByteRange& range : ChooseSample(medium.size_bytes, medium.block_bytes, seed)) {
        EXPECT_LE(at, range.offset);
        EXPECT_GT(range.bytes, 0u);
        EXPECT_EQ(range.offset % medium.block_bytes, 0u);
        EXPECT_EQ(range.bytes % medium.block_bytes, 0u);
        at = range.offset + range.bytes;
      }
      EXPECT_EQ(at, medium.size_bytes);  // the last block is there
    }
}

TEST(Sample, HasTheFirstBlockAndTheLast) {
  for (const Medium& medium : kMedia)
    for (uint64_t seed = 0; seed < 200; ++seed) {
      const auto sample = ChooseSample(medium.size_bytes, medium.block_bytes, seed);
      EXPECT_EQ(sample.front().offset, 0u);
      EXPECT_EQ(sample.back().offset + sample.back().bytes, medium.size_bytes);
    }
}

TEST(Sample, EachSectionHasTwoPartsOfATwentieth) {
  for (const Medium& medium : kMedia) {
    const auto sample = ChooseSample(medium.size_bytes, medium.block_bytes, 7);
    const uint64_t blocks = medium.size_bytes / medium.block_bytes;
    uint64_t begin = 0;
    for (uint64_t section = 0; section < kSampleSections; ++section) {
      const uint64_t length = blocks / 1000 + (section < blocks % 1000 ? 1 : 0);
      const uint64_t end = begin + length * medium.block_bytes;
      const auto [bytes, parts] = Inside(sample, begin, end);
      EXPECT_GE(bytes * 10, end - begin) << section;
      EXPECT_EQ(parts, 2) << section;
      begin = end;
    }
    EXPECT_EQ(begin, medium.size_bytes);
    EXPECT_LT(TotalBytes(sample), medium.size_bytes / 6);  // parts are of whole blocks
  }
}

TEST(Sample, AnyBlockOfASectionCanBeInIt) {
  std::set<uint64_t> seen;
  for (uint64_t seed = 0; seed < 2000; ++seed)
    for (const ByteRange& range : ChooseSample(50'000 * 512, 512, seed))
      if (range.offset / 512 < 50)
        for (uint64_t at = 0; at < range.bytes; at += 512) seen.insert((range.offset + at) / 512);
  EXPECT_EQ(seen.size(), 50u);
}

// Worked out by another program, from the description in docs/formats/wipe-report.md.
TEST(Sample, FollowsFromItsSeed) {
  const auto sample = ChooseSample(uint64_t{1} << 30, 512, 0x0123456789ABCDEF);
  EXPECT_EQ(sample, ChooseSample(uint64_t{1} << 30, 512, 0x0123456789ABCDEF));
  EXPECT_NE(sample, ChooseSample(uint64_t{1} << 30, 512, 0x0123456789ABCDEE));
  const std::vector<ByteRange> first(sample.begin(), sample.begin() + 4);
  EXPECT_EQ(first, (std::vector<ByteRange>{
                       {0, 512}, {737280, 53760}, {1014784, 53760}, {1797120, 53760}}));
  EXPECT_EQ(TotalBytes(sample), 107521024u);
}

TEST(Sample, ASmallMediumIsReadInFull) {
  EXPECT_TRUE(SampleIsAll(39'999 * 512, 512));
  EXPECT_FALSE(SampleIsAll(40'000 * 512, 512));
  EXPECT_EQ(ChooseSample(39'999 * 512, 512, 1), (std::vector<ByteRange>{{0, 39'999 * 512}}));
}

}  // namespace
}  // namespace sekisho
