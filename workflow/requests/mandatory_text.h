// What must be said must be seen: blanks and invisible characters say nothing.
#pragma once

#include <string>

#include "base/result.h"

namespace sekisho {

// kUsage when `reason` says nothing.
Result<void> NeedReason(const std::string& reason);

// Of what may be left out: kUsage when something was given that says nothing. `what` is the name of
// it in a sentence: "the comment".
Result<void> NeedTextIfAny(const std::string& text, const std::string& what);

}  // namespace sekisho
