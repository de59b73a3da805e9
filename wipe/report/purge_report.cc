#include "wipe/report/purge_report.h"

#include "base/text/message.h"
#include "wipe/passes/sample.h"
#include "wipe/purge/markers.h"

namespace sekisho {
namespace {

constexpr size_t kMaxAbilities = 100;

}  // namespace

bool ErasureIsSeen(const DeviceReport& device, const PurgeReport& purge, PurgeMethod method) {
  if (device.block_bytes <= 0 || device.size_bytes <= 0 || device.partition) return false;
  if (IsCryptographic(method) && (!purge.encryption_stated || device.sampled ||
                                  device.passes_done != 1 || !IsReadBack(device)))
    return false;
  const auto size = static_cast<uint64_t>(device.size_bytes);
  const auto block = static_cast<uint64_t>(device.block_bytes);
  const uint64_t to_read =
      device.sampled ? TotalBytes(ChooseSample(size, block, device.sample_seed)) : size;
  return static_cast<uint64_t>(purge.markers_written) >= FewestMarkers(size / block) &&
         purge.markers_gone == purge.markers_written &&
         static_cast<uint64_t>(device.bytes_verified) == to_read && device.unread.empty() &&
         device.differing.empty() && device.unerased.empty();
}

Json PurgeReportJson(const PurgeReport& purge) {
  return {{"encryption_stated", purge.encryption_stated},
          {"markers_written", purge.markers_written},
          {"markers_gone", purge.markers_gone},
          {"abilities", purge.abilities}};
}

Result<PurgeReport> ParsePurgeReport(const Json& json) {
  PurgeReport purge;
  ASSIGN_OR_RETURN(purge.encryption_stated, GetBool(json, "encryption_stated"));
  ASSIGN_OR_RETURN(purge.markers_written, GetInt(json, "markers_written", 0, INT64_MAX / 65536));
  ASSIGN_OR_RETURN(purge.markers_gone, GetInt(json, "markers_gone", 0, INT64_MAX / 65536));
  ASSIGN_OR_RETURN(purge.abilities, GetStrings(json, "abilities"));
  if (purge.abilities.size() > kMaxAbilities)
    // defence: H6-57
    return Fail(ErrorCode::kMalformed, Message("field '{0}' is too long", {"abilities"}));
  return purge;
}

}  // namespace sekisho
