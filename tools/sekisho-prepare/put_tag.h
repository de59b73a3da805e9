// The tag onto a file system that nobody has mounted.
#pragma once

#include "tools/sekisho-prepare/options.h"

namespace sekisho {

// Mounts the partition where nobody else sees it, writes the tag, and unmounts it. kRefused when it
// is in use; kExists when there is a tag.
Result<void> PutTag(const PrepareOptions& options);

}  // namespace sekisho
