#include "wipe/scsi/scsi_sanitize.h"

#include "base/text/message.h"
#include "wipe/ata/ata_sanitize.h"

namespace sekisho {
namespace {

constexpr uint8_t kSanitize = 0x48;
constexpr uint8_t kImmediately = 0x80;  // byte 1
constexpr uint8_t kMaintenanceIn = 0xA3;
constexpr uint8_t kSupportedCodes = 0x0C;
constexpr uint8_t kOneServiceAction = 0x02;
constexpr uint8_t kSupportBytes = 64;
constexpr uint8_t kRequestSense = 0x03;
constexpr uint8_t kSenseBytes = 252;
constexpr uint8_t kSupported = 0x03;

// One pass of a pattern that is given for a whole block.
Bytes OverwriteParameters(uint32_t block_bytes) {
  Bytes list(4 + size_t{block_bytes}, kSanitizePatternByte);
  list[0] = 1;  // passes
  list[1] = 0;
  list[2] = static_cast<uint8_t>(block_bytes >> 8);
  list[3] = static_cast<uint8_t>(block_bytes);
  return list;
}

}  // namespace

ScsiCommand StartScsiSanitize(ScsiSanitizeAction action, uint32_t block_bytes) {
  ScsiCommand command;
  if (action == ScsiSanitizeAction::kOverwrite) command.out = OverwriteParameters(block_bytes);
  const auto length = static_cast<uint16_t>(command.out.size());
  const auto flags = static_cast<uint8_t>(kImmediately | static_cast<uint8_t>(action));
  command.cdb = {kSanitize,
                 flags,
                 0,
                 0,
                 0,
                 0,
                 0,
                 static_cast<uint8_t>(length >> 8),
                 static_cast<uint8_t>(length),
                 0};
  return command;
}

ScsiCommand AskScsiSanitizeSupport(ScsiSanitizeAction action) {
  ScsiCommand command;
  command.cdb = {kMaintenanceIn,
                 kSupportedCodes,
                 kOneServiceAction,
                 kSanitize,
                 0,
                 static_cast<uint8_t>(action),
                 0,
                 0,
                 0,
                 kSupportBytes,
                 0,
                 0};
  command.in_bytes = kSupportBytes;
  return command;
}

Result<bool> ParseScsiSupport(ByteView data) {
  if (data.size() < 4)
    // defence: H6-92
    return Fail(ErrorCode::kMalformed, Message("the answer about supported commands is too short"));
  return (data[1] & 0x07) == kSupported;
}

ScsiCommand RequestSense() {
  ScsiCommand command;
  command.cdb = {kRequestSense, 0, 0, 0, kSenseBytes, 0};
  command.in_bytes = kSenseBytes;
  return command;
}

Result<ScsiSanitizeStatus> ParseScsiSanitizeStatus(ByteView sense) {
  ASSIGN_OR_RETURN(const ScsiSense parsed, ParseSense(sense));
  ScsiSanitizeStatus status;
  if (parsed.Is(0x02, 0x04, 0x1B)) {
    status.phase = ScsiSanitizePhase::kRunning;
    status.progress = parsed.progress.value_or(0);
  } else if (parsed.Is(0x03, 0x31, 0x03)) {
    status.phase = ScsiSanitizePhase::kFailed;
  } else if (parsed.key != 0) {
    status.phase = ScsiSanitizePhase::kOther;
  }
  return status;
}

}  // namespace sekisho
