// The part of a wipe report about one device, docs/formats/wipe-report.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "wipe/passes/overwrite.h"

namespace sekisho {

// What was done to a whole device or a partition. The lists are in order, and empty when all is
// well.
struct DeviceReport {
  // What became of the discard that was asked for, after everything else: a hint, never evidence.
  enum class Discard { kNotAsked, kSent, kRefused };

  std::string method;  // "zeros", "pattern" or "keystream"; earlier passes: its complement
  bool partition = false;
  int64_t size_bytes = 0;
  int64_t block_bytes = 0;
  int64_t runs = 1;  // that it took, after interruptions
  int64_t passes_done = 0;
  int64_t bytes_written = 0;  // by the last pass
  int64_t bytes_verified = 0;
  bool sampled = false;  // a sample was to be read back, not all
  uint64_t sample_seed = 0;
  std::vector<ByteRange> unerased;   // could not be written
  std::vector<ByteRange> unread;     // could not be read back
  std::vector<ByteRange> differing;  // something else was read back
  Discard discard = Discard::kNotAsked;
  friend bool operator==(const DeviceReport&, const DeviceReport&) = default;
};

// Whether `method` is one of those that overwrite.
bool IsOverwriteMethod(const std::string& method);
// Whether its size is some whole blocks of a size that there is.
bool HasWholeBlocks(const DeviceReport& device);

// Whether all of it was written by the last pass and read back, or the whole of the sample that
// follows from the seed was.
bool IsReadBack(const DeviceReport& device);

Json DeviceReportJson(const DeviceReport& device);
// kMalformed for a missing field or a value out of range.
Result<DeviceReport> ParseDeviceReport(const Json& json);

// A list of ranges; at most kMaxUnerasedRanges are read.
Json RangesJson(const std::vector<ByteRange>& ranges);
Result<std::vector<ByteRange>> ReadRanges(const Json& object, const char* key);

}  // namespace sekisho
