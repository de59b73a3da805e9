// A SCSI device that erases itself by SANITIZE.
#pragma once

#include "wipe/purge/erasure.h"
#include "wipe/scsi/scsi_sanitize.h"

namespace sekisho {

class ScsiSanitizeErasure final : public Erasure {
 public:
  ScsiSanitizeErasure(ScsiTransport& device, ScsiSanitizeAction action, uint32_t block_bytes)
      : device_(device), action_(action), block_bytes_(block_bytes) {}
  Result<void> Start() override;
  Result<ErasureStatus> Poll() override;

 private:
  ScsiTransport& device_;
  ScsiSanitizeAction action_;
  uint32_t block_bytes_;
};

}  // namespace sekisho
