// What an ATA device says about itself, from the 512 bytes of IDENTIFY DEVICE (ACS-4, 7.13.6), and
// whether that can be believed. Pure: nothing here talks to a device.
//
// Bridges (USB to ATA) answer for the disk behind them, and some make it up: then the sizes of
// hidden areas are inventions. Only an answer with the integrity word (word 255: signature A5h and
// a checksum over all bytes) is `proven`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace sekisho {

struct AtaSanitizeAbilities {  // word 59
  bool supported = false;
  bool antifreeze_lock = false;
  bool crypto_scramble = false;
  bool overwrite = false;
  bool block_erase = false;
};

struct AtaSecurity {  // words 89, 90, 128
  bool supported = false;
  bool enabled = false;  // a user password is set
  bool locked = false;
  bool frozen = false;
  bool count_expired = false;
  bool enhanced_erase = false;
  // In minutes, the device's own estimate; empty when it gives none, or only a lower bound.
  std::optional<uint32_t> erase_minutes;
  std::optional<uint32_t> enhanced_erase_minutes;
};

struct AtaIdentity {
  bool proven = false;  // carries a checksum, which is right
  std::string serial;   // made safe to print, without the blanks around it
  std::string model;
  std::string firmware;
  uint64_t sectors = 0;  // addressable now
  uint32_t sector_bytes = 512;
  bool address_48_bit = false;
  bool rotating = false;  // says so with a speed; what says nothing is not
  bool host_protected_area = false;
  bool device_configuration_overlay = false;
  bool accessible_max_address = false;
  AtaSanitizeAbilities sanitize;
  AtaSecurity security;
};

// kMalformed when it is not 512 bytes, not an ATA device's (a bridge's zeros, an ATAPI drive), has
// no capacity, or its checksum is wrong.
Result<AtaIdentity> ParseAtaIdentity(ByteView answer);

// How many sectors lie behind the last addressable one, where `native_max_address` is the answer to
// READ NATIVE MAX ADDRESS (EXT) or GET NATIVE MAX ADDRESS EXT, the address of the last sector.
// Empty when that cannot be known: `identity` is not proven, names no feature that could hide
// sectors, or the answer is impossible (below what is addressable, beyond 48 bits).
std::optional<uint64_t> HiddenSectors(const AtaIdentity& identity, uint64_t native_max_address);

}  // namespace sekisho
