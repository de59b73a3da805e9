// Other people's programs that make file systems, run with a clean environment.
#pragma once

#include <string>

#include "media/partition_table.h"

namespace sekisho {

// Where the program is that makes such a file system, looked for in the system's own directories
// whatever PATH says. kNotFound, naming the package.
Result<std::string> FormattingProgram(MediumFormat format);

// Runs `program` on the partition `node`, and waits. kFailed when it says that it failed.
Result<void> MakeFileSystem(const std::string& program, MediumFormat format,
                            const std::string& label, const std::string& node);

}  // namespace sekisho
