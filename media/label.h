// The name written on a medium, for people: M17, USB-042. It is public and goes into signed cores.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sekisho {

inline constexpr size_t kMaxLabelBytes = 32;

// Accepts [A-Za-z0-9-]{1,32}. kUsage, saying which part does not fit, otherwise.
Result<void> CheckLabel(std::string_view label);

// One key for labels that look alike on a sticker: case, I l and 1, O and 0. USB-l is USB-1.
std::string LabelLook(std::string_view label);

}  // namespace sekisho
