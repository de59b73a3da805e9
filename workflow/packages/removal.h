// Files and folders that are overwritten before they are removed, where nobody claims anything of
// it.
#pragma once

#include <string>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

// `paths` without links, as wipe/files/target.h wants them. kRefused when one of them is never
// wiped; kFailed when some of it could not be overwritten or removed: that is still there. What it
// gives back is what may stay of the names, in the sentences of wipe/report/claims.h; nothing when
// they are gone.
Result<std::vector<std::string>> OverwriteAndRemove(const World& world,
                                                    const std::vector<std::string>& paths);

}  // namespace sekisho
