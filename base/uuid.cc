#include "base/uuid.h"

#include <array>

namespace sekisho {

std::string NewUuid7(const Clock& clock, Random& random) {
  std::array<uint8_t, 16> bytes;
  random.Fill(bytes);
  const uint64_t millis = static_cast<uint64_t>(clock.NowMillis());
  for (size_t i = 0; i < 6; ++i) bytes[i] = static_cast<uint8_t>(millis >> (40 - 8 * i));
  bytes[6] = static_cast<uint8_t>(0x70 | (bytes[6] & 0x0F));
  bytes[8] = static_cast<uint8_t>(0x80 | (bytes[8] & 0x3F));
  std::string text = HexEncode(bytes);
  for (size_t at : {20u, 16u, 12u, 8u}) text.insert(at, "-");
  return text;
}

bool IsUuid7(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return false;
    } else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      return false;
    }
  }
  return text[14] == '7' &&
         (text[19] == '8' || text[19] == '9' || text[19] == 'a' || text[19] == 'b');
}

}  // namespace sekisho
