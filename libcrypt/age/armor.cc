#include "libcrypt/age/armor.h"

#include <algorithm>

#include "base/text/message.h"
#include "libcrypt/primitives/base64.h"

namespace sekisho {
namespace {

constexpr std::string_view kBegin = "-----BEGIN AGE ENCRYPTED FILE-----";
constexpr std::string_view kEnd = "-----END AGE ENCRYPTED FILE-----";
constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr size_t kColumns = 64;
constexpr size_t kMaxWhiteSpace = 1024;

Error Bad(const char* why) {
  return Fail(ErrorCode::kArmor, Message("the armor is damaged: {0}", {Message(why)}));
}

size_t LeadingWhiteSpace(std::string_view text) {
  return std::min(text.find_first_not_of(kWhiteSpace), text.size());
}

// Takes the next line off `text`, without its LF or CRLF.
std::string_view TakeLine(std::string_view& text) {
  const size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// A line of padded base64 (RFC 4648, section 4), canonical.
Result<Bytes> DecodeLine(std::string_view line) {
  if (line.size() % 4 != 0) return Bad("a line has the wrong length");
  const size_t padding = line.ends_with("==") ? 2 : line.ends_with('=') ? 1 : 0;
  line.remove_suffix(padding);
  if ((4 - line.size() % 4) % 4 != padding) return Bad("its padding is wrong");
  const auto bytes = Base64Decode(line);
  if (!bytes) return Bad("a line is not canonical base64");
  return *bytes;
}

Result<void> CheckRest(std::string_view rest) {
  if (LeadingWhiteSpace(rest) != rest.size()) return Bad("something follows its end");
  if (rest.size() > kMaxWhiteSpace) return Bad("too much white space follows it");
  return {};
}

}  // namespace

bool LooksArmored(ByteView file) {
  std::string_view text = AsText(file.first(std::min<size_t>(file.size(), 2 * kMaxWhiteSpace)));
  text.remove_prefix(LeadingWhiteSpace(text));
  return text.starts_with(kBegin);
}

Result<Bytes> DecodeArmor(ByteView file) {
  std::string_view text = AsText(file);
  const size_t leading = LeadingWhiteSpace(text);
  if (leading > kMaxWhiteSpace) return Bad("too much white space is before it");
  text.remove_prefix(leading);
  if (TakeLine(text) != kBegin) return Bad("its first line is another one");
  Bytes out;
  out.reserve(text.size() / 4 * 3);
  for (bool last = false;;) {
    if (text.empty()) return Bad("its end is missing");
    const std::string_view line = TakeLine(text);
    if (line == kEnd) break;
    if (last || line.empty() || line.size() > kColumns) return Bad("a line has the wrong length");
    ASSIGN_OR_RETURN(const Bytes bytes, DecodeLine(line));
    last = line.size() < kColumns || line.ends_with('=');
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
  RETURN_IF_ERROR(CheckRest(text));
  return out;
}

std::string EncodeArmor(ByteView file) {
  std::string text = Base64Encode(file);
  text.append((4 - text.size() % 4) % 4, '=');
  std::string out = std::string(kBegin) + "\n";
  for (size_t at = 0; at < text.size(); at += kColumns) out += text.substr(at, kColumns) + "\n";
  return out + std::string(kEnd) + "\n";
}

}  // namespace sekisho
