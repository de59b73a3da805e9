// A device becomes a medium: one partition with one empty file system.
#pragma once

#include "tools/sekisho-prepare/options.h"

namespace sekisho {

// Prints one JSON object (sekisho-prepare/1: `partition`, `hardware`) when it was done. kRefused,
// before anything is written: not a whole device, in use, of another serial number or size, too
// small or too large. kNotFound when the program that formats is not installed; kUsage when it was
// not confirmed; kFailed without root.
Result<void> PrepareDevice(const PrepareOptions& options);

}  // namespace sekisho
