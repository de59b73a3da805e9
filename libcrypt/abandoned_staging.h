// Plaintext that an extraction left when it was killed outright (ATTACKS Z3).
#pragma once

#include <string>

#include "base/files.h"

namespace sekisho {

// The name of a staging directory: random, and told apart from people's own.
std::string StagingName(ByteView unique8);

// Says that the extraction into `directory` goes on, until it is closed or the process ends. False
// when somebody else holds it. Where the file system has no locks it is never taken for abandoned.
bool HoldStaging(int directory);

// Removes the staging directories in `parent` that are this user's and that nobody holds. What
// cannot be removed stays, silently: it is in nobody's way.
void RemoveAbandonedStaging(int parent);

}  // namespace sekisho
