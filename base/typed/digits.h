// Small steps of a parser over digits and fixed words; each shortens `text` by what it takes.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace sekisho {

// `min_width` to `max_width` decimal digits (at most 9).
inline std::optional<int> TakeDigits(std::string_view& text, size_t min_width, size_t max_width) {
  size_t width = 0;
  while (width < text.size() && width < max_width && text[width] >= '0' && text[width] <= '9')
    ++width;
  if (width < min_width) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + width, value);
  text.remove_prefix(width);
  return value;
}

inline bool TakeText(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

inline bool TakeChar(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace sekisho
