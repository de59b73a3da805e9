// How every program of ours says that something failed.
#pragma once

#include <string>

#include "base/result.h"

namespace sekisho {

// "error: ..." and "hint: ..." in the user's language, each in a line and safe for a terminal.
std::string FailureText(const Error& error);

// {"format", "error": {"code", "message", "next", "next_to"}} in a line (docs/formats/json.md).
std::string FailureJson(const Error& error);

}  // namespace sekisho
