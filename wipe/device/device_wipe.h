// Whole devices and partitions overwritten: plan, carry out, report.
//
// Every block that the device shows is written as often as its kind asks for
// (wipe/report/claims.h), the earlier passes with the complement of the last, and read back past
// the cache, all or a sample. Several devices are worked on at once; what befalls one does not stop
// the others.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "devices/open_files.h"
#include "wipe/device/linux_device.h"
#include "wipe/device/saved_progress.h"
#include "wipe/report/report.h"

namespace sekisho {

// The bytes of a last pass at an offset, the same at every call; called one at a time.
struct DeviceContent {
  std::function<void(uint64_t offset, MutableBytes out)> fill;
  bool same_everywhere = false;  // whatever the offset
};

struct DeviceRequest {
  std::vector<std::string> devices;
  std::vector<std::string> serials;  // when there are any: exactly those of the devices
  std::string method;                // "zeros", "pattern" or "keystream": named in the report
  bool best_effort = false;
  bool discard = false;               // after all else succeeded
  std::string verify_asked = "full";  // or "sample"
  WipeParticulars particulars;
  std::string tool_version;
  std::string sys = "/sys";
  std::string proc = "/proc";
};

struct PlannedDevice {
  LinuxDevice device;
  Claim claim;                      // what may be claimed when all goes well
  bool sampled = false;             // a sample is read back, not all
  std::vector<Opener> openers;      // who else has it open, who writes first
  std::vector<std::string> hidden;  // what overwriting does not reach, in sentences
};

// Holds the devices open, so that what was shown and confirmed is what is overwritten.
struct DevicePlan {
  DeviceRequest request;
  std::vector<PlannedDevice> devices;
  bool all_processes_seen = true;
};

// What has to be the same for going on from an interrupted wipe.
DeviceTask TaskOf(const PlannedDevice& planned, const std::string& method);

// Changes nothing. Errors as OpenDevice; kUsage when a device is named twice; kRefused when the
// serial numbers are others than those asked for.
Result<DevicePlan> PlanDevices(DeviceRequest request);

// kRefused where nothing can be claimed, or somebody else has a device open for writing, and that
// was not accepted (best_effort).
Result<void> MayBeCarriedOut(const DevicePlan& plan);

// All of it, not a sample: of one that an earlier run began, a sample would rest on its word.
void ReadBackInFull(PlannedDevice& planned);

WipeReport PlannedReport(const DevicePlan& plan, Time now);

struct DeviceProgress {
  size_t device = 0;         // its place in the plan
  uint64_t bytes_done = 0;   // written and read back
  uint64_t bytes_total = 0;  // of all passes and the reading
};

// The work on one device.
struct DeviceWork {
  DeviceContent content;
  std::optional<uint64_t> sample_seed;  // of the sample that is read back; none: all is
  OverwriteState from;                  // where an earlier run got to, with the same content
  int64_t runs = 1;                     // that have worked on it, with this one
  bool finished = false;  // set when all that can be written and read back was, well or not
  // Told after each sync how far it is, by a thread of the device's own; may be empty.
  std::function<Result<void>(const OverwriteState&)> checkpoint;
};

// kRefused when a device does not hold what an earlier run wrote to it. Writes nothing. `work` has
// one for each device.
Result<void> CheckEarlierRuns(DevicePlan& plan, const std::vector<DeviceWork>& work);

// `on_progress` is called by several threads. kRefused as MayBeCarriedOut; otherwise there is a
// report, whatever happened, that claims no more than was done.
Result<WipeReport> CarryOut(DevicePlan& plan, std::vector<DeviceWork>& work, const Clock& clock,
                            const std::function<void(const DeviceProgress&)>& on_progress);

// What became of one device.
struct DeviceRun {
  WipeOutcome outcome = WipeOutcome::kFailed;
  DeviceReport done;
  std::vector<WipeFailure> failures;
};

// Enters it into the report.
void TakeUp(DeviceRun& run, TargetReport& target, WipeReport& report);

// Fails the run of each device that somebody has come to write to since it was looked at.
void FindNewWriters(const DevicePlan& plan, const std::vector<DeviceRun*>& runs);

// Takes every claim back unless the outcome is kDone.
void ClaimNothingUnlessDone(WipeReport& report);

// One device, whatever it is.
DeviceRun OverwriteAndReadBack(BlockDevice& device, const std::string& shown, int passes,
                               DeviceWork& work,
                               const std::function<void(uint64_t bytes)>& on_bytes);

}  // namespace sekisho
