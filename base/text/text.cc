#include "base/text/text.h"

#include <cstdint>
#include <cstdio>

namespace sekisho {
namespace {

struct CodePoint {
  uint32_t value;
  size_t width;  // 0 when the bytes are not UTF-8
};

CodePoint Decode(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = at(0);
  if (lead < 0x80) return {lead, 1};
  const size_t width = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < width) return {0, 0};
  uint32_t value = lead & (0xFFu >> (width + 1));
  for (size_t i = 1; i < width; ++i) {
    if ((at(i) & 0xC0) != 0x80) return {0, 0};
    value = value << 6 | (at(i) & 0x3Fu);
  }
  const bool overlong = (width == 3 && value < 0x800) || (width == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {0, 0};
  return {value, width};
}

bool IsUnsafe(uint32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
  if (c == 0xAD || c == 0x061C || c == 0xFEFF) return true;  // soft hyphen, ALM, BOM
  if (c >= 0x200B && c <= 0x200F) return true;               // zero width, LRM, RLM
  if (c >= 0x2028 && c <= 0x202E) return true;               // separators, overrides
  if (c >= 0x2060 && c <= 0x206F) return true;               // isolates, invisible operators
  return c >= 0xE0000 && c <= 0xE007F;                       // tags
}

std::string Spell(uint32_t c) {
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  char text[16];
  std::snprintf(text, sizeof text, c < 0x80 ? "\\x%02x" : "\\u{%04x}", static_cast<unsigned>(c));
  return text;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = Decode(text);
    if (c.width == 0) return false;
    text.remove_prefix(c.width);
  }
  return true;
}

std::string SafeForTerminal(std::string_view text, bool keep_newlines) {
  std::string out;
  while (!text.empty()) {
    const CodePoint c = Decode(text);
    if (c.width == 0) {
      char spelled[8];
      std::snprintf(spelled, sizeof spelled, "\\x%02x", static_cast<uint8_t>(text[0]));
      out += spelled;
      text.remove_prefix(1);
      continue;
    }
    if (IsUnsafe(c.value) && !(keep_newlines && c.value == '\n'))
      out += Spell(c.value);
    else
      out.append(text.substr(0, c.width));
    text.remove_prefix(c.width);
  }
  return out;
}

bool HasUnsafeCharacters(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = Decode(text);
    if (c.width == 0 || IsUnsafe(c.value)) return true;
    text.remove_prefix(c.width);
  }
  return false;
}

}  // namespace sekisho
