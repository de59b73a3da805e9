#include "base/text/plain_name.h"

#include <utf8proc.h>

#include "base/text/fold_text.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

// Alphabets whose capital letters look alike.
enum Alphabet : unsigned { kNone = 0, kLatin = 1, kGreek = 2, kCyrillic = 4 };

unsigned AlphabetOf(utf8proc_int32_t c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x250)) return kLatin;
  if (c >= 0x370 && c < 0x400) return kGreek;
  return c >= 0x400 && c < 0x530 ? kCyrillic : kNone;
}

// What stands between the parts of our views, in any script, and what looks like it.
bool IsBetweenParts(utf8proc_int32_t c) {
  constexpr std::u32string_view kSeparators =
      U",;:/\u3001\u3002\uFF0C\uFF1B\uFF1A\uFF0F\u060C\u061B\uFF64\uFF61";
  constexpr std::u32string_view kNoBrackets = U"[]{}\u2019";  // no view has them; O’Brien
  const auto among = [c](std::u32string_view list) {
    return list.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
  };
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
      return !among(kNoBrackets);
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return among(kSeparators) || (c >= 0x2190 && c < 0x2200);  // arrows
  }
}

bool IsPlain(std::string_view text, bool department) {
  if (!IsUtf8(text) || !HasVisibleText(text)) return false;
  unsigned alphabets = kNone;
  while (!text.empty()) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t width =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), &c);
    if (width <= 0) return false;
    text.remove_prefix(static_cast<size_t>(width));
    const bool slash = c == '/' || c == 0xFF0F;
    if (IsBetweenParts(c) && !(department && slash)) return false;
    alphabets |= AlphabetOf(c);
  }
  return (alphabets & (alphabets - 1)) == 0;
}

}  // namespace

bool IsPlainName(std::string_view text) { return IsPlain(text, false); }

bool IsPlainDepartment(std::string_view text) { return IsPlain(text, true); }

}  // namespace sekisho
