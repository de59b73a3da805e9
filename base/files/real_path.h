// Where a path leads.
#pragma once

#include <string>

#include "base/result.h"

namespace sekisho {

// realpath(3): absolute, without links; the path must exist. kNotFound or kIo otherwise.
Result<std::string> RealPath(const std::string& path);

}  // namespace sekisho
