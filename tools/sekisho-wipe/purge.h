// `sekisho-wipe --grade purge DEVICE...`: whole devices that erase themselves.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "tools/sekisho-wipe/options.h"

namespace sekisho {

// The exit status. Errors as PlanPurge, MayBePurged and Confirm; nothing was written then.
Result<int> PurgeDevices(const WipeOptions& options, Random& random, const Clock& clock);

}  // namespace sekisho
