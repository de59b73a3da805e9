// Which way of erasing itself reaches Purge on a device, or why none does. Pure.
//
// By NIST SP 800-88 Rev. 2 (2025), which leaves the techniques to IEEE 2883-2022 (and, for SECURITY
// ERASE UNIT, as its withdrawn Rev. 1 had it in appendix A):
// - ATA: SANITIZE by block erase or overwriting; else, on hard disks, SECURITY ERASE UNIT in
//   enhanced mode. On flash that is Clear at most, and not chosen.
// - NVMe: Sanitize by block erase or overwriting; else Format NVM with user data erase, when it
//   reaches all that there is; after a cryptographic one, where FNA says that there is one.
// - SCSI: SANITIZE by block erase or overwriting.
// - Cryptographic erase last, and only where somebody states what no command can tell: that all
//   data were always encrypted by the device, and that no copy of the key is left. Every block is
//   overwritten as well.
// Behind USB, on cards, and on what is no medium of its own, none is chosen.
#pragma once

#include "devices/medium.h"
#include "wipe/device/device_abilities.h"
#include "wipe/purge/purge_method.h"

namespace sekisho {

// kRefused, with a hint that can be followed: unlock it, wake it, connect it directly, destroy it.
Result<PurgeMethod> ChoosePurge(const DeviceAbilities& abilities, MediumKind medium,
                                bool encryption_stated);

// kRefused when what answers commands is not what has these bytes: a RAID controller that passes
// commands on to one of its disks.
Result<void> CheckSize(const DeviceAbilities& abilities, uint64_t size_bytes);

// Whether an earlier sanitize operation has failed: the device can be neither read nor written
// until one succeeds.
bool SanitizeHasFailed(const DeviceAbilities& abilities);

}  // namespace sekisho
