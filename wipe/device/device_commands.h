// The way to a device for commands that are neither reads nor writes, and what it can be told by
// them.
#pragma once

#include <memory>

#include "wipe/ata/ata_pass_through.h"
#include "wipe/device/device_abilities.h"
#include "wipe/purge/erasure.h"
#include "wipe/purge/purge_method.h"

namespace sekisho {

// One of them, or none. SCSI leads to ATA disks, too.
struct DeviceCommands {
  std::unique_ptr<ScsiTransport> scsi;
  std::unique_ptr<NvmeTransport> nvme;
};

// Asks the device; changes nothing. None where it takes no such commands (kRefused of the
// transport); other errors are the transport's.
Result<DeviceAbilities> ReadAbilities(DeviceCommands& commands);

// `method` was chosen by ChoosePurge for `abilities`. Uses `commands` while it lives.
std::unique_ptr<Erasure> MakeErasure(DeviceCommands& commands, const DeviceAbilities& abilities,
                                     PurgeMethod method, uint64_t block_bytes);

}  // namespace sekisho
