// What the register would write down of a device. Apart from the rest, because the rooms wipe and
// media each have a MediumKind.
#pragma once

#include <string>

#include "base/json.h"

namespace sekisho {

// The hardware object (docs/formats/medium-tag.md) of a device or partition.
Result<Json> SeenHardware(const std::string& device);

}  // namespace sekisho
