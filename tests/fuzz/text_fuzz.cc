// What SafeForTerminal lets through holds nothing that a terminal acts on or that misleads a reader
// (ATTACKS Z2), by a list written here a second time; and clean text passes unchanged.
#include "base/text/text.h"

#include "base/bytes.h"
#include "tests/fuzz/require.h"

namespace {

using namespace sekisho;

// Byte sequences that are never to reach a terminal, beyond the C0 controls and DEL.
constexpr std::string_view kForbidden[] = {
    "\xc2\x80",     "\xc2\x85",     "\xc2\x9b",     "\xc2\x9f",     "\xe2\x80\x8b", "\xe2\x80\x8f",
    "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad",
    "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9", "\xef\xbb\xbf",
};

void CheckSafe(std::string_view safe, bool keep_newlines) {
  Require(IsUtf8(safe), "the result is UTF-8");
  for (const char c : safe) {
    const auto byte = static_cast<uint8_t>(c);
    const bool kept = keep_newlines && c == '\n';
    Require(kept || (byte >= 0x20 && byte != 0x7f), "no control character is left");
  }
  for (const std::string_view bad : kForbidden)
    Require(safe.find(bad) == std::string_view::npos, "no misleading character is left");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = AsText({data, size});
  const std::string safe = SafeForTerminal(text);
  CheckSafe(safe, false);
  CheckSafe(SafeForTerminal(text, true), true);
  Require(!HasUnsafeCharacters(safe), "the result is called safe");
  Require(SafeForTerminal(safe) == safe, "the result passes unchanged");
  Require((safe == text) == !HasUnsafeCharacters(text), "unsafe is what gets changed");
  Require(IsUtf8(text) || HasUnsafeCharacters(text), "what is not UTF-8 is unsafe");
  return 0;
}
