#include "base/text/record_number.h"

#include <algorithm>

namespace sekisho {

bool IsRecordNumber(std::string_view text) {
  return text.size() > 1 && std::string_view("RPMWrpmw").find(text.front()) != text.npos &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace sekisho
