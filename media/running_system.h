// What the running system lives on is never a medium: it would be taken away, and wiped.
#pragma once

#include <string>
#include <vector>

#include "media/hardware.h"

namespace sekisho {

// kRefused when `found`, a directory that LookAtPath found, is at or above a directory of the
// system's (/, /usr, /home...), a swap file or one of `own` (the caller's own files, absolute); or
// when it is mounted from the file system that one of these is on. A plain directory beside them
// passes. Paths that do not exist are passed over; kIo when the mounts cannot be read: then nothing
// may be concluded. Nothing is written.
Result<void> RefuseRunningSystem(const FoundMedium& found, const std::vector<std::string>& own,
                                 const SystemView& view = {});

}  // namespace sekisho
