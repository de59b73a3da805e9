// config.toml: what a machine was told by IT and what it remembers. The machine's own file
// (/etc/sekisho/config.toml) comes first, then the one in the state directory.
#pragma once

#include <string>

#include "base/typed/windows_path.h"

namespace sekisho {

inline constexpr const char* kMachineConfig = "/etc/sekisho/config.toml";

// The tables [paths] of both, the state directory's winning. An absent file has none. kMalformed,
// naming the file and the line; the machine's own is not read when somebody other than root could
// have written it.
Result<PathTable> ReadPathTable(const std::string& state_dir,
                                const std::string& machine_config = kMachineConfig);

}  // namespace sekisho
