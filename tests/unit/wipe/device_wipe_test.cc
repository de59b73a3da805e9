#include "wipe/device/device_wipe.h"

#include <gtest/gtest.h>

#include "base/files/interrupt.h"
#include "tests/unit/wipe/fake_device.h"
#include "wipe/passes/sample.h"

namespace sekisho {
namespace {

void Fill(uint64_t offset, MutableBytes out) {
  for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<uint8_t>((offset + i) * 31 / 7);
}

const DeviceContent Content = {Fill};

Bytes LastPass() {
  Bytes all(kSize);
  Fill(0, all);
  return all;
}

DeviceRun RunOn(BlockDevice& device, int passes = 1) {
  DeviceWork work;
  work.content = Content;
  return OverwriteAndReadBack(device, "/dev/x", passes, work, [](uint64_t) {});
}

TEST(DeviceWipe, TheLastPassIsTheContentWhateverTheirNumber) {
  for (const int passes : {1, 2, 3}) {
    FakeDevice device;
    uint64_t bytes = 0;
    DeviceWork work;
    work.content = Content;
    const DeviceRun run =
        OverwriteAndReadBack(device, "/dev/x", passes, work, [&](uint64_t more) { bytes += more; });
    EXPECT_TRUE(work.finished);
    EXPECT_EQ(run.outcome, WipeOutcome::kDone);
    EXPECT_EQ(run.done.passes_done, passes);
    EXPECT_EQ(run.done.bytes_written, static_cast<int64_t>(kSize));
    EXPECT_EQ(run.done.bytes_verified, static_cast<int64_t>(kSize));
    EXPECT_EQ(device.medium, LastPass());
    EXPECT_EQ(bytes, kSize * (static_cast<uint64_t>(passes) + 1));
  }
}

TEST(DeviceWipe, TheFirstOfTwoPassesIsTheComplement) {
  FakeDevice device;
  // The second pass fails at once: what the first has written stays.
  device.writes_left = 3;
  static_cast<void>(RunOn(device, 2));
  Bytes complement = LastPass();
  for (uint8_t& byte : complement) byte = static_cast<uint8_t>(~byte);
  EXPECT_EQ(device.cache, complement);
}

TEST(DeviceWipe, H4WhatCannotBeWrittenIsListedAndNothingIsDone) {
  FakeDevice device;
  device.bad_writes = {kBlock * 9, kBlock * 10, kSize - kBlock};
  const DeviceRun run = RunOn(device);
  EXPECT_EQ(run.outcome, WipeOutcome::kFailed);
  const std::vector<ByteRange> bad = {{kBlock * 9, 2 * kBlock}, {kSize - kBlock, kBlock}};
  EXPECT_EQ(run.done.unerased, bad);
  EXPECT_EQ(run.done.bytes_written, static_cast<int64_t>(kSize - 3 * kBlock));
  EXPECT_EQ(run.done.bytes_verified, static_cast<int64_t>(kSize - 3 * kBlock));
  ASSERT_EQ(run.failures.size(), 2u);
  EXPECT_EQ(run.failures[0].message, "bytes 4608 to 5631 could not be written");
}

TEST(DeviceWipe, H4WhatCannotBeReadBackIsListed) {
  FakeDevice device;
  device.bad_reads = {kBlock * 4};
  const DeviceRun run = RunOn(device);
  EXPECT_EQ(run.outcome, WipeOutcome::kFailed);
  EXPECT_EQ(run.done.unread, (std::vector<ByteRange>{{kBlock * 4, kBlock}}));
}

// A device that says yes and writes nothing: found by reading, not by the return code.
class Liar final : public BlockDevice {
 public:
  uint64_t size_bytes() const override { return kSize; }
  uint64_t block_bytes() const override { return kBlock; }
  Result<void> Write(uint64_t, ByteView) override { return {}; }
  Result<void> Read(uint64_t, MutableBytes out) override {
    std::fill(out.begin(), out.end(), uint8_t{0xEE});
    return {};
  }
  Result<void> Sync() override { return {}; }
};

TEST(DeviceWipe, H4ADeviceThatOnlySaysYesIsFoundOut) {
  Liar device;
  const DeviceRun run = RunOn(device);
  EXPECT_EQ(run.outcome, WipeOutcome::kOldData);
  // One block in 256 of the content might be what lies there; the last bytes show it anyway.
  EXPECT_EQ(run.done.differing, (std::vector<ByteRange>{{0, kSize}}));
  EXPECT_EQ(run.done.bytes_verified, 0);
}

TEST(DeviceWipe, H4ADeviceThatIsGoneEndsItAndSaysHowFar) {
  FakeDevice device;
  device.writes_left = 1;
  const DeviceRun run = RunOn(device);
  EXPECT_EQ(run.outcome, WipeOutcome::kFailed);
  EXPECT_LT(run.done.bytes_written, static_cast<int64_t>(kSize));
  EXPECT_EQ(run.done.bytes_verified, 0);
  ASSERT_EQ(run.failures.size(), 1u);
}

TEST(DeviceWipe, H4WhatALostSyncHeldIsNotCounted) {
  FakeDevice device;
  device.syncs = false;
  const DeviceRun run = RunOn(device);
  EXPECT_EQ(run.outcome, WipeOutcome::kFailed);
  EXPECT_EQ(run.done.bytes_verified, 0);
}

TEST(DeviceWipe, H7GoesOnFromWhereAnEarlierRunGotTo) {
  FakeDevice device;
  DeviceWork work;
  work.content = Content;
  OverwriteState saved;
  work.checkpoint = [&](const OverwriteState& state) { return saved = state, Result<void>(); };
  device.writes_left = 5;  // of 3 for each pass
  static_cast<void>(OverwriteAndReadBack(device, "/dev/x", 2, work, [](uint64_t) {}));
  EXPECT_FALSE(work.finished);
  device.LosePower();
  EXPECT_EQ(saved.pass, 0);  // the end of the first pass was the last sync
  device.writes_left = 3;    // going on needs no more than the second pass
  work.from = saved;
  work.runs = 2;
  const DeviceRun run = OverwriteAndReadBack(device, "/dev/x", 2, work, [](uint64_t) {});
  EXPECT_EQ(run.outcome, WipeOutcome::kDone);
  EXPECT_TRUE(work.finished);
  EXPECT_EQ(run.done.runs, 2);
  EXPECT_EQ(run.done.bytes_verified, static_cast<int64_t>(kSize));
  EXPECT_EQ(device.medium, LastPass());
}

TEST(DeviceWipe, OfASampleOnlyTheSampleIsReadBack) {
  FakeDevice device(40'000 * kBlock);
  DeviceWork work;
  work.content = Content;
  work.sample_seed = 3;
  uint64_t bytes = 0;
  const DeviceRun run =
      OverwriteAndReadBack(device, "/dev/x", 1, work, [&](uint64_t more) { bytes += more; });
  EXPECT_EQ(run.outcome, WipeOutcome::kDone);
  const uint64_t sample = TotalBytes(ChooseSample(device.size_bytes(), kBlock, 3));
  EXPECT_EQ(run.done.bytes_written, static_cast<int64_t>(device.size_bytes()));
  EXPECT_EQ(run.done.bytes_verified, static_cast<int64_t>(sample));
  EXPECT_EQ(bytes, device.size_bytes() + sample);
  EXPECT_TRUE(run.done.sampled);
  EXPECT_EQ(run.done.sample_seed, 3u);
}

TEST(DeviceWipe, OfASampleTheFirstAndTheLastBlockAlwaysCount) {
  for (const uint64_t block : {uint64_t{0}, uint64_t{39'999}}) {
    FakeDevice device(40'000 * kBlock);
    device.bad_reads = {block * kBlock};
    DeviceWork work;
    work.content = Content;
    work.sample_seed = 3;
    const DeviceRun run = OverwriteAndReadBack(device, "/dev/x", 1, work, [](uint64_t) {});
    EXPECT_EQ(run.outcome, WipeOutcome::kFailed);
    EXPECT_EQ(run.done.unread, (std::vector<ByteRange>{{block * kBlock, kBlock}}));
  }
}

TEST(DeviceWipe, OnlyBlockDevicesAreTaken) {
  EXPECT_FALSE(NamesBlockDevice("/dev/null"));
  EXPECT_FALSE(NamesBlockDevice("/"));
  EXPECT_FALSE(NamesBlockDevice("/nowhere"));
  const auto opened = OpenDevice("/dev/null");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace sekisho
