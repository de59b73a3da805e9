// `sekisho-wipe DEVICE...`: disks, partitions and loop devices, overwritten whole.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "tools/sekisho-wipe/options.h"
#include "wipe/device/device_wipe.h"

namespace sekisho {

// What the options ask of devices. kUsage: files among them, or options for files.
Result<DeviceRequest> DeviceRequestOf(const WipeOptions& options);

// The exit status. Errors as PlanDevices and Confirm; nothing was written then.
Result<int> WipeDevices(const WipeOptions& options, Random& random, const Clock& clock);

}  // namespace sekisho
