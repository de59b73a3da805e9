// Text that came from somebody else, made safe to look at.
#pragma once

#include <string>
#include <string_view>

namespace sekisho {

// Whether `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
bool IsUtf8(std::string_view text);

// `text` with everything a terminal might act on, or a reader be misled by, spelled out: C0 and C1
// controls, DEL, bidirectional overrides and isolates, zero-width and line-separator characters,
// bytes that are not UTF-8. Each becomes \n, \t, \r, \xNN or \u{NNNN}; a backslash stays one.
// With `keep_newlines`, LF stays.
std::string SafeForTerminal(std::string_view text, bool keep_newlines = false);

// Whether SafeForTerminal would change anything.
bool HasUnsafeCharacters(std::string_view text);

}  // namespace sekisho
