// An NVMe admin command and its answer (NVM Express Base Specification 2.0, 3.3.3), and who carries
// it to the controller.
//
// Pure but for NvmeTransport, which is an interface so that tests can be the controller.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/bytes.h"

namespace sekisho {

inline constexpr uint32_t kAllNamespaces = 0xFFFFFFFF;

struct NvmeCommand {
  uint8_t opcode = 0;
  uint32_t nsid = 0;
  uint32_t cdw10 = 0;
  uint32_t cdw11 = 0;
  size_t in_bytes = 0;  // a multiple of 4; none of the commands here sends any
  std::chrono::seconds timeout{30};
};

struct NvmeAnswer {
  uint16_t status = 0;  // code and type, without the phase and "do not retry" bits; 0: success
  Bytes data;           // in_bytes of them after success
};

class NvmeTransport {
 public:
  virtual ~NvmeTransport() = default;
  virtual uint32_t nsid() const = 0;  // of the namespace that is to be wiped
  // A command that the controller refuses is an answer, not an error. kIo: no answer in time, or
  // one that was lost; kRefused: not permitted; kNotFound: the controller is gone.
  virtual Result<NvmeAnswer> Run(const NvmeCommand& command) = 0;
};

// Runs a command whose refusal is an error: kFailed with `what` ("Format NVM") and the status.
Result<NvmeAnswer> RunNvme(NvmeTransport& transport, const NvmeCommand& command, const char* what);

// Little-endian fields of an answer whose length was checked.
inline uint64_t GetLe(ByteView data, size_t offset, size_t bytes) {
  uint64_t value = 0;
  for (size_t i = bytes; i-- > 0;) value = value << 8 | data[offset + i];
  return value;
}

}  // namespace sekisho
