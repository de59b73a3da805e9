#include "base/text/blanks.h"

#include "base/text/fold_text.h"

namespace sekisho {
namespace {

constexpr std::string_view kIdeographicSpace = "\u3000";

}  // namespace

std::string WithSingleBlanks(std::string_view text) {
  std::string out;
  bool blank = false;
  while (!text.empty()) {
    const bool wide = text.starts_with(kIdeographicSpace);
    const size_t width = wide ? kIdeographicSpace.size() : 1;
    const bool is_blank = wide || text.front() == ' ';
    if (!is_blank || !blank) out += text.substr(0, width);
    blank = is_blank;
    text.remove_prefix(width);
  }
  return out;
}

std::string WithoutNeedlessBlanks(std::string_view text) {
  std::string out = WithSingleBlanks(text);
  for (const std::string_view blank : {std::string_view(" "), kIdeographicSpace}) {
    if (out.starts_with(blank)) out.erase(0, blank.size());
    if (out.ends_with(blank)) out.erase(out.size() - blank.size());
  }
  return out;
}

std::string ShownWords(std::string_view text, size_t max_bytes) {
  std::string shown = WithInvisibleSpelled(WithSingleBlanks(text));
  if (shown.size() <= max_bytes) return shown;
  size_t end = max_bytes;
  while (end > 0 && (static_cast<uint8_t>(shown[end]) & 0xC0) == 0x80) --end;
  shown.resize(end);
  return shown + "...";
}

}  // namespace sekisho
