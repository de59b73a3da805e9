#include <algorithm>
#include <array>

#include "base/text/message.h"
#include "base/typed/typed.h"

namespace sekisho {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "1,000,000" without its commas; empty when they do not group by threes.
std::string Ungrouped(const std::string& text) {
  std::string digits;
  size_t since_comma = 0;
  bool grouped = false;
  for (const char c : text) {
    if (c == ',') {
      if (since_comma == 0 || since_comma > 3 || (grouped && since_comma != 3)) return {};
      grouped = true;
      since_comma = 0;
      continue;
    }
    if (!IsDigit(c)) return {};
    digits.push_back(c);
    ++since_comma;
  }
  return grouped && since_comma != 3 ? std::string() : digits;
}

Error NoNumber(std::string_view text) {
  return Fail(ErrorCode::kUsage, Message("'{0}' is not a number", {std::string(text)}),
              Message("write it in decimal digits: 1000 or 1,000"));
}

// The bytes of one `unit`, in lower case; 0 when there is no such unit.
uint64_t BytesOf(std::string unit) {
  constexpr std::string_view kLetters = "kmgt";
  if (unit.empty() || unit == "b") return 1;
  const size_t power = kLetters.find(unit.front());
  const std::string_view rest = std::string_view(unit).substr(1);
  if (power == kLetters.npos || (!rest.empty() && rest != "b" && rest != "ib")) return 0;
  return uint64_t{1} << (10 * (power + 1));
}

// `parse`d, between the bounds, and written in plain digits.
TypedCheck Between(Result<uint64_t> (*parse)(std::string_view), uint64_t least, uint64_t most) {
  return [=](std::string& word) -> std::string {
    const auto value = parse(word);
    if (!value) return value.error().message + ": " + value.error().next.words();
    if (*value < least || *value > most)
      return Message("{0} is not in range: {1} to {2}",
                     {word, std::to_string(least), std::to_string(most)});
    word = std::to_string(*value);
    return {};
  };
}

}  // namespace

std::string HalfWidth(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto last = static_cast<uint8_t>(text.size() >= 3 ? text[2] : 0);
    const bool low = text.starts_with("\xEF\xBC") && last >= 0x81 && last <= 0xBF;
    const bool high = text.starts_with("\xEF\xBD") && last >= 0x80 && last <= 0x9E;
    const bool blank = text.starts_with("\xE3\x80\x80");
    if (blank)
      out += ' ';
    else
      out += low || high ? static_cast<char>((last & 0x3F) + (low ? 0x20 : 0x60)) : text.front();
    text.remove_prefix(low || high || blank ? 3 : 1);
  }
  const size_t first = out.find_first_not_of(' ');
  if (first == out.npos) return {};
  return out.substr(first, out.find_last_not_of(' ') - first + 1);
}

Result<uint64_t> ParseTypedNumber(std::string_view text) {
  const std::string digits = Ungrouped(HalfWidth(text));
  if (digits.empty()) return NoNumber(text);
  uint64_t value = 0;
  for (const char c : digits) {
    if (__builtin_mul_overflow(value, uint64_t{10}, &value) ||
        __builtin_add_overflow(value, static_cast<uint64_t>(c - '0'), &value))
      return Fail(ErrorCode::kUsage, Message("{0} is too large", {std::string(text)}),
                  Message("write a smaller number"));
  }
  return value;
}

Result<uint64_t> ParseTypedSize(std::string_view text) {
  const std::string plain = HalfWidth(text);
  const size_t end = plain.find_last_of("0123456789");
  if (end == plain.npos) return NoNumber(text);
  std::string unit = plain.substr(end + 1);
  unit.erase(0, std::min(unit.find_first_not_of(' '), unit.size()));
  std::transform(unit.begin(), unit.end(), unit.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
  const uint64_t scale = BytesOf(unit);
  if (scale == 0)
    return Fail(ErrorCode::kUsage, Message("'{0}' is not a size", {std::string(text)}),
                Message("write it as 500M, 2G or 1T"));
  ASSIGN_OR_RETURN(uint64_t value, ParseTypedNumber(plain.substr(0, end + 1)));
  if (__builtin_mul_overflow(value, scale, &value))
    return Fail(ErrorCode::kUsage, Message("{0} is too large", {std::string(text)}),
                Message("write a smaller number"));
  return value;
}

TypedCheck NumberBetween(uint64_t least, uint64_t most) {
  return Between(ParseTypedNumber, least, most);
}

TypedCheck SizeBetween(uint64_t least, uint64_t most) {
  return Between(ParseTypedSize, least, most);
}

}  // namespace sekisho
