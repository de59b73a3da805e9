// The words of a closed list, as people type them: a code, or what our output calls it.
#pragma once

#include <string_view>

namespace sekisho {

// Whether `typed` is `code` or its word in the user's language (CodeWord), in any width and case.
bool MeansCode(std::string_view typed, std::string_view code);

}  // namespace sekisho
