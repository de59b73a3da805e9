// Opening below a directory without ever leaving it: no link is followed, no `..` climbs out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files/files.h"

namespace sekisho {

// A directory below `root`, by openat2(RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
// RESOLVE_NO_MAGICLINKS), or component by component where the kernel does not have it. An empty
// name is `root` itself.
Result<UniqueFd> OpenDirectoryBeneath(int root, std::string_view name);

// The same by the second way, which is otherwise used only on old kernels.
Result<UniqueFd> OpenDirectoryStepwise(int root, std::string_view name);

// The names in the open `directory` that are `wanted`, in no order; those before a failure.
std::vector<std::string> NamesIn(int directory, bool (*wanted)(std::string_view name));

// Removes everything in the open `directory`, following no link. Goes on after a failure; whether
// all is gone.
bool RemoveContents(int directory);

}  // namespace sekisho
