// Where a store is that is a file.
#pragma once

#include <string>

namespace sekisho {

// The path in "sqlite:PATH", or the path itself.
std::string PathOfStore(const std::string& url);

}  // namespace sekisho
