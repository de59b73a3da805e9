#include "wipe/passes/overwrite.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/wipe/fake_device.h"

namespace sekisho {
namespace {

void Fill(int pass, uint64_t offset, MutableBytes out) {
  for (size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<uint8_t>((offset + i) / kBlock * 7 + (offset + i) + (pass == 0 ? 0 : 91));
}

const PassContent Content = {Fill};

Bytes Expected(int pass) {
  Bytes all(kSize);
  Fill(pass, 0, all);
  return all;
}

TEST(Overwrite, CoversTheDeviceToItsLastBlockAndReadsItBack) {
  FakeDevice device;
  OverwriteState state;
  ASSERT_TRUE(OverwriteDevice(device, Content, 2, {}, state));
  EXPECT_EQ(device.medium, Expected(1));
  const auto result = ReadBackDevice(device, Content, 2, {}, state);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->bytes_verified, kSize);
  EXPECT_TRUE(result->differing.ranges().empty());
}

TEST(Overwrite, WhatIsTheSameEverywhereIsMadeOnceForAPass) {
  FakeDevice device(kSize + 4 * kOverwriteChunkBytes);
  int made = 0;
  const PassContent content = {[&](int pass, uint64_t, MutableBytes out) {
                                 ++made;
                                 std::fill(out.begin(), out.end(), static_cast<uint8_t>(pass));
                               },
                               true};
  OverwriteState state;
  ASSERT_TRUE(OverwriteDevice(device, content, 2, {}, state));
  EXPECT_EQ(device.medium, Bytes(device.size_bytes(), 1));
  EXPECT_EQ(made, 2);
  const auto result = ReadBackDevice(device, content, 2, {}, state);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->bytes_verified, device.size_bytes());
}

TEST(Overwrite, H4BadBlocksAreListedAndTheRestIsWritten) {
  FakeDevice device;
  device.bad_writes = {kBlock * 9, kBlock * 10, kSize - kBlock};
  OverwriteState state;
  ASSERT_TRUE(OverwriteDevice(device, Content, 1, {}, state));
  const std::vector<ByteRange> bad = {{kBlock * 9, 2 * kBlock}, {kSize - kBlock, kBlock}};
  EXPECT_EQ(state.unerased.ranges(), bad);
  Bytes expected = Expected(0);
  for (const ByteRange& range : bad)
    std::fill_n(expected.begin() + static_cast<ptrdiff_t>(range.offset), range.bytes,
                uint8_t{0xEE});
  EXPECT_EQ(device.medium, expected);
  const auto result = ReadBackDevice(device, Content, 1, {}, state);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->bytes_verified, kSize - 3 * kBlock);
  EXPECT_TRUE(result->differing.ranges().empty());
}

TEST(Overwrite, H4ABlockBadInAnEarlierPassStaysListed) {
  FakeDevice device;
  device.bad_writes = {kBlock};
  OverwriteState state;
  OverwriteHooks hooks;
  hooks.checkpoint = [&](const OverwriteState&) {
    device.bad_writes.clear();
    return Result<void>();
  };
  ASSERT_TRUE(OverwriteDevice(device, Content, 2, hooks, state));
  EXPECT_EQ(state.unerased.TotalBytes(), kBlock);
}

TEST(Overwrite, H4UnreadableAndChangedBlocksAreToldApart) {
  FakeDevice device;
  OverwriteState state;
  ASSERT_TRUE(OverwriteDevice(device, Content, 1, {}, state));
  device.bad_reads = {kBlock * 4};
  device.cache[kOverwriteChunkBytes + 1] ^= 1;
  const auto result = ReadBackDevice(device, Content, 1, {}, state);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->unread.ranges(), (std::vector<ByteRange>{{kBlock * 4, kBlock}}));
  EXPECT_EQ(result->differing.ranges(), (std::vector<ByteRange>{{kOverwriteChunkBytes, kBlock}}));
  EXPECT_EQ(result->bytes_verified, kSize - 2 * kBlock);
}

TEST(Overwrite, H4ADeviceThatIsGoneEndsTheWork) {
  FakeDevice device;
  device.writes_left = 1;
  OverwriteState state;
  const auto result = OverwriteDevice(device, Content, 1, {}, state);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(state.unerased.ranges().empty());
}

TEST(Overwrite, AFailedSyncIsNoCheckpoint) {
  FakeDevice device;
  device.syncs = false;
  OverwriteState state;
  OverwriteHooks hooks;
  int checkpoints = 0;
  hooks.checkpoint = [&](const OverwriteState&) { return ++checkpoints, Result<void>(); };
  EXPECT_FALSE(OverwriteDevice(device, Content, 1, hooks, state));
  EXPECT_EQ(checkpoints, 0);
}

// Stopped before any chunk, or without power after any write: going on from the last checkpoint
// overwrites everything.
TEST(Overwrite, H7GoingOnFromAnyCheckpointLeavesNothingOut) {
  for (int stop_at = 0; stop_at < 6; ++stop_at) {
    for (const bool killed : {false, true}) {
      FakeDevice device;
      OverwriteState state, saved;
      OverwriteHooks hooks;
      int chunks = 0;
      hooks.checkpoint = [&](const OverwriteState& now) { return saved = now, Result<void>(); };
      if (killed)
        device.writes_left = stop_at;
      else
        hooks.may_go_on = [&] {
          return chunks++ == stop_at ? Result<void>(Fail(ErrorCode::kInterrupted, "stop"))
                                     : Result<void>();
        };
      ASSERT_FALSE(OverwriteDevice(device, Content, 2, hooks, state));
      device.LosePower();
      device.writes_left = 1 << 30;
      ASSERT_TRUE(OverwriteDevice(device, Content, 2, {}, saved));
      EXPECT_EQ(device.medium, Expected(1)) << stop_at << killed;
    }
  }
}

// What a recorded state says was written last is there, or the device is another one.
TEST(Overwrite, H7GoingOnIsRefusedWhereSomethingElseIs) {
  for (const uint64_t offset : {uint64_t{0}, kOverwriteChunkBytes, kSize}) {
    FakeDevice device;
    OverwriteState state;
    ASSERT_TRUE(CheckOverwritten(device, Content, state));  // nothing was written yet
    ASSERT_TRUE(OverwriteDevice(device, Content, 2, {}, state));
    state.pass = 1;
    state.offset = offset;
    if (offset == 0)  // the second pass has not begun
      device.cache = Expected(0);
    EXPECT_TRUE(CheckOverwritten(device, Content, state)) << offset;
    const uint64_t last = (offset == 0 ? kSize : offset) - 1;
    device.bad_reads = {last / kBlock * kBlock};
    EXPECT_TRUE(CheckOverwritten(device, Content, state)) << offset;
    device.bad_reads.clear();
    device.cache[last] ^= 1;
    const auto other = CheckOverwritten(device, Content, state);
    ASSERT_FALSE(other) << offset;
    EXPECT_EQ(other.error().code, ErrorCode::kRefused);
  }
  FakeDevice device;
  OverwriteState state;
  state.offset = kSize + kBlock;
  EXPECT_EQ(CheckOverwritten(device, Content, state).error().code, ErrorCode::kMalformed);
}

TEST(Overwrite, H7NothingReadableIsNoProof) {
  FakeDevice device;
  OverwriteState state;
  state.offset = 2 * kBlock;
  device.bad_reads = {0, kBlock};
  EXPECT_FALSE(CheckOverwritten(device, Content, state));
}

TEST(Overwrite, OnlyTheRangesNamedAreReadBack) {
  FakeDevice device;
  OverwriteState state;
  ASSERT_TRUE(OverwriteDevice(device, Content, 1, {}, state));
  const std::vector<ByteRange> ranges = {
      {0, kBlock}, {kBlock * 3, kOverwriteChunkBytes + kBlock}, {kSize - kBlock, kBlock}};
  uint64_t total = 0;
  for (const ByteRange& range : ranges) total += range.bytes;
  device.cache[kBlock] ^= 1;  // between the first two
  auto result = ReadBackRanges(device, Content, 1, {}, state, ranges);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->bytes_verified, total);
  device.cache[kSize - 1] ^= 1;
  result = ReadBackRanges(device, Content, 1, {}, state, ranges);
  EXPECT_EQ(result->differing.ranges(), (std::vector<ByteRange>{{kSize - kBlock, kBlock}}));
}

TEST(Overwrite, RangesMergeAndAreBounded) {
  RangeList list;
  list.Add({20, 10});
  list.Add({0, 10});
  list.Add({10, 10});
  EXPECT_EQ(list.ranges(), (std::vector<ByteRange>{{0, 30}}));
  RangeList many;
  for (uint64_t i = 0; i < 3 * kMaxUnerasedRanges; ++i) many.Add({i * 1024, 512});
  EXPECT_EQ(many.ranges().size(), kMaxUnerasedRanges);
  for (uint64_t i = 0; i < 3 * kMaxUnerasedRanges; ++i) EXPECT_TRUE(many.Contains(i * 1024 + 511));
}

}  // namespace
}  // namespace sekisho
