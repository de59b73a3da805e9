// The command: plan, show, confirm, carry out, print, keep.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

namespace sekisho {

// The exit status, or the error to print. The report goes to stdout, everything else to stderr.
Result<int> RunWipe(int argc, const char* const* argv, Random& random, const Clock& clock);

}  // namespace sekisho
