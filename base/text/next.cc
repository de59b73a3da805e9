#include "base/text/next.h"

#include <algorithm>

#include "base/text/next_steps.h"

namespace sekisho {

Next::Next(const std::string& words) {
  if (!words.empty()) *this = next::InWords(words);
}

std::string Next::words() const {
  return code == NextCode::kInWords ? values[0].text : std::string();
}

Next Next::With(NextArg arg, const std::string& text) const {
  Next filled = *this;
  for (NextValue& value : filled.values)
    if (value.arg == arg && value.text.empty()) value.text = text;
  return filled;
}

bool Next::Lacks(NextArg arg) const {
  return std::any_of(values.begin(), values.end(), [arg](const NextValue& value) {
    return value.arg == arg && value.text.empty();
  });
}

}  // namespace sekisho
