// Sectors of an ATA disk behind the last one that it shows: host protected area (HPA; ATA8-ACS,
// 4.11), accessible max address (AMAX; ACS-3, 4.2) and device configuration overlay (DCO; ATA8-ACS,
// 4.6).
//
// They are asked for only of a disk whose IDENTIFY is proven, and believed only where the answers
// agree with it: bridges make such answers up (wipe/ata/ata_identity.h).
#pragma once

#include <optional>

#include "wipe/ata/ata_command.h"
#include "wipe/ata/ata_identity.h"

namespace sekisho {

AtaCommand ReadNativeMaxAddress(bool extended);  // F8h, 27h (EXT)
AtaCommand GetNativeMaxAddressExt();             // 78h, features 0
AtaCommand DeviceConfigurationIdentify();        // B1h, features C2h

// The address of the last sector, from the registers. Empty when the disk refused, or the part of
// the answer that is needed got lost.
std::optional<uint64_t> ParseNativeMax(const AtaAnswer& answer, bool extended);

// The address of the last sector that the disk was made with, words 3 to 6 of the 512 bytes. Empty
// unless they carry their checksum (word 255: signature A5h), and are of a known revision.
std::optional<uint64_t> ParseConfiguredMax(ByteView data);

struct HiddenAreas {
  // In sectors; empty: not known, or there is no such feature.
  std::optional<uint64_t> host_protected;
  std::optional<uint64_t> beyond_accessible;  // AMAX
  std::optional<uint64_t> overlaid;           // DCO: beyond what the others can show

  uint64_t sectors() const;  // all that are known
};

// Asks for what `identity` says there is. Answers that cannot be believed are left empty; only what
// makes the disk unusable (kNotFound) is an error.
Result<HiddenAreas> ReadHiddenAreas(AtaTransport& transport, const AtaIdentity& identity);

}  // namespace sekisho
