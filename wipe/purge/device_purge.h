// Whole devices that erase themselves: plan, carry out, report. Beside wipe/device/device_wipe.h,
// which overwrites them.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/random.h"
#include "wipe/device/device_commands.h"
#include "wipe/device/device_wipe.h"
#include "wipe/purge/purge_run.h"

namespace sekisho {

struct PlannedPurge {
  DeviceCommands commands;
  DeviceAbilities abilities;
  std::optional<PurgeMethod> method;
  std::optional<Error> refusal;  // where there is no method
};

struct PurgePlan {
  DevicePlan devices;
  std::vector<PlannedPurge> purges;  // one for each device
  bool encryption_stated = false;
};

// Asks each device what it can do, and chooses; changes nothing. Errors as PlanDevices. A device
// that cannot be purged is in the plan with the reason.
Result<PurgePlan> PlanPurge(DeviceRequest request, bool encryption_stated);

// kRefused with the reason and what helps, where a device cannot be purged, or as MayBeCarriedOut.
Result<void> MayBePurged(const PurgePlan& plan);

// What would be claimed; what each device can do.
WipeReport PlannedPurgeReport(const PurgePlan& plan, Time now);

struct PurgeProgress {
  size_t device = 0;  // its place in the plan
  PurgeStage stage = PurgeStage::kMarking;
  uint32_t permille = 0;  // of the stage
};

// All devices at once. `contents` has one for each; `on_progress` is called by several threads.
// kRefused as above; otherwise there is a report, whatever happened, that claims no more than was
// seen.
Result<WipeReport> CarryOutPurge(PurgePlan& plan, const std::vector<DeviceContent>& contents,
                                 Random& random, const Clock& clock,
                                 const std::function<void(const PurgeProgress&)>& on_progress);

}  // namespace sekisho
