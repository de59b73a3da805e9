#include "base/text/shell_word.h"

#include <cstdio>
#include <string_view>

#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr const char* kSpecial = " \t\n\"'\\$`*?[]{}()<>|&;!#~^=";

// All but printable ASCII in hexadecimal.
std::string InHexadecimal(const std::string& word) {
  std::string quoted = "$'";
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    char spelled[8];
    std::snprintf(spelled, sizeof spelled, "\\x%02x", byte);
    const bool plain = byte >= 0x20 && byte < 0x7f && c != '\'' && c != '\\';
    quoted += plain ? std::string(1, c) : std::string(spelled);
  }
  return quoted + "'";
}

}  // namespace

std::string Quoted(const std::string& word) {
  if (HasUnsafeCharacters(word)) return InHexadecimal(word);
  if (!word.empty() && word.find_first_of(kSpecial) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace sekisho
