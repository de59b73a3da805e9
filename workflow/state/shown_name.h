// Which names are shown: others are called by the number, as names that cannot be read are.
#pragma once

#include <string>

#include "base/result.h"

namespace sekisho {

// Longer ones push what is beside them out of sight; the longest that anybody has are half of it.
inline constexpr size_t kMaxShownNameBytes = 400;

// kVerdict when `name`, which a program of ours does not write, would be taken for something else
// than a name (ATTACKS I2). `whose` is how that member, or proposal, is called instead.
Result<void> CheckReadsAsAName(const std::string& name, const std::string& whose);

// kUsage for what would be taken for something else in a view: a number, a name with a department.
Result<void> CheckIsAName(const std::string& name);

}  // namespace sekisho
