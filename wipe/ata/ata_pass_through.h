// ATA commands carried by SCSI's ATA PASS-THROUGH (16) (SAT-4, 12.2), as Linux and USB bridges take
// them.
#pragma once

#include "wipe/ata/ata_command.h"
#include "wipe/scsi/scsi_command.h"

namespace sekisho {

// The sense data are asked for in any case, since the registers come back in them.
ScsiCommand EncodeAtaPassThrough(const AtaCommand& command);

// The registers: from the ATA Status Return descriptor, or from the fixed format, which has no room
// for the upper halves. `extended`: as in the command; without, the low bits of the device register
// belong to the address. kRefused when the command was not passed on (ILLEGAL REQUEST without
// registers), kMalformed when registers are missing and the command was not plainly good.
Result<AtaAnswer> DecodeAtaPassThrough(const ScsiAnswer& answer, bool extended);

class AtaOverScsi final : public AtaTransport {
 public:
  explicit AtaOverScsi(ScsiTransport& scsi) : scsi_(scsi) {}
  Result<AtaAnswer> Run(const AtaCommand& command) override;

 private:
  ScsiTransport& scsi_;
};

}  // namespace sekisho
