// Listing a directory and the extended attributes of a file, by descriptor and bounded.
#pragma once

#include <string>
#include <vector>

#include "base/files/files.h"

namespace sekisho {

// The names in the directory `fd`, without . and .., sorted by bytes. `fd` stays open, at its
// start. kFailed beyond `max_names`, kIo when it cannot be read to its end.
Result<std::vector<std::string>> ListDirectory(int fd, size_t max_names);

// The names of the extended attributes of an open file or directory that are neither system.* nor
// security.*, sorted. None where the file system has no attributes.
Result<std::vector<std::string>> ListAttributes(int fd);

}  // namespace sekisho
