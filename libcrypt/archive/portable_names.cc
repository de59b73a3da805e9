#include "libcrypt/archive/portable_names.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text/message_id.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr size_t kMaxComponentUnits = 255;

// UTF-16 units of UTF-8 text: two for what takes four bytes, one for everything else.
size_t Utf16Units(std::string_view text) {
  size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if ((byte & 0xC0) != 0x80) ++units;
    if (byte >= 0xF0) ++units;
  }
  return units;
}

// The name before its first dot, upper case, without the spaces that Windows ignores there.
std::string Stem(std::string_view component) {
  std::string stem(component.substr(0, component.find('.')));
  while (stem.ends_with(' ')) stem.pop_back();
  for (char& c : stem)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return stem;
}

// COM and LPT with a digit, superscript ones included.
bool IsPort(std::string_view stem) {
  if (!stem.starts_with("COM") && !stem.starts_with("LPT")) return false;
  const std::string_view digit = stem.substr(3);
  if (digit.size() == 1) return digit[0] >= '0' && digit[0] <= '9';
  return digit == "\u00B9" || digit == "\u00B2" || digit == "\u00B3";
}

bool IsReservedOnWindows(std::string_view component) {
  static constexpr std::array<std::string_view, 6> kNames = {"CON", "PRN",    "AUX",
                                                             "NUL", "CONIN$", "CONOUT$"};
  const std::string stem = Stem(component);
  return std::find(kNames.begin(), kNames.end(), stem) != kNames.end() || IsPort(stem);
}

NameProblem ProblemOfComponent(std::string_view component) {
  if (!IsUtf8(component)) return NameProblem::kNotUtf8;
  if (component.find_first_of("<>:\"|?*\\") != component.npos)
    return NameProblem::kForbiddenCharacter;
  if (IsReservedOnWindows(component)) return NameProblem::kReservedName;
  if (component.ends_with('.') || component.ends_with(' ')) return NameProblem::kTrailingDotOrSpace;
  if (Utf16Units(component) > kMaxComponentUnits) return NameProblem::kTooLong;
  return NameProblem::kNone;
}

}  // namespace

NameProblem ProblemOnWindows(std::string_view name) {
  for (std::string_view rest = name; !rest.empty();) {
    const size_t end = std::min(rest.find('/'), rest.size());
    const NameProblem problem = ProblemOfComponent(rest.substr(0, end));
    if (problem != NameProblem::kNone) return problem;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return Utf16Units(name) > kMaxPortablePathUnits ? NameProblem::kTooLong : NameProblem::kNone;
}

const char* DescribeProblem(NameProblem problem) {
  switch (problem) {
    case NameProblem::kForbiddenCharacter:
      return MessageId("has a character that Windows does not allow");
    case NameProblem::kReservedName:
      return MessageId("is the name of a device on Windows");
    case NameProblem::kTrailingDotOrSpace:
      return MessageId("ends in a dot or a space, which Windows drops");
    case NameProblem::kTooLong:
      return MessageId("is too long for Windows");
    case NameProblem::kNotUtf8:
      return MessageId("is not UTF-8: elsewhere it will look different");
    default:
      return MessageId("is fine");
  }
}

}  // namespace sekisho
