// What a disk hides behind its last sector, asked before it is overwritten: overwriting does not
// reach it.
#pragma once

#include <string>
#include <vector>

#include "wipe/device/linux_device.h"

namespace sekisho {

// One sentence for each area that is known to hide sectors, made safe to print. Empty for what is
// no ATA disk, does not answer, or is not to be believed; and for partitions, which claim nothing
// of the rest.
std::vector<std::string> HiddenSectorsOf(const LinuxDevice& device);

}  // namespace sekisho
