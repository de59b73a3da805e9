#include "base/text/fold_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr utf8proc_int32_t kBrailleBlank = 0x2800;  // a symbol by its category, and no dot is set
constexpr utf8proc_int32_t kIdeographicSpace = 0x3000;

// `text`, known to be UTF-8, mapped; `text` itself when there is no memory for it.
std::string Mapped(std::string_view text, int options) {
  utf8proc_uint8_t* raw = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &raw,
                                             static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, &std::free);
  if (size < 0) return std::string(text);
  return {reinterpret_cast<const char*>(raw), static_cast<size_t>(size)};
}

bool IsBlank(utf8proc_int32_t c) {
  const utf8proc_category_t category = utf8proc_category(c);
  return c == kBrailleBlank || category == UTF8PROC_CATEGORY_ZS ||
         category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
         category == UTF8PROC_CATEGORY_CC;
}

// Signs that stand for nothing, by their names: OBJECT REPLACEMENT CHARACTER, the blanks of
// Egyptian hieroglyphs, MUSICAL SYMBOL NULL NOTEHEAD.
bool IsEmptySign(utf8proc_int32_t c) {
  return c == 0xFFFC || c == 0x13441 || c == 0x13442 || c == 0x1D159;
}

// Calls `see` with each character of `text`, known to be UTF-8, and its bytes.
template <typename See>
void ForEachCharacter(std::string_view text, const See& see) {
  while (!text.empty()) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t width =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), &c);
    if (width <= 0) return;
    see(c, text.substr(0, static_cast<size_t>(width)));
    text.remove_prefix(static_cast<size_t>(width));
  }
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string KeyOf(std::string_view text, std::string_view between) {
  if (!IsUtf8(text)) return std::string(text);
  const std::string folded = Mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE |
                                              UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  std::string key;
  bool blank = false;
  ForEachCharacter(folded, [&](utf8proc_int32_t c, std::string_view bytes) {
    if (IsBlank(c)) {
      blank = true;
      return;
    }
    if (blank && !key.empty()) key += between;
    blank = false;
    key += bytes;
  });
  return key;
}

}  // namespace

std::string NameKey(std::string_view text) { return KeyOf(text, " "); }

std::string NameKeyWithoutBlanks(std::string_view text) { return KeyOf(text, ""); }

std::string FileNameKey(std::string_view component) {
  if (IsAscii(component)) {  // most names: without a call that allocates
    std::string key(component);
    for (char& c : key)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 0x20);
    return key;
  }
  if (!IsUtf8(component)) return std::string(component);
  // Twice: what folding leaves may decompose again (U+1E9E, Greek with iota subscript).
  const int options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD;
  return Mapped(Mapped(component, options), options);
}

std::optional<size_t> ComposeInto(std::string_view text, Forms forms, std::span<int32_t> scratch) {
  if (!IsUtf8(text) || scratch.empty()) return std::nullopt;
  const int compatible = forms == Forms::kCompatible ? UTF8PROC_COMPAT : 0;
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | compatible);
  // The last element is room for the zero that is written behind the text.
  const auto room = static_cast<utf8proc_ssize_t>(scratch.size() - 1);
  const utf8proc_ssize_t letters =
      utf8proc_decompose(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), scratch.data(), room, options);
  if (letters < 0 || letters > room) return std::nullopt;
  const utf8proc_ssize_t bytes = utf8proc_reencode(scratch.data(), letters, options);
  if (bytes < 0) return std::nullopt;
  return static_cast<size_t>(bytes);
}

std::string WithInvisibleSpelled(std::string_view text) {
  if (!IsUtf8(text)) return std::string(text);
  std::string out;
  ForEachCharacter(text, [&](utf8proc_int32_t c, std::string_view bytes) {
    const bool unseen = utf8proc_get_property(c)->ignorable != 0 ||
                        utf8proc_category(c) == UTF8PROC_CATEGORY_CF ||
                        (IsBlank(c) && c != ' ' && c != kIdeographicSpace);
    if (!unseen) {
      out += bytes;
      return;
    }
    char spelled[16];
    std::snprintf(spelled, sizeof spelled, "\\u{%04x}", static_cast<unsigned>(c));
    out += spelled;
  });
  return out;
}

bool HasVisibleText(std::string_view text) {
  if (!IsUtf8(text)) return false;
  bool visible = false;
  ForEachCharacter(KeyOf(text, ""), [&](utf8proc_int32_t c, std::string_view) {
    const utf8proc_category_t category = utf8proc_category(c);
    visible = visible || (category != UTF8PROC_CATEGORY_CF && category != UTF8PROC_CATEGORY_CN &&
                          category != UTF8PROC_CATEGORY_CO && category != UTF8PROC_CATEGORY_MN &&
                          category != UTF8PROC_CATEGORY_ME && !IsEmptySign(c));
  });
  return visible;
}

}  // namespace sekisho
