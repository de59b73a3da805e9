#include "wipe/ata/ata_security.h"

#include <algorithm>

namespace sekisho {
namespace {

constexpr uint8_t kSetPassword = 0xF1;
constexpr uint8_t kUnlock = 0xF2;
constexpr uint8_t kErasePrepare = 0xF3;
constexpr uint8_t kEraseUnit = 0xF4;
constexpr uint8_t kDisablePassword = 0xF6;

constexpr uint8_t kEnhanced = 1u << 1;  // word 0 of ERASE UNIT's data; bit 0 clear: user

// Data of one sector: a control word, then the password.
AtaCommand WithPassword(uint8_t opcode, uint8_t control) {
  AtaCommand command;
  command.command = opcode;
  command.count = 1;
  command.data = AtaData::kOut;
  command.out.assign(kAtaSectorBytes, 0);
  command.out[0] = control;
  std::copy(kAtaErasePassword.begin(), kAtaErasePassword.end(), command.out.begin() + 2);
  return command;
}

}  // namespace

AtaCommand SecuritySetPassword() { return WithPassword(kSetPassword, 0); }
AtaCommand SecurityUnlock() { return WithPassword(kUnlock, 0); }
AtaCommand SecurityDisablePassword() { return WithPassword(kDisablePassword, 0); }

AtaCommand SecurityErasePrepare() {
  AtaCommand command;
  command.command = kErasePrepare;
  return command;
}

AtaCommand SecurityEraseUnit(bool enhanced, std::chrono::seconds timeout) {
  AtaCommand command = WithPassword(kEraseUnit, enhanced ? kEnhanced : 0);
  command.timeout = timeout;
  return command;
}

}  // namespace sekisho
