#include "base/bytes.h"
#include "base/text/message.h"

#include <algorithm>

namespace sekisho {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

int Nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::string HexEncode(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (uint8_t b : bytes) {
    out.push_back(kDigits[b >> 4]);
    out.push_back(kDigits[b & 15]);
  }
  return out;
}

Result<Bytes> HexDecode(std::string_view hex) {
  if (hex.size() % 2 != 0)
    return Fail(ErrorCode::kMalformed, Message("hexadecimal text of odd length"));
  Bytes out(hex.size() / 2);
  for (size_t i = 0; i < out.size(); ++i) {
    const int high = Nibble(hex[2 * i]);
    const int low = Nibble(hex[2 * i + 1]);
    if (high < 0 || low < 0)
      return Fail(ErrorCode::kMalformed, Message("not lower-case hexadecimal"));
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return out;
}

Result<Digest> DigestFromHex(std::string_view hex) {
  if (hex.size() != 64)
    return Fail(ErrorCode::kMalformed, Message("a digest has 64 hexadecimal digits"));
  ASSIGN_OR_RETURN(Bytes bytes, HexDecode(hex));
  Digest digest;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

void PutBe64(uint64_t value, std::span<uint8_t, 8> out) {
  for (size_t i = 0; i < 8; ++i) out[i] = static_cast<uint8_t>(value >> (56 - 8 * i));
}

void PutLe64(uint64_t value, std::span<uint8_t, 8> out) {
  for (size_t i = 0; i < 8; ++i) out[i] = static_cast<uint8_t>(value >> (8 * i));
}

uint64_t GetBe64(std::span<const uint8_t, 8> in) {
  uint64_t value = 0;
  for (uint8_t b : in) value = value << 8 | b;
  return value;
}

}  // namespace sekisho
