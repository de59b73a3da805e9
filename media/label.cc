#include "media/label.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/record_number.h"

namespace sekisho {
namespace {

bool IsLabelCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

Error BadLabel(std::string message) {
  return Fail(ErrorCode::kUsage, std::move(message),
              Message("a label is 1 to 32 letters (A-Z, a-z), digits and hyphens, as in USB-042"));
}

}  // namespace

Result<void> CheckLabel(std::string_view label) {
  if (label.empty()) return BadLabel(Message("the label is empty"));
  if (label.size() > kMaxLabelBytes)
    return BadLabel(Message("the label is {0} bytes long, more than {1}",
                            {std::to_string(label.size()), std::to_string(kMaxLabelBytes)}));
  if (!std::all_of(label.begin(), label.end(), IsLabelCharacter))
    return BadLabel(
        Message("the label '{0}' has a character that labels cannot have", {std::string(label)}));
  if (label.front() == '-')
    return BadLabel(Message("the label '{0}' begins with a hyphen", {std::string(label)}));
  if (IsRecordNumber(label))
    return BadLabel(
        Message("the label '{0}' would be taken for a number of the record", {std::string(label)}));
  return {};
}

std::string LabelLook(std::string_view label) {
  std::string look;
  for (const char c : label) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    look += lower == 'i' || lower == 'l' ? '1' : lower == 'o' ? '0' : lower;
  }
  return look;
}

}  // namespace sekisho
