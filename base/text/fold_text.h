// Texts compared as people compare them, and texts that say nothing. Unicode by utf8proc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sekisho {

// One key for every way to type the same name: compatibility forms as one (NFKC), case folded,
// what is invisible removed, blanks collapsed and none at the ends. 田中　太郎 and 田中 太郎, Ｒ１
// and r1 have the same key. What is not UTF-8 is its own key.
std::string NameKey(std::string_view text);

// The same without any blank: 田中太郎.
std::string NameKeyWithoutBlanks(std::string_view text);

// One key for file names that are one name on Windows or macOS: composition (NFC, NFD, kanji with a
// canonical equivalent) and case (full folding: ß is ss). Compatibility forms stay apart, as there.
// What is not UTF-8 is its own key: bytes that look like letters are often half a kanji.
std::string FileNameKey(std::string_view component);

// NFC of `text`, or NFKC, written to the front of `scratch` and nowhere else: for secrets. The
// number of bytes; none when `text` is not UTF-8 or `scratch` has no room (one element for each
// byte of `text`, and eight more, is enough).
enum class Forms { kCanonical, kCompatible };
std::optional<size_t> ComposeInto(std::string_view text, Forms forms, std::span<int32_t> scratch);

// `text` with what nobody sees spelled out (\u{3164}), and blanks that are neither U+0020 nor
// U+3000: for names that look the same and are not. Text that is not UTF-8 stays as it is.
std::string WithInvisibleSpelled(std::string_view text);

// Whether somebody who looks at `text` sees anything: not with blanks, controls and invisible
// characters only (U+3000, U+00A0, U+200B, U+2800, U+3164...).
bool HasVisibleText(std::string_view text);

}  // namespace sekisho
