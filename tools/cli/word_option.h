// Options that take one of a few words.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace sekisho {

// One of `codes`, typed as it is or as our output calls it in the user's language; the option gets
// the code. What is none of them is refused with the list.
CLI::Validator OneOf(std::vector<std::string> codes);

// Anything but nothing. An empty name is a variable that was not set: what it was to name would
// silently not be there.
CLI::Validator Named();

}  // namespace sekisho
