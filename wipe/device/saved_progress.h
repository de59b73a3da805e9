// How far the overwriting of devices has got, kept so that an interrupted one goes on (ATTACKS H7):
// docs/formats/wipe-progress.md.
//
// The seed in it makes a keystream again. It is no secret that matters: it tells what was written
// over the data, not the data.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "wipe/passes/overwrite.h"

namespace sekisho {

inline constexpr char kSavedProgressFormat[] = "sekisho-wipe-progress/1";
inline constexpr size_t kMaxSavedProgressBytes = 4 << 20;
inline constexpr size_t kMaxSavedDevices = 64;
inline constexpr int64_t kMaxRuns = 1'000'000;

// Which device it is and how it is overwritten. As the device says, empty where it does not.
struct DeviceTask {
  std::string vendor;
  std::string model;
  std::string serial;
  std::string backing_file;  // of a loop device
  bool partition = false;
  uint64_t first_byte = 0;  // of a partition, on its disk
  uint64_t size_bytes = 0;
  uint64_t block_bytes = 0;
  std::string method;
  int passes = 1;
  friend bool operator==(const DeviceTask&, const DeviceTask&) = default;
};

struct SavedDevice {
  DeviceTask task;
  std::array<uint8_t, 32> seed{};
  int64_t runs = 1;  // that have worked on it
  OverwriteState reached;
};

struct SavedProgress {
  Time started{};  // of the first run
  std::vector<SavedDevice> devices;
};

// The place of a device with this task; -1 when there is none.
int FindSaved(const SavedProgress& progress, const DeviceTask& task);

std::string SavedProgressText(const SavedProgress& progress);
// Accepts exactly what SavedProgressText writes; kMalformed for anything else, and for a state that
// cannot be of its device.
Result<SavedProgress> ParseSavedProgress(std::string_view text);

}  // namespace sekisho
