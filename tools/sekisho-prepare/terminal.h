// What goes to stderr, and what is asked there.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "tools/sekisho-prepare/options.h"

namespace sekisho {

// "error: ..." and "hint: ...", safe for a terminal.
void PrintError(const Error& error);

// Whether somebody can be asked: stdin and stderr are terminals, and --no-input was not given.
bool MayAsk(const PrepareOptions& options);

// Has the device confirmed by one of `names`: given with --confirm, or typed. kUsage otherwise,
// with the command to run.
Result<void> Confirm(const std::string& path, const std::vector<std::string>& names,
                     const PrepareOptions& options);

}  // namespace sekisho
