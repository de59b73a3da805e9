// Paths as Windows writes them, since people copy them from Explorer into a terminal.
#pragma once

#include <map>
#include <string>

#include "base/result.h"

namespace sekisho {

// What lies where on this machine: "Z:" or "\\server\share" (as folded by PlaceOfWindowsPath) and
// the directory that it is mounted at.
using PathTable = std::map<std::string, std::string>;

// The place that a Windows path begins with, folded to compare it: "Z:", "\\fs1\soumu". Empty when
// `text` is not such a path. `¥`, full-width or not, is a backslash, as on Japanese keyboards.
std::string PlaceOfWindowsPath(std::string_view text);

// `typed` as this machine's path. Double quotes around it, as Explorer copies them, go; a Windows
// path is looked up in `table`. Anything else, and what exists as it was typed, is returned as it
// is. kNotFound, with the list of what is mounted, for a place that the table does not have.
Result<std::string> PathFromTyped(const std::string& typed, const PathTable& table);

}  // namespace sekisho
