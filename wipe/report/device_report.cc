#include "wipe/report/device_report.h"

#include <array>
#include <bit>

#include "base/bytes.h"
#include "base/text/message.h"
#include "wipe/passes/sample.h"

namespace sekisho {
namespace {

Result<int64_t> Count(const Json& object, const char* key) {
  return GetInt(object, key, 0, INT64_MAX);
}

// How much has to be read back; -1 where the sizes make no sense.
int64_t ToVerify(const DeviceReport& device) {
  if (!device.sampled) return device.size_bytes;
  if (!HasWholeBlocks(device)) return -1;
  return static_cast<int64_t>(
      TotalBytes(ChooseSample(static_cast<uint64_t>(device.size_bytes),
                              static_cast<uint64_t>(device.block_bytes), device.sample_seed)));
}

std::string SeedText(const DeviceReport& device) {
  if (!device.sampled) return "";
  std::array<uint8_t, 8> seed{};
  PutBe64(device.sample_seed, seed);
  return HexEncode(seed);
}

// Empty: nothing was sampled.
Result<void> ReadSeed(const std::string& text, DeviceReport& device) {
  if (text.empty()) return {};
  ASSIGN_OR_RETURN(const Bytes seed, HexDecode(text));
  if (seed.size() != 8)
    // defence: H6-13
    return Fail(ErrorCode::kMalformed, Message("field '{0}' is out of range", {"sample_seed"}));
  device.sampled = true;
  for (const uint8_t byte : seed) device.sample_seed = device.sample_seed << 8 | byte;
  return {};
}

constexpr const char* kDiscardSent = "sent";
constexpr const char* kDiscardRefused = "refused";

// Absent: not asked for.
Result<void> ReadDiscard(const Json& json, DeviceReport& device) {
  if (!json.contains("discard")) return {};
  ASSIGN_OR_RETURN(const std::string discard, GetString(json, "discard"));
  if (discard != kDiscardSent && discard != kDiscardRefused)
    // defence: H6-14
    return Fail(ErrorCode::kMalformed, Message("field '{0}' is out of range", {"discard"}));
  device.discard =
      discard == kDiscardSent ? DeviceReport::Discard::kSent : DeviceReport::Discard::kRefused;
  return {};
}

}  // namespace

bool IsOverwriteMethod(const std::string& method) {
  return method == "keystream" || method == "pattern" || method == "zeros";
}

bool HasWholeBlocks(const DeviceReport& device) {
  return device.block_bytes > 0 && std::has_single_bit(static_cast<uint64_t>(device.block_bytes)) &&
         device.size_bytes > 0 && device.size_bytes % device.block_bytes == 0;
}

bool IsReadBack(const DeviceReport& device) {
  if (device.size_bytes <= 0) return false;
  if (device.bytes_written != device.size_bytes) return false;  // defence: H6-15
  if (device.bytes_verified != ToVerify(device)) return false;  // defence: H6-16
  if (!device.unerased.empty()) return false;                   // defence: H6-17
  if (!device.unread.empty()) return false;                     // defence: H6-18
  return device.differing.empty();
}

Json RangesJson(const std::vector<ByteRange>& ranges) {
  Json list = Json::array();
  for (const ByteRange& range : ranges)
    list.push_back({{"offset", range.offset}, {"bytes", range.bytes}});
  return list;
}

Result<std::vector<ByteRange>> ReadRanges(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_array() ||
      object[key].size() > kMaxUnerasedRanges)
    // defence: H6-19, else std::vector<ByteRange>()
    return Fail(ErrorCode::kMalformed, Message("field '{0}' is missing or of another type", {key}));
  std::vector<ByteRange> ranges;
  for (const Json& item : object[key]) {
    ASSIGN_OR_RETURN(const int64_t offset, Count(item, "offset"));
    ASSIGN_OR_RETURN(const int64_t bytes, Count(item, "bytes"));
    ranges.push_back({static_cast<uint64_t>(offset), static_cast<uint64_t>(bytes)});
  }
  return ranges;
}

Json DeviceReportJson(const DeviceReport& device) {
  Json json = {{"method", device.method},
               {"partition", device.partition},
               {"size_bytes", device.size_bytes},
               {"block_bytes", device.block_bytes},
               {"runs", device.runs},
               {"passes_done", device.passes_done},
               {"bytes_written", device.bytes_written},
               {"bytes_verified", device.bytes_verified},
               {"sample_seed", SeedText(device)},
               {"unerased", RangesJson(device.unerased)},
               {"unread", RangesJson(device.unread)},
               {"differing", RangesJson(device.differing)}};
  if (device.discard != DeviceReport::Discard::kNotAsked)
    json["discard"] =
        device.discard == DeviceReport::Discard::kSent ? kDiscardSent : kDiscardRefused;
  return json;
}

Result<DeviceReport> ParseDeviceReport(const Json& json) {
  DeviceReport device;
  ASSIGN_OR_RETURN(device.method, GetString(json, "method"));
  ASSIGN_OR_RETURN(device.partition, GetBool(json, "partition"));
  ASSIGN_OR_RETURN(device.size_bytes, Count(json, "size_bytes"));
  ASSIGN_OR_RETURN(device.block_bytes, Count(json, "block_bytes"));
  ASSIGN_OR_RETURN(device.runs, GetInt(json, "runs", 1, INT64_MAX));
  ASSIGN_OR_RETURN(device.passes_done, Count(json, "passes_done"));
  ASSIGN_OR_RETURN(device.bytes_written, Count(json, "bytes_written"));
  ASSIGN_OR_RETURN(device.bytes_verified, Count(json, "bytes_verified"));
  ASSIGN_OR_RETURN(const std::string seed, GetString(json, "sample_seed"));
  RETURN_IF_ERROR(ReadSeed(seed, device));
  ASSIGN_OR_RETURN(device.unerased, ReadRanges(json, "unerased"));
  ASSIGN_OR_RETURN(device.unread, ReadRanges(json, "unread"));
  ASSIGN_OR_RETURN(device.differing, ReadRanges(json, "differing"));
  RETURN_IF_ERROR(ReadDiscard(json, device));
  return device;
}

}  // namespace sekisho
