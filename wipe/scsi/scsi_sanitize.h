// SCSI's SANITIZE (SBC-4, 5.30): the commands, whether they are there, and how far one has got.
#pragma once

#include <cstdint>
#include <optional>

#include "wipe/scsi/scsi_command.h"

namespace sekisho {

enum class ScsiSanitizeAction { kOverwrite = 1, kBlockErase = 2, kCryptoErase = 3 };

// Starts the action and answers at once (IMMED). AUSE is clear: after a failure the device refuses
// to be read or written until a sanitize operation succeeds. kOverwrite makes one pass of
// kSanitizePatternByte, in blocks of `block_bytes`.
ScsiCommand StartScsiSanitize(ScsiSanitizeAction action, uint32_t block_bytes);

// REPORT SUPPORTED OPERATION CODES (SPC-5, 6.39) for one service action of SANITIZE.
ScsiCommand AskScsiSanitizeSupport(ScsiSanitizeAction action);

// Whether its answer says "supported in conformance with a standard". kMalformed when it is too
// short.
Result<bool> ParseScsiSupport(ByteView data);

// REQUEST SENSE (SPC-5, 6.42); its answer's data are sense data.
ScsiCommand RequestSense();

enum class ScsiSanitizePhase {
  kReady,    // nothing runs; whether anything ever ran is not said
  kRunning,  // 02h/04h/1Bh: sanitize in progress
  kFailed,   // 03h/31h/03h: sanitize command failed
  kOther,    // something else is to be told, and asked again
};

struct ScsiSanitizeStatus {
  ScsiSanitizePhase phase = ScsiSanitizePhase::kReady;
  uint16_t progress = 0;  // parts of 65,536, while running
};

Result<ScsiSanitizeStatus> ParseScsiSanitizeStatus(ByteView sense);

}  // namespace sekisho
