#include "wipe/scsi/scsi_erasure.h"

#include "base/text/message.h"

namespace sekisho {

namespace {

constexpr uint8_t kUnitAttention = 0x06;  // something happened before; the command was not begun
constexpr int kTries = 5;

}  // namespace

Result<void> ScsiSanitizeErasure::Start() {
  for (int i = 0; i < kTries; ++i) {
    ASSIGN_OR_RETURN(const ScsiAnswer answer,
                     device_.Run(StartScsiSanitize(action_, block_bytes_)));
    if (answer.good()) return {};
    const auto sense = ParseSense(answer.sense);
    if (!sense || sense->key != kUnitAttention) break;
  }
  return Fail(ErrorCode::kFailed, Message("the device refuses to be sanitized"));
}

Result<ErasureStatus> ScsiSanitizeErasure::Poll() {
  ASSIGN_OR_RETURN(const ScsiAnswer answer, device_.Run(RequestSense()));
  if (!answer.good())
    return Fail(ErrorCode::kIo, Message("the device does not tell how far it is"));
  ASSIGN_OR_RETURN(const ScsiSanitizeStatus told, ParseScsiSanitizeStatus(answer.data));
  ErasureStatus status;
  switch (told.phase) {
    case ScsiSanitizePhase::kRunning:
      status.permille = told.progress * 1000u / 65536u;
      break;
    case ScsiSanitizePhase::kReady:
      status.phase = ErasurePhase::kDone;
      break;
    case ScsiSanitizePhase::kFailed:
      status.phase = ErasurePhase::kFailed;
      status.reason = Message("the device says that the sanitize operation failed");
      break;
    case ScsiSanitizePhase::kOther:
      return Fail(ErrorCode::kIo, Message("the device has something else to tell"));
  }
  return status;
}

}  // namespace sekisho
