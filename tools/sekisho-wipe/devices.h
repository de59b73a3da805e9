// `sekisho-wipe DEVICE...`: disks, partitions and loop devices, overwritten whole.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "tools/sekisho-wipe/options.h"

namespace sekisho {

// The exit status. Errors as PlanDevices and Confirm; nothing was written then.
Result<int> WipeDevices(const WipeOptions& options, Random& random, const Clock& clock);

}  // namespace sekisho
