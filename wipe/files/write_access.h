// Whether the kernel would let somebody overwrite, rename and remove what is to be wiped: found out
// before the first byte is written, since what is met in the middle leaves half of it undone. It
// changes nothing.
#pragma once

#include <set>
#include <string>

#include "devices/entry.h"

namespace sekisho {

// The files that are used as swap. Who writes to one is refused, but not who opens it for that.
std::set<FileId> SwapFiles(const std::string& proc = "/proc");

// kRefused, with the reason and what helps, when `name` in `directory` cannot be opened for writing
// (a program that runs, one's own rights, what the file system keeps for itself) or not be written
// to. `path` is how it is called.
Result<void> MayOverwrite(int directory, const std::string& name, const std::string& path);

// kRefused when names in it may not be changed by this user. Flags (chattr) are another matter.
Result<void> MayRemoveNames(int directory, const std::string& path);

}  // namespace sekisho
