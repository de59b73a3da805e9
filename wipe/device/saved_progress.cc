#include "wipe/device/saved_progress.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/text/message.h"
#include "wipe/report/device_report.h"

namespace sekisho {
namespace {

Json DeviceJson(const SavedDevice& device) {
  const DeviceTask& task = device.task;
  return {{"vendor", task.vendor},
          {"model", task.model},
          {"serial", task.serial},
          {"backing_file", task.backing_file},
          {"partition", task.partition},
          {"first_byte", task.first_byte},
          {"size_bytes", task.size_bytes},
          {"block_bytes", task.block_bytes},
          {"method", task.method},
          {"passes", task.passes},
          {"seed", HexEncode(device.seed)},
          {"runs", device.runs},
          {"pass", device.reached.pass},
          {"offset", device.reached.offset},
          {"unerased", RangesJson(device.reached.unerased.ranges())}};
}

Result<uint64_t> Bytes64(const Json& json, const char* key, uint64_t max) {
  ASSIGN_OR_RETURN(const int64_t value, GetInt(json, key, 0, INT64_MAX));
  if (static_cast<uint64_t>(value) > max)
    // defence: H7-3
    return Fail(ErrorCode::kMalformed, Message("field '{0}' is out of range", {key}));
  return static_cast<uint64_t>(value);
}

Result<DeviceTask> ParseTask(const Json& json) {
  DeviceTask task;
  ASSIGN_OR_RETURN(task.vendor, GetString(json, "vendor"));
  ASSIGN_OR_RETURN(task.model, GetString(json, "model"));
  ASSIGN_OR_RETURN(task.serial, GetString(json, "serial"));
  ASSIGN_OR_RETURN(task.backing_file, GetString(json, "backing_file"));
  ASSIGN_OR_RETURN(task.partition, GetBool(json, "partition"));
  ASSIGN_OR_RETURN(task.first_byte, Bytes64(json, "first_byte", INT64_MAX));
  ASSIGN_OR_RETURN(task.size_bytes, Bytes64(json, "size_bytes", INT64_MAX));
  ASSIGN_OR_RETURN(task.block_bytes, Bytes64(json, "block_bytes", kOverwriteChunkBytes));
  ASSIGN_OR_RETURN(task.method, GetString(json, "method"));
  ASSIGN_OR_RETURN(const int64_t passes, GetInt(json, "passes", 1, 100));
  task.passes = static_cast<int>(passes);
  return task;
}

Result<OverwriteState> ParseReached(const Json& json, const DeviceTask& task) {
  OverwriteState reached;
  ASSIGN_OR_RETURN(const int64_t pass, GetInt(json, "pass", 0, task.passes - 1));
  reached.pass = static_cast<int>(pass);
  ASSIGN_OR_RETURN(reached.offset, Bytes64(json, "offset", task.size_bytes));
  ASSIGN_OR_RETURN(const std::vector<ByteRange> unerased, ReadRanges(json, "unerased"));
  for (const ByteRange& range : unerased) {
    if (range.offset > task.size_bytes || range.bytes > task.size_bytes - range.offset)
      // defence: H7-4
      return Fail(ErrorCode::kMalformed, Message("field '{0}' is out of range", {"unerased"}));
    reached.unerased.Add(range);
  }
  return reached;
}

Result<SavedDevice> ParseDevice(const Json& json) {
  SavedDevice device;
  ASSIGN_OR_RETURN(device.task, ParseTask(json));
  ASSIGN_OR_RETURN(const std::string hex, GetString(json, "seed"));
  ASSIGN_OR_RETURN(const Bytes seed, HexDecode(hex));
  if (seed.size() != device.seed.size())
    // defence: H7-5, else device
    return Fail(ErrorCode::kMalformed, Message("field '{0}' is out of range", {"seed"}));
  std::copy(seed.begin(), seed.end(), device.seed.begin());
  ASSIGN_OR_RETURN(device.runs, GetInt(json, "runs", 1, kMaxRuns));
  ASSIGN_OR_RETURN(device.reached, ParseReached(json, device.task));
  return device;
}

}  // namespace

int FindSaved(const SavedProgress& progress, const DeviceTask& task) {
  for (size_t i = 0; i < progress.devices.size(); ++i)
    if (progress.devices[i].task == task) return static_cast<int>(i);
  return -1;
}

std::string SavedProgressText(const SavedProgress& progress) {
  Json devices = Json::array();
  for (const SavedDevice& device : progress.devices) devices.push_back(DeviceJson(device));
  return WriteJson({{"format", kSavedProgressFormat},
                    {"started", FormatTime(progress.started)},
                    {"devices", std::move(devices)}}) +
         "\n";
}

Result<SavedProgress> ParseSavedProgress(std::string_view text) {
  const Json json = ParseJson(text, kMaxSavedProgressBytes).value_or(Json());
  if (!json.is_object() || json.value("format", Json()) != kSavedProgressFormat ||
      !json.value("devices", Json()).is_array() || json["devices"].size() > kMaxSavedDevices)
    // defence: H7-6, else SavedProgress()
    return Fail(ErrorCode::kMalformed, Message("not a {0}", {kSavedProgressFormat}));
  SavedProgress progress;
  ASSIGN_OR_RETURN(const std::string started, GetString(json, "started"));
  ASSIGN_OR_RETURN(progress.started, ParseTime(started));
  for (const Json& item : json["devices"]) {
    ASSIGN_OR_RETURN(SavedDevice device, ParseDevice(item));
    progress.devices.push_back(std::move(device));
  }
  if (SavedProgressText(progress) != text)
    // defence: H7-7
    return Fail(ErrorCode::kMalformed, Message("not a {0}", {kSavedProgressFormat}));
  return progress;
}

}  // namespace sekisho
