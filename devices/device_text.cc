#include "devices/device_text.h"

#include "base/bytes.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr size_t kMaxTextBytes = 256;
constexpr size_t kPageHeaderBytes = 4;

}  // namespace

std::string CleanText(std::string_view text) {
  const auto is_blank = [](char c) { return (c >= 0 && c <= ' ') || c == 0x7f; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  text = text.substr(0, kMaxTextBytes);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  std::string clean = SafeForTerminal(text);
  if (clean.size() > kMaxTextBytes) {
    clean.resize(kMaxTextBytes);
    while (!IsUtf8(clean)) clean.pop_back();
  }
  return clean;
}

std::string UnitSerialOf(std::string_view page) {
  const ByteView bytes = AsBytes(page);
  if (bytes.size() < kPageHeaderBytes || bytes[1] != 0x80) return {};
  const size_t length = static_cast<size_t>(bytes[2]) << 8 | bytes[3];
  return CleanText(page.substr(kPageHeaderBytes, length));
}

}  // namespace sekisho
