#include "media/partition_table.h"

#include <string>

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr uint64_t kMiB = 1 << 20;
constexpr size_t kSignatureAt = 440;
constexpr size_t kEntryAt = 446;
constexpr size_t kEndAt = 510;

struct Format {
  MediumFormat format;
  std::string_view name;
  uint8_t type;        // in the table
  uint64_t least_mib;  // with fewer clusters Windows takes FAT32 for FAT16
};
constexpr Format kFormats[] = {{MediumFormat::kFat32, "fat32", 0x0c, 48},
                               {MediumFormat::kExfat, "exfat", 0x07, 8},
                               {MediumFormat::kExt4, "ext4", 0x83, 8}};

const Format& FormatOf(MediumFormat format) { return kFormats[static_cast<size_t>(format)]; }

void PutLittleEndian(uint64_t value, uint8_t* out) {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<uint8_t>(value >> (8 * i));
}

}  // namespace

std::string_view NameOf(MediumFormat format) { return FormatOf(format).name; }

std::optional<MediumFormat> MediumFormatFromName(std::string_view name) {
  for (const Format& format : kFormats)
    if (format.name == name) return format.format;
  return std::nullopt;
}

Result<PartitionedDisk> OnePartition(uint64_t disk_bytes, uint64_t block_bytes, MediumFormat format,
                                     uint32_t signature) {
  PartitionedDisk disk;
  disk.first_byte = kBeforePartitionBytes;
  disk.bytes = disk_bytes < 2 * kMiB ? 0 : (disk_bytes / kMiB - 1) * kMiB;
  if (disk.bytes < FormatOf(format).least_mib * kMiB)
    // defence: H1-40
    return Fail(ErrorCode::kRefused,
                Message("the device is too small for {0}", {std::string(NameOf(format))}),
                Message("a small one takes ext4: --type ext4"));
  const uint64_t first = disk.first_byte / block_bytes;
  const uint64_t blocks = disk.bytes / block_bytes;
  if (blocks > UINT32_MAX)
    // defence: H1-41
    return Fail(ErrorCode::kRefused, Message("the device is too large for a PC partition table"),
                Message("use a device of at most 2 TiB"));
  PutLittleEndian(signature, &disk.table[kSignatureAt]);
  uint8_t* const entry = &disk.table[kEntryAt];
  constexpr uint8_t kBeyond[] = {0xfe, 0xff, 0xff};  // cylinders, heads, sectors: not told
  for (size_t i = 0; i < 3; ++i) entry[1 + i] = entry[5 + i] = kBeyond[i];
  entry[4] = FormatOf(format).type;
  PutLittleEndian(first, entry + 8);
  PutLittleEndian(blocks, entry + 12);
  disk.table[kEndAt] = 0x55;
  disk.table[kEndAt + 1] = 0xaa;
  return disk;
}

}  // namespace sekisho
