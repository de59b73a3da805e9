// The extended attributes of a file, by descriptor and bounded (xattr(7)).
#pragma once

#include <string>
#include <vector>

#include "base/files/files.h"

namespace sekisho {

// The names of the extended attributes of an open file or directory that are neither system.* nor
// security.*, sorted. None where the file system has no attributes.
Result<std::vector<std::string>> ListAttributes(int fd);

}  // namespace sekisho
