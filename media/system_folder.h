// The folders that file systems and desktops leave on every medium.
#pragma once

#include <string_view>

#include "base/result.h"

namespace sekisho {

// lost+found, System Volume Information, .Trash-UID, $RECYCLE.BIN, .Spotlight-V100, .fseventsd.
bool IsSystemFolderName(std::string_view name);

// Whether the directory `fd`, called `name`, carries nothing of anybody's: only the empty
// subdirectories and empty files that its maker puts there, no extended attributes, a few entries
// at most. Any other name could itself be data. Errors count as "no". `fd` stays open; a mount
// below is not crossed.
bool IsEmptySystemFolder(std::string_view name, int fd);

}  // namespace sekisho
