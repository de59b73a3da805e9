#include "wipe/ata/ata_identity.h"

#include <numeric>

#include "base/text/message.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr size_t kIdentifyBytes = 512;
constexpr uint64_t kMaxSectors = uint64_t{1} << 48;
constexpr uint8_t kChecksumSignature = 0xA5;

// The words of an answer whose length was checked.
class Words {
 public:
  explicit Words(ByteView answer) : answer_(answer) {}
  uint16_t At(size_t word) const {
    return static_cast<uint16_t>(answer_[2 * word] | answer_[2 * word + 1] << 8);
  }
  bool Bit(size_t word, unsigned bit) const { return (At(word) >> bit & 1) != 0; }
  // Whether a word with validity bits (15:14 = 01b) is valid.
  bool Valid(size_t word) const { return At(word) >> 14 == 1; }
  uint64_t Number(size_t first, size_t count) const {
    uint64_t value = 0;
    for (size_t i = count; i-- > 0;) value = value << 16 | At(first + i);
    return value;
  }
  // ATA strings have their first character in the upper byte of each word.
  std::string Text(size_t first, size_t count) const {
    std::string text;
    for (size_t i = first; i < first + count; ++i) {
      text += static_cast<char>(At(i) >> 8);
      text += static_cast<char>(At(i) & 0xFF);
    }
    const size_t from = text.find_first_not_of(' ');
    if (from == std::string::npos) return {};
    return SafeForTerminal(text.substr(from, text.find_last_not_of(' ') - from + 1));
  }

 private:
  ByteView answer_;
};

// Words 89 and 90: units of two minutes; the largest value means "more than that".
std::optional<uint32_t> EraseMinutes(uint16_t word) {
  const uint16_t longest = (word & 0x8000) != 0 ? 0x7FFF : 0xFF;
  const uint16_t units = word & longest;
  if (units == 0 || units == longest) return std::nullopt;
  return uint32_t{units} * 2;
}

AtaSanitizeAbilities ReadSanitize(const Words& words) {
  AtaSanitizeAbilities can;
  can.supported = words.Bit(59, 12);
  can.antifreeze_lock = can.supported && words.Bit(59, 10);
  can.crypto_scramble = can.supported && words.Bit(59, 13);
  can.overwrite = can.supported && words.Bit(59, 14);
  can.block_erase = can.supported && words.Bit(59, 15);
  return can;
}

AtaSecurity ReadSecurity(const Words& words) {
  AtaSecurity security;
  security.supported = words.Bit(128, 0);
  if (!security.supported) return security;
  security.enabled = words.Bit(128, 1);
  security.locked = words.Bit(128, 2);
  security.frozen = words.Bit(128, 3);
  security.count_expired = words.Bit(128, 4);
  security.enhanced_erase = words.Bit(128, 5);
  security.erase_minutes = EraseMinutes(words.At(89));
  if (security.enhanced_erase) security.enhanced_erase_minutes = EraseMinutes(words.At(90));
  return security;
}

void ReadGeometry(const Words& words, AtaIdentity* identity) {
  identity->address_48_bit = words.Valid(83) && words.Bit(83, 10);
  identity->sectors = identity->address_48_bit ? words.Number(100, 4) : words.Number(60, 2);
  // In words, not bytes.
  if (words.Valid(106) && words.Bit(106, 12))
    identity->sector_bytes = static_cast<uint32_t>(words.Number(117, 2) * 2);
  identity->rotating = words.At(217) >= 0x0401 && words.At(217) < 0xFFFF;
}

Error Malformed(std::string message) {
  return Fail(ErrorCode::kMalformed, std::move(message), Message("connect the disk directly"));
}

}  // namespace

Result<AtaIdentity> ParseAtaIdentity(ByteView answer) {
  if (answer.size() != kIdentifyBytes)
    return Malformed(Message("the answer to IDENTIFY DEVICE has not 512 bytes"));  // defence: H6-2
  const Words words(answer);
  AtaIdentity identity;
  identity.proven = (words.At(255) & 0xFF) == kChecksumSignature;
  const uint8_t sum = std::accumulate(answer.begin(), answer.end(), uint8_t{0},
                                      [](uint8_t a, uint8_t b) { return uint8_t(a + b); });
  if (identity.proven && sum != 0)
    // defence: H6-3
    return Malformed(Message("the answer to IDENTIFY DEVICE has a wrong checksum"));
  if (words.Bit(0, 15)) return Malformed(Message("this is not an ATA disk"));  // defence: H6-4
  ReadGeometry(words, &identity);
  if (identity.sectors == 0 || identity.sectors > kMaxSectors || identity.sector_bytes < 512 ||
      identity.sector_bytes % 512 != 0)
    // defence: H6-5
    return Malformed(Message("the answer to IDENTIFY DEVICE names no possible capacity"));
  identity.serial = words.Text(10, 10);
  identity.firmware = words.Text(23, 4);
  identity.model = words.Text(27, 20);
  identity.host_protected_area = words.Bit(82, 10);
  identity.device_configuration_overlay = words.Valid(83) && words.Bit(83, 11);
  identity.accessible_max_address = words.Valid(119) && words.Bit(119, 8);
  identity.sanitize = ReadSanitize(words);
  identity.security = ReadSecurity(words);
  return identity;
}

std::optional<uint64_t> HiddenSectors(const AtaIdentity& identity, uint64_t native_max_address) {
  if (!identity.proven) return std::nullopt;
  if (!identity.host_protected_area && !identity.accessible_max_address) return std::nullopt;
  if (native_max_address >= kMaxSectors) return std::nullopt;
  const uint64_t native_sectors = native_max_address + 1;
  if (native_sectors < identity.sectors) return std::nullopt;
  return native_sectors - identity.sectors;
}

}  // namespace sekisho
