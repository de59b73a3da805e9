// Runs a program of ours that is installed beside this one.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace sekisho {

enum class ChildStdout { kInherit, kCapture };

struct ChildResult {
  int status = 0;      // its exit status
  std::string output;  // captured stdout
};

// Runs NAME from the directory of this program, with stdin and stderr as they are, and waits for
// it. An interrupt of this program is passed on to it, once, and then waited for: what it began, it
// ends in order. kNotFound when it is not there; kFailed when a signal ended it or when it says
// more than `max_output` bytes.
Result<ChildResult> RunBeside(const std::string& name, const std::vector<std::string>& arguments,
                              ChildStdout out, size_t max_output);

}  // namespace sekisho
