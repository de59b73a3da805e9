// For tests of refusals: RefusalOf(result) is its error's code, or nothing. That something was not
// refused is then a failed assertion of the test, not an exception out of error().
#pragma once

#include <optional>

#include "base/result.h"

namespace sekisho {

template <typename T>
std::optional<ErrorCode> RefusalOf(const Result<T>& result) {
  if (result) return std::nullopt;
  return result.error().code;
}

}  // namespace sekisho
