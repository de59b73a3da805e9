// What file systems, Windows, macOS and desktops put into the root of every medium that they see:
// which of it carries nothing of anybody's, and which could hold anything.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sekisho {

enum class SystemMaker { kNoSystem, kFileSystem, kWindows, kMacOs, kDesktop };

// Who makes an entry of this name in a medium's root, by its name alone. kFileSystem: lost+found.
SystemMaker MakerOf(std::string_view name, bool is_directory);

// "Windows", "macOS"; never of kNoSystem.
std::string NameOf(SystemMaker maker);

// A folder for the trash of one of many users, .Trash-1000: a medium has one of them at most.
bool IsTrashOfOneUser(std::string_view name);

// Whether the directory `fd`, called `name` and made by a system, carries nothing of anybody's:
// only what its maker puts there, each once, under its exact name, of its exact size, with its
// fixed bytes; no attributes, further links or blocks behind an end. What can vary in all that is
// listed in docs/threat-model.md: under 64 bytes a medium. Errors count as "no". `fd` stays open; a
// mount below is not crossed.
bool IsHarmlessSystemFolder(std::string_view name, int fd);

}  // namespace sekisho
