// How much may come out of a package before whoever reads it says no (ATTACKS E6). All of it is
// looked at while the package streams past, before anything beyond a limit is handed on.
#pragma once

#include <cstdint>
#include <string>

#include "libcrypt/archive/names.h"

namespace sekisho {

// `seal` pads what compresses better, so that nothing it makes is refused for this.
inline constexpr uint64_t kDefaultMaxRatio = 1000;
// What comes out of any package may be so much: it harms nobody.
inline constexpr uint64_t kRatioFreeBytes = 64 << 20;

struct ArchiveLimits {
  uint64_t max_entries = 4'000'000;
  uint64_t max_total_bytes = uint64_t{1} << 40;  // of all files, holes included: 1 TiB
  size_t max_name_bytes = kMaxNameBytes;
  uint64_t max_ratio = kDefaultMaxRatio;  // of what comes out to the package's size
  uint64_t packed_bytes = 0;              // the package's size; 0: not known, any ratio will do
  std::string again{};                    // the command that a raised limit is added to, for hints

  // kRefused beyond the limit. The message names it and what was found so far, the hint is the
  // command with an option that allows twice as much.
  Result<void> CheckEntries(uint64_t entries) const;
  Result<void> CheckTotal(uint64_t bytes) const;
  Result<void> CheckRatio(uint64_t bytes) const;
};

}  // namespace sekisho
