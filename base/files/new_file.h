// A file that is to be written only after something that cannot be taken back.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace sekisho {

// Whether `path` could be created now, with `bytes` in it: kExists, kNotFound or kIo when its
// directory is not there or may not be written to, kNoSpace. Creates nothing; it may be otherwise
// later.
Result<void> CheckNewFile(const std::string& path, uint64_t bytes);

}  // namespace sekisho
