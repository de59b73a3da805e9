// The next steps of sealing and of resuming, so that they can be typed as they are.
#pragma once

#include <string>

#include "workflow/state/org_state.h"

namespace sekisho {

enum class SealStep { kSeal, kResume };

// To `output`, or where the default is when that is empty.
Next NextSeal(const RequestRecord& request, SealStep step, const std::string& output);

// To the place that is to be named when the request is for a medium: /path/on/USB-1/R1.age
Next NextSeal(const OrgState& state, const RequestRecord& request, SealStep step);

// Of a request for a medium, that place.
std::string PlaceOnMedium(const RequestRecord& request, const MediumRecord& medium, SealStep step);

}  // namespace sekisho
