// JSON that a terminal may get.
#pragma once

#include <string>

#include "base/json.h"

namespace sekisho {

// In one line. What a terminal or a reader could be misled by (C1, bidirectional overrides) is
// escaped within strings, as JSON itself escapes control characters.
std::string SafeJson(const Json& json);

}  // namespace sekisho
