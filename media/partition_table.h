// The partition table that a prepared medium gets: one partition that fills it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace sekisho {

enum class MediumFormat { kFat32, kExfat, kExt4 };

// "fat32", "exfat", "ext4".
std::string_view NameOf(MediumFormat format);
std::optional<MediumFormat> MediumFormatFromName(std::string_view name);

// What lies before the partition: the table and zeros.
inline constexpr uint64_t kBeforePartitionBytes = 1 << 20;

struct PartitionedDisk {
  std::array<uint8_t, 512> table{};  // its first sector
  uint64_t first_byte = 0;           // of the partition
  uint64_t bytes = 0;                // of it, whole MiB
};

// A PC partition table (MBR), which every system reads. `signature` is the disk's, any number.
// kRefused when the disk is too small for the format, or larger than such a table can say (2 TiB
// with blocks of 512 bytes).
Result<PartitionedDisk> OnePartition(uint64_t disk_bytes, uint64_t block_bytes, MediumFormat format,
                                     uint32_t signature);

}  // namespace sekisho
