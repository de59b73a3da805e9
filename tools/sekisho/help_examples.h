// One example for each command, as its help page shows it.
#pragma once

#include <string>

namespace sekisho {

// The example of a command ("seal", "media checkout"); empty for what only holds others.
std::string ExampleOf(const std::string& command);

}  // namespace sekisho
