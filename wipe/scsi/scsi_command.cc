#include "wipe/scsi/scsi_command.h"

#include <algorithm>

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr uint8_t kFixedCurrent = 0x70;
constexpr uint8_t kDescriptorCurrent = 0x72;
constexpr uint8_t kKeySpecific = 0x02;  // descriptor types
constexpr size_t kDescriptorsAt = 8;

// Sense-key specific bytes: a validity bit, then the progress (SPC-5, 4.4.2.4.4).
std::optional<uint16_t> Progress(uint8_t key, ByteView specific) {
  const bool tells = key == 0 || key == 2;  // NO SENSE and NOT READY
  if (!tells || specific.size() < 3 || (specific[0] & 0x80) == 0) return std::nullopt;
  return static_cast<uint16_t>(specific[1] << 8 | specific[2]);
}

}  // namespace

ByteView SenseDescriptor(ByteView sense, uint8_t type) {
  if (sense.size() < kDescriptorsAt || (sense[0] & 0x7F) != kDescriptorCurrent) return {};
  ByteView rest = sense.subspan(kDescriptorsAt);
  rest = rest.first(std::min<size_t>(rest.size(), sense[7]));
  while (rest.size() >= 2) {
    const size_t bytes = rest[1];
    if (rest.size() - 2 < bytes) return {};
    if (rest[0] == type) return rest.subspan(2, bytes);
    rest = rest.subspan(2 + bytes);
  }
  return {};
}

Result<ScsiSense> ParseSense(ByteView sense) {
  ScsiSense parsed;
  const uint8_t format = sense.empty() ? 0 : sense[0] & 0x7F;
  if (format == kDescriptorCurrent && sense.size() >= kDescriptorsAt) {
    parsed.key = sense[1] & 0x0F;
    parsed.code = sense[2];
    parsed.qualifier = sense[3];
    const ByteView body = SenseDescriptor(sense, kKeySpecific);
    if (body.size() >= 5) parsed.progress = Progress(parsed.key, body.subspan(2, 3));
    return parsed;
  }
  if (format == kFixedCurrent && sense.size() >= 14) {
    parsed.key = sense[2] & 0x0F;
    parsed.code = sense[12];
    parsed.qualifier = sense[13];
    if (sense.size() >= 18) parsed.progress = Progress(parsed.key, sense.subspan(15, 3));
    return parsed;
  }
  // defence: H6-89, else parsed
  return Fail(ErrorCode::kMalformed, Message("the device's sense data have no known form"));
}

}  // namespace sekisho
