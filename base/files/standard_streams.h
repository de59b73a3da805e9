// The three standard streams, whatever the caller left of them (ATTACKS Z6).
#pragma once

#include "base/result.h"

namespace sekisho {

// First thing in main. A closed descriptor 0, 1 or 2 is occupied, so that no file opened later gets
// its number and is written over by what is printed. Reading from, or writing to, an occupied one
// still fails, except that a closed stderr swallows what it is told.
void OccupyStandardStreams();

// kIo when stdout was closed by the caller: told before anything is done.
Result<void> CheckStdout();

}  // namespace sekisho
