#include "wipe/purge/markers.h"

#include <gtest/gtest.h>

#include "tests/unit/wipe/fake_medium.h"
#include "tests/unit/wipe/fake_random.h"

namespace sekisho {
namespace {

constexpr uint64_t kManyBlocks = 50123;
constexpr uint64_t kSeed = 42;

class MarkersTest : public testing::Test {
 protected:
  static MarkerFindings Look(Markers& markers, int expected = -1) {
    auto findings = markers.Look(expected, {});
    EXPECT_TRUE(findings.has_value());
    return findings.value_or({});
  }
  CountingRandom random;
  FakeMedium medium{kManyBlocks};
  Markers markers{medium, std::nullopt, random};
  Markers sample{medium, kSeed, random};
};

TEST_F(MarkersTest, TheFirstTheLastAndTwoInEachSection) {
  const Bytes before = medium.bytes;
  ASSERT_TRUE(markers.Write({}).has_value());
  std::vector<uint64_t> changed;
  for (uint64_t block = 0; block < kManyBlocks; ++block)
    if (!std::equal(before.begin() + block * 512, before.begin() + (block + 1) * 512,
                    medium.bytes.begin() + block * 512))
      changed.push_back(block);
  EXPECT_EQ(markers.written(), static_cast<int64_t>(changed.size()));
  EXPECT_GE(changed.size(), 2000u);
  EXPECT_LE(changed.size(), 2003u);
  EXPECT_EQ(changed.front(), 0u);
  EXPECT_EQ(changed.back(), kManyBlocks - 1);
}

TEST_F(MarkersTest, ASmallDeviceIsMarkedThroughout) {
  for (const uint64_t blocks : {1, 2, 1999, 2000, 2001, 4001, 39999}) {
    FakeMedium small(blocks);
    Markers marked(small, std::nullopt, random);
    ASSERT_TRUE(marked.Write({}).has_value());
    EXPECT_GE(static_cast<uint64_t>(marked.written()), std::min<uint64_t>(blocks, 2000));
    EXPECT_LE(marked.written(), 4001);
  }
}

TEST_F(MarkersTest, NothingErasedIsSeen) {
  for (Markers* const each : {&markers, &sample}) {
    ASSERT_TRUE(each->Write({}).has_value());
    const MarkerFindings findings = Look(*each);
    EXPECT_EQ(findings.gone, 0);
    EXPECT_GE(findings.remaining.TotalBytes(), static_cast<uint64_t>(each->written()) * 512);
  }
}

TEST_F(MarkersTest, AllErasedIsSeen) {
  for (Markers* const each : {&markers, &sample}) {
    ASSERT_TRUE(each->Write({}).has_value());
    medium.Fill(0);
    const MarkerFindings findings = Look(*each);
    EXPECT_EQ(findings.gone, each->written());
    EXPECT_EQ(findings.bytes_judged, each->bytes_to_read());
    EXPECT_TRUE(findings.remaining.ranges().empty());
  }
  EXPECT_EQ(markers.bytes_to_read(), medium.size_bytes());
  EXPECT_GE(sample.bytes_to_read(), medium.size_bytes() / 10);
  EXPECT_LT(sample.bytes_to_read(), medium.size_bytes() / 5);
}

TEST_F(MarkersTest, OneThatStaysIsNamed) {
  ASSERT_TRUE(sample.Write({}).has_value());
  const Bytes last(medium.bytes.end() - 512, medium.bytes.end());
  medium.Fill(0);
  std::ranges::copy(last, medium.bytes.end() - 512);
  const MarkerFindings findings = Look(sample);
  EXPECT_EQ(findings.gone, sample.written() - 1);
  EXPECT_EQ(findings.remaining.ranges(),
            (std::vector<ByteRange>{{medium.size_bytes() - 512, 512}}));
}

TEST_F(MarkersTest, OneThatMovedIsFoundByReadingAll) {
  ASSERT_TRUE(markers.Write({}).has_value());
  const Bytes first(medium.bytes.begin(), medium.bytes.begin() + 512);
  medium.Fill(0);
  std::ranges::copy(first, medium.bytes.begin() + 5 * 512 + 32);  // and shifted
  EXPECT_FALSE(Look(markers).remaining.ranges().empty());
}

TEST_F(MarkersTest, SomethingElseThanThePatternIsSeen) {
  ASSERT_TRUE(markers.Write({}).has_value());
  medium.Fill(0x55);
  EXPECT_TRUE(Look(markers, 0x55).remaining.ranges().empty());
  medium.bytes[7 * 512 + 3] = 0x54;
  EXPECT_EQ(Look(markers, 0x55).remaining.ranges(), (std::vector<ByteRange>{{7 * 512, 512}}));
}

TEST_F(MarkersTest, BadBlocksAreLeftOutAndThenListed) {
  medium.bad_writes = {0};
  ASSERT_TRUE(markers.Write({}).has_value());
  medium.Fill(0);
  medium.bad_reads = {medium.size_bytes() - 512};
  const MarkerFindings findings = Look(markers);
  EXPECT_EQ(findings.gone, markers.written() - 1);
  EXPECT_EQ(findings.unread.ranges(), (std::vector<ByteRange>{{medium.size_bytes() - 512, 512}}));
}

TEST_F(MarkersTest, ADeviceThatKeepsNoMarkersIsRefused) {
  class Forgetful final : public BlockDevice {
   public:
    uint64_t size_bytes() const override { return 100 * 512; }
    uint64_t block_bytes() const override { return 512; }
    Result<void> Write(uint64_t, ByteView) override { return {}; }
    Result<void> Read(uint64_t, MutableBytes out) override {
      std::ranges::fill(out, uint8_t{0});
      return {};
    }
    Result<void> Sync() override { return {}; }
  } forgetful;
  EXPECT_EQ(Markers(forgetful, std::nullopt, random).Write({}).error().code, ErrorCode::kFailed);
}

TEST_F(MarkersTest, ASignalStopsIt) {
  MarkerHooks hooks;
  hooks.may_go_on = []() -> Result<void> { return Fail(ErrorCode::kInterrupted, "interrupted"); };
  EXPECT_EQ(markers.Write(hooks).error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(markers.Look(-1, hooks).error().code, ErrorCode::kInterrupted);
}

}  // namespace
}  // namespace sekisho
