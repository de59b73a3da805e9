// Plaintext that an extraction left when it was killed outright (ATTACKS Z3).
#pragma once

#include <sys/types.h>

#include <string>

#include "base/files/files.h"

namespace sekisho {

// The name of a staging directory: random, and told apart from people's own.
std::string StagingName(ByteView unique8);

// How a staging directory is made: of this mode nobody takes it for abandoned.
inline constexpr mode_t kUnheldMode = 0500;

// Says that the extraction into `directory` goes on, until it is closed or the process ends, and
// gives it its mode of 0700.
void HoldStaging(int directory);

// Removes the staging directories in `parent` that are this user's, of mode 0700, and that nobody
// holds. Only where that can be known: on file systems of this machine alone, since elsewhere a
// lock is not seen from other machines; and where nobody else may rename in `parent`, since they
// could make one of any directory of this user's. What cannot be removed stays, silently.
void RemoveAbandonedStaging(int parent);

}  // namespace sekisho
