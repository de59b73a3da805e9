// The part of a wipe report about a device that erased itself, docs/formats/wipe-report.md. The
// part about the device (wipe/report/device_report.h) is beside it: its method is the purge's, and
// what was overwritten and read back is counted there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wipe/purge/purge_method.h"
#include "wipe/report/device_report.h"

namespace sekisho {

struct PurgeReport {
  bool encryption_stated = false;      // the operator stated that all had always been encrypted
  int64_t markers_written = 0;         // blocks that were marked and read back before
  int64_t markers_gone = 0;            // that hold something else now
  std::vector<std::string> abilities;  // of the device, in sentences
  friend bool operator==(const PurgeReport&, const PurgeReport&) = default;
};

// Whether it was seen that the device erased itself: enough blocks were marked, none still is, all
// that was to be read was read and held nothing unexpected; after a cryptographic erase, which
// has to be stated to be enough, that every block was overwritten and read back.
bool ErasureIsSeen(const DeviceReport& device, const PurgeReport& purge, PurgeMethod method);

Json PurgeReportJson(const PurgeReport& purge);
// kMalformed for a missing field or a value out of range.
Result<PurgeReport> ParsePurgeReport(const Json& json);

}  // namespace sekisho
