#include "base/text/plain_name.h"

#include <utf8proc.h>

#include "base/text/fold_text.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

// Alphabets whose letters look alike: a name has those of one. Kana, kanji and hangul stand beside
// any.
enum Alphabet : unsigned { kNone = 0, kLatin = 1, kGreek = 2, kCyrillic = 4, kOther = 8 };

struct Range {
  utf8proc_int32_t first, last;
  unsigned alphabet;
};
constexpr Range kRanges[] = {
    {'A', 'Z', kLatin},       {'a', 'z', kLatin},        {0xC0, 0x24F, kLatin},
    {0x370, 0x3FF, kGreek},   {0x400, 0x52F, kCyrillic}, {0x1100, 0x11FF, kNone},
    {0x1E00, 0x1EFF, kLatin}, {0x1F00, 0x1FFF, kGreek},  {0x2E80, 0x2FDF, kNone},
    {0x3005, 0x9FFF, kNone},  {0xA960, 0xA97F, kNone},   {0xAC00, 0xD7FF, kNone},
    {0xF900, 0xFAFF, kNone},  {0xFF21, 0xFF3A, kLatin},  {0xFF41, 0xFF5A, kLatin},
    {0xFF66, 0xFFDC, kNone},  {0x1B000, 0x1B16F, kNone}, {0x20000, 0x3FFFF, kNone},
};

bool IsLetter(utf8proc_int32_t c) {
  const utf8proc_category_t category = utf8proc_category(c);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

unsigned AlphabetOf(utf8proc_int32_t c) {
  for (const Range& range : kRanges)
    if (c >= range.first && c <= range.last) return range.alphabet;
  return IsLetter(c) ? kOther : kNone;
}

// What stands between the parts of our views, in any script, and what looks like it.
bool IsBetweenParts(utf8proc_int32_t c) {
  constexpr std::u32string_view kSeparators =
      U",;:/\u3001\u3002\uFF0C\uFF1B\uFF1A\uFF0F\u060C\u061B\uFF64\uFF61\uFE10\uFE11\uFE12\uFE13"
      U"\uFE14\uFE50\uFE51\uFE52\uFE54\uFE55\u2236\uA789\u02D0\u0589\u201A\u2024\u2044\u2215";
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
