// What the operating system refused, in words.
#pragma once

#include <string>

namespace sekisho {

// errno `error_number` in the user's language ("No such file or directory").
std::string SystemErrorText(int error_number);

}  // namespace sekisho
