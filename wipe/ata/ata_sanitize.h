// ATA's SANITIZE feature set (ACS-4, 4.21 and 7.36 to 7.41): the commands, and what they answer.
#pragma once

#include <cstdint>

#include "wipe/ata/ata_command.h"

namespace sekisho {

enum class AtaSanitizeAction { kCryptoScramble, kBlockErase, kOverwrite };

// The word that OVERWRITE EXT is told to repeat: one byte four times, so that the order of bytes
// does not matter.
inline constexpr uint8_t kSanitizePatternByte = 0x55;

// Starts the action. The failure mode bit is clear: after a failure the disk refuses to be read or
// written until a sanitize operation succeeds. One pass of the pattern with kOverwrite.
AtaCommand StartAtaSanitize(AtaSanitizeAction action);

// SANITIZE STATUS EXT.
AtaCommand AskAtaSanitizeStatus();

enum class AtaSanitizeReason {  // why a command of the feature set was refused (9.11, LBA 7:0)
  kNone,
  kUnsuccessful,  // the operation before has failed
  kUnsupported,
  kFrozen,
  kAntifreeze,  // antifreeze lock is set, and freezing was asked for
  kOther,
};

struct AtaSanitizeStatus {
  bool completed = false;  // the last operation ended without error
  bool in_progress = false;
  bool frozen = false;
  bool antifreeze = false;
  uint16_t progress = 0;  // parts of 65,536, while in progress
  bool refused = false;   // the command itself
  AtaSanitizeReason reason = AtaSanitizeReason::kNone;
};

// kMalformed when the upper halves of the registers are missing (a bridge with another form of
// sense data): the status lies there.
Result<AtaSanitizeStatus> ParseAtaSanitizeStatus(const AtaAnswer& answer);

}  // namespace sekisho
