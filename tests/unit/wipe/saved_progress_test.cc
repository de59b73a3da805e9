#include "wipe/device/saved_progress.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

SavedProgress Example() {
  SavedProgress progress;
  progress.started = *ParseTime("2026-11-22T13:45:04+09:00");
  SavedDevice device;
  device.task = {"ACME", "Disk 1", "S1", "", true, 1 << 20, 8 << 20, 512, "keystream", 2};
  device.seed[0] = 0xAB;
  device.runs = 3;
  device.reached.pass = 1;
  device.reached.offset = 4 << 20;
  device.reached.unerased.Add({512, 1024});
  progress.devices = {device, SavedDevice()};
  progress.devices[1].task.size_bytes = 512;
  return progress;
}

Json Changed(const char* key, const Json& value) {
  Json json = *ParseJson(SavedProgressText(Example()));
  json["devices"][0][key] = value;
  return json;
}

TEST(SavedProgress, IsReadBackAsWritten) {
  const auto read = ParseSavedProgress(SavedProgressText(Example()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(SavedProgressText(*read), SavedProgressText(Example()));
  const SavedDevice& device = read->devices[0];
  EXPECT_EQ(device.task, Example().devices[0].task);
  EXPECT_EQ(device.seed, Example().devices[0].seed);
  EXPECT_EQ(device.reached.offset, uint64_t{4} << 20);
  EXPECT_EQ(device.reached.unerased.ranges(), Example().devices[0].reached.unerased.ranges());
}

TEST(SavedProgress, H7RefusesWhatCannotBeOfItsDevice) {
  const std::pair<const char*, Json> wrong[] = {
      {"pass", 2},
      {"pass", -1},
      {"offset", (8 << 20) + 512},
      {"offset", -512},
      {"unerased", {{{"offset", 8 << 20}, {"bytes", 512}}}},
      {"unerased", {{{"offset", 1024}, {"bytes", 512}}, {{"offset", 0}, {"bytes", 512}}}},
      {"unerased", 7},
      {"seed", "ab"},
      {"seed", std::string(64, 'g')},
      {"runs", 0},
      {"passes", 0},
      {"size_bytes", 512},
      {"block_bytes", 1 << 30},
      {"serial", 1},
      {"colour", "red"},
  };
  for (const auto& [key, value] : wrong)
    EXPECT_FALSE(ParseSavedProgress(WriteJson(Changed(key, value)) + "\n")) << key << value;
  EXPECT_TRUE(ParseSavedProgress(WriteJson(Changed("serial", "S2")) + "\n"));
  for (const char* text : {"", "{}", "[]", "null"}) EXPECT_FALSE(ParseSavedProgress(text)) << text;
}

TEST(SavedProgress, H7ASeedIsWhole) {
  for (const size_t digits : {62, 66})
    EXPECT_FALSE(ParseSavedProgress(WriteJson(Changed("seed", std::string(digits, 'a'))) + "\n"))
        << digits;
}

TEST(SavedProgress, H7ADeviceIsFoundOnlyByAllOfItsTask) {
  const SavedProgress progress = Example();
  const DeviceTask task = progress.devices[0].task;
  EXPECT_EQ(FindSaved(progress, task), 0);
  EXPECT_EQ(FindSaved(progress, progress.devices[1].task), 1);
  const auto lost = [&](auto change) {
    DeviceTask other = task;
    change(other);
    return FindSaved(progress, other) < 0;
  };
  EXPECT_TRUE(lost([](DeviceTask& t) { t.serial = "S2"; }));
  EXPECT_TRUE(lost([](DeviceTask& t) { t.model = "Disk 2"; }));
  EXPECT_TRUE(lost([](DeviceTask& t) { t.vendor = ""; }));
  EXPECT_TRUE(lost([](DeviceTask& t) { t.backing_file = "/x"; }));
  EXPECT_TRUE(lost([](DeviceTask& t) { t.size_bytes += 512; }));
  EXPECT_TRUE(lost([](DeviceTask& t) { t.block_bytes = 4096; }));
  EXPECT_TRUE(lost([](DeviceTask& t) { t.partition = false; }));
  EXPECT_TRUE(lost([](DeviceTask& t) { t.first_byte = 0; }));
  EXPECT_TRUE(lost([](DeviceTask& t) { t.method = "zeros"; }));
  EXPECT_TRUE(lost([](DeviceTask& t) { t.passes = 1; }));
}

}  // namespace
}  // namespace sekisho
