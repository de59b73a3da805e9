// A SCSI command and its answer, and who carries it to the device; sense data read (SPC-5, 4.4).
//
// Pure but for ScsiTransport, which is an interface so that tests can be the device.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace sekisho {

struct ScsiCommand {
  Bytes cdb;            // 6 to 16 bytes
  size_t in_bytes = 0;  // at most this many are wanted
  Bytes out;            // only when in_bytes is 0
  std::chrono::seconds timeout{30};
};

struct ScsiAnswer {
  uint8_t status = 0;  // 0: GOOD; 2: CHECK CONDITION, told by `sense`
  Bytes sense;
  Bytes data;

  bool good() const { return status == 0; }
};

class ScsiTransport {
 public:
  virtual ~ScsiTransport() = default;
  // A command that the device refuses is an answer, not an error. kIo: no answer in time, or one
  // that was lost; kRefused: this is nothing that takes SCSI commands; kNotFound: it is gone.
  virtual Result<ScsiAnswer> Run(const ScsiCommand& command) = 0;
};

struct ScsiSense {
  uint8_t key = 0;  // 0: no sense, 2: not ready, 3: medium error, 5: illegal request...
  uint8_t code = 0;
  uint8_t qualifier = 0;
  std::optional<uint16_t> progress;  // parts of 65,536

  bool Is(uint8_t k, uint8_t c, uint8_t q) const { return key == k && code == c && qualifier == q; }
};

// Fixed and descriptor format, current errors. kMalformed otherwise.
Result<ScsiSense> ParseSense(ByteView sense);

// The body of the descriptor of `type` in sense data of descriptor format; empty when there is
// none.
ByteView SenseDescriptor(ByteView sense, uint8_t type);

}  // namespace sekisho
