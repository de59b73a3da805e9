// The numbers that people call the things of the record by: R7, P3, M2, W1.
#pragma once

#include <string_view>

namespace sekisho {

// Whether `text` has the form of one, in either case: whoever reads it would take it for one.
bool IsRecordNumber(std::string_view text);

}  // namespace sekisho
