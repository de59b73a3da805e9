// The commands that hints name for sealing and for resuming, so that they can be typed as they are.
#pragma once

#include <string>

#include "workflow/org_state.h"

namespace sekisho {

enum class SealStep { kSeal, kResume };

// sekisho seal R1 [--resume] -o OUTPUT
std::string SealCommand(const RequestRecord& request, SealStep step, const std::string& output);

// With the place that is to be named when the request is for a medium:
// sekisho seal R1 [--resume] [-o /path/on/USB-1/R1.age]
std::string SealCommand(const OrgState& state, const RequestRecord& request, SealStep step);

}  // namespace sekisho
