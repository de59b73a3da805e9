// An ATA command and its answer, as registers (ACS-4, 7 and 9), and who carries it to the disk.
//
// Pure but for AtaTransport, which is an interface so that tests can be the disk.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/bytes.h"

namespace sekisho {

inline constexpr size_t kAtaSectorBytes = 512;

enum class AtaData { kNone, kIn, kOut };  // PIO, one sector of 512 bytes

struct AtaCommand {
  uint8_t command = 0;
  uint16_t features = 0;
  uint16_t count = 0;
  uint64_t lba = 0;       // 48 bits
  bool extended = false;  // 48-bit registers; without, only the lower halves are sent
  AtaData data = AtaData::kNone;
  Bytes out;  // kAtaSectorBytes of them with kOut
  std::chrono::seconds timeout{30};
};

struct AtaAnswer {
  uint8_t status = 0;
  uint8_t error = 0;
  uint16_t count = 0;
  uint64_t lba = 0;
  bool upper_halves = false;  // whether the upper halves of count and lba came back, too
  Bytes data;                 // kAtaSectorBytes of them after kIn that succeeded

  // The command was not carried out (bits ERR and DF).
  bool failed() const { return (status & 0x21) != 0; }
};

class AtaTransport {
 public:
  virtual ~AtaTransport() = default;
  // A command that the disk refuses is an answer, not an error. kIo: no answer in time, or one that
  // was lost; kRefused: whatever lies between does not pass ATA commands on; kNotFound: the disk is
  // gone.
  virtual Result<AtaAnswer> Run(const AtaCommand& command) = 0;
};

// IDENTIFY DEVICE (7.13); wipe/ata/ata_identity.h reads the answer.
AtaCommand IdentifyDevice();

// Runs a command whose refusal is an error: kFailed with `what` ("SECURITY ERASE UNIT") in it.
Result<AtaAnswer> RunAta(AtaTransport& transport, const AtaCommand& command, const char* what);

}  // namespace sekisho
