#include "base/text/plain_name.h"

#include <utf8proc.h>

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

bool IsLetterOrNumber(utf8proc_int32_t c) {
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return utf8proc_get_property(c)->ignorable == 0;
    default:
      return false;
  }
}

bool IsBlank(utf8proc_int32_t c) { return c == ' ' || c == 0x3000; }

// Within a name: O'Brien, Jean-Luc, Jr., タナカ・タロウ (in both widths).
bool IsMark(utf8proc_int32_t c) {
  return c == '-' || c == '\'' || c == '.' || c == 0x2019 || c == 0x30FB || c == 0xFF65;
}

bool IsMarkOfDepartments(utf8proc_int32_t c) {
  return c == '/' || c == '&' || c == '+' || c == '_' || c == 0xFF0F || c == 0xFF06;
}

bool IsPlain(std::string_view text, bool department) {
  if (!IsUtf8(text)) return false;
  unsigned alphabets = kNone;
  bool blank = true, letter = false;  // no blank at the beginning
  while (!text.empty()) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t width =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), &c);
    if (width <= 0) return false;
    text.remove_prefix(static_cast<size_t>(width));
    if (IsBlank(c) ? blank
                   : !IsLetterOrNumber(c) && !IsMark(c) && !(department && IsMarkOfDepartments(c)))
      return false;
    blank = IsBlank(c);
    letter = letter || IsLetterOrNumber(c);
    alphabets |= AlphabetOf(c);
  }
  return letter && !blank && (alphabets & (alphabets - 1)) == 0;
}

}  // namespace

bool IsPlainName(std::string_view text) { return IsPlain(text, false); }

bool IsPlainDepartment(std::string_view text) { return IsPlain(text, true); }

}  // namespace sekisho
