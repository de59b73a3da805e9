#include "base/text/columns.h"

#include <utf8proc.h>

#include <algorithm>

namespace sekisho {
namespace {

struct Character {
  std::string_view bytes;
  size_t width;
};

Character First(std::string_view text) {
  utf8proc_int32_t value = 0;
  const auto* const data = reinterpret_cast<const utf8proc_uint8_t*>(text.data());  // NOLINT
  const auto length = utf8proc_iterate(data, static_cast<utf8proc_ssize_t>(text.size()), &value);
  if (length <= 0) return {text.substr(0, 1), 1};
  return {text.substr(0, static_cast<size_t>(length)),
          static_cast<size_t>(std::max(utf8proc_charwidth(value), 0))};
}

// Not at the beginning of a line (JIS X 4051, the part that help pages meet).
bool Closes(std::string_view character) {
  constexpr std::string_view kClosing[] = {"、", "。", "）", "」", "，",
                                           "．", "ー", "・", "：", "／"};
  return std::find(std::begin(kClosing), std::end(kClosing), character) != std::end(kClosing);
}

bool Opens(std::string_view character) { return character == "（" || character == "「"; }

// What must stay together: a word with the blanks before it, or one full-width character with what
// may not be parted from it.
std::vector<std::string_view> Pieces(std::string_view text) {
  std::vector<std::string_view> pieces;
  size_t start = 0;
  bool may_break = false;
  for (size_t at = 0; at < text.size();) {
    const Character one = First(text.substr(at));
    const bool word_ends = one.bytes == " " && text[at - 1] != ' ';
    if (at > start && (word_ends || (may_break && !Closes(one.bytes)))) {
      pieces.push_back(text.substr(start, at - start));
      start = at;
    }
    may_break = one.width == 2 && !Opens(one.bytes);
    at += one.bytes.size();
  }
  if (start < text.size()) pieces.push_back(text.substr(start));
  return pieces;
}

void WrapLine(std::string_view text, size_t columns, std::vector<std::string>& lines) {
  std::string line;
  size_t width = 0;
  for (std::string_view piece : Pieces(text)) {
    const size_t more = DisplayWidth(piece);
    if (!line.empty() && width + more > columns) {
      lines.push_back(std::move(line));
      line.clear();
      width = 0;
      piece.remove_prefix(std::min(piece.find_first_not_of(' '), piece.size()));
    }
    line += piece;
    width += DisplayWidth(piece);
  }
  lines.push_back(std::move(line));
}

}  // namespace

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const Character one = First(text);
    width += one.width;
    text.remove_prefix(one.bytes.size());
  }
  return width;
}

std::string PadTo(std::string_view text, size_t columns) {
  std::string out(text);
  const size_t width = DisplayWidth(text);
  if (width < columns) out.append(columns - width, ' ');
  return out;
}

std::vector<std::string> WrapText(std::string_view text, size_t columns) {
  std::vector<std::string> lines;
  for (;;) {
    const size_t end = std::min(text.find('\n'), text.size());
    WrapLine(text.substr(0, end), columns, lines);
    if (end == text.size()) return lines;
    text.remove_prefix(end + 1);
  }
}

}  // namespace sekisho
