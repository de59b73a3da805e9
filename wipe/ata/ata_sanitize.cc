#include "wipe/ata/ata_sanitize.h"

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr uint8_t kSanitizeDevice = 0xB4;

constexpr uint16_t kStatus = 0x0000;  // features
constexpr uint16_t kCrypto = 0x0011;
constexpr uint16_t kBlock = 0x0012;
constexpr uint16_t kOver = 0x0014;

constexpr uint64_t kCryptoKey = 0x43727970;  // "Cryp": guards against accidents
constexpr uint64_t kBlockKey = 0x426B4572;   // "BkEr"
constexpr uint64_t kOverKey = 0x4F57;        // "OW", above the pattern

AtaCommand Sanitize(uint16_t feature, uint64_t lba) {
  AtaCommand command;
  command.command = kSanitizeDevice;
  command.features = feature;
  command.lba = lba;
  command.extended = true;
  return command;
}

AtaSanitizeReason ReasonOf(uint8_t code) {
  switch (code) {
    case 0:
      return AtaSanitizeReason::kNone;
    case 1:
      return AtaSanitizeReason::kUnsuccessful;
    case 2:
      return AtaSanitizeReason::kUnsupported;
    case 3:
      return AtaSanitizeReason::kFrozen;
    case 4:
      return AtaSanitizeReason::kAntifreeze;
    default:
      return AtaSanitizeReason::kOther;
  }
}

}  // namespace

AtaCommand StartAtaSanitize(AtaSanitizeAction action) {
  switch (action) {
    case AtaSanitizeAction::kCryptoScramble:
      return Sanitize(kCrypto, kCryptoKey);
    case AtaSanitizeAction::kBlockErase:
      return Sanitize(kBlock, kBlockKey);
    case AtaSanitizeAction::kOverwrite:
      break;
  }
  AtaCommand command = Sanitize(kOver, kOverKey << 32 | kSanitizePatternByte * 0x01010101U);
  command.count = 1;  // passes; 0 would be 16
  return command;
}

AtaCommand AskAtaSanitizeStatus() { return Sanitize(kStatus, 0); }

Result<AtaSanitizeStatus> ParseAtaSanitizeStatus(const AtaAnswer& answer) {
  AtaSanitizeStatus status;
  status.refused = answer.failed();
  if (status.refused) {
    status.reason = ReasonOf(static_cast<uint8_t>(answer.lba & 0xFF));
    return status;
  }
  if (!answer.upper_halves)
    return Fail(ErrorCode::kMalformed,
                Message("the state of the sanitize operation got lost on "
                        "the way from the disk"),
                Message("connect the disk directly"));  // defence: H6-8
  status.completed = (answer.count & 0x8000) != 0;
  status.in_progress = (answer.count & 0x4000) != 0;
  status.frozen = (answer.count & 0x2000) != 0;
  status.antifreeze = (answer.count & 0x1000) != 0;
  status.progress = static_cast<uint16_t>(answer.lba & 0xFFFF);
  return status;
}

}  // namespace sekisho
