#include "media/partition_table.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

constexpr uint64_t kMiB = 1 << 20;

uint64_t Number(const PartitionedDisk& disk, size_t at) {
  uint64_t value = 0;
  for (size_t i = 4; i-- > 0;) value = value << 8 | disk.table[at + i];
  return value;
}

TEST(PartitionTable, HasOnePartitionFromTheFirstMiBToTheLastWholeOne) {
  const auto disk = OnePartition(100 * kMiB + 12345, 512, MediumFormat::kFat32, 0x12345678);
  ASSERT_TRUE(disk) << disk.error().message;
  EXPECT_EQ(disk->first_byte, kMiB);
  EXPECT_EQ(disk->bytes, 99 * kMiB);
  EXPECT_EQ(Number(*disk, 440), 0x12345678u);
  EXPECT_EQ(disk->table[446], 0);  // not started from
  EXPECT_EQ(disk->table[446 + 4], 0x0c);
  EXPECT_EQ(Number(*disk, 446 + 8), 2048u);
  EXPECT_EQ(Number(*disk, 446 + 12), 99 * 2048u);
  for (size_t at = 462; at < 510; ++at) EXPECT_EQ(disk->table[at], 0) << at;  // no other
  EXPECT_EQ(disk->table[510], 0x55);
  EXPECT_EQ(disk->table[511], 0xaa);
}

TEST(PartitionTable, CountsInTheDevicesBlocks) {
  const auto disk = OnePartition(100 * kMiB, 4096, MediumFormat::kExt4, 1);
  ASSERT_TRUE(disk);
  EXPECT_EQ(Number(*disk, 446 + 8), 256u);
  EXPECT_EQ(Number(*disk, 446 + 12), 99 * 256u);
  EXPECT_EQ(disk->table[446 + 4], 0x83);
  EXPECT_EQ(OnePartition(100 * kMiB, 512, MediumFormat::kExfat, 1)->table[446 + 4], 0x07);
}

TEST(PartitionTable, RefusesWhatIsTooSmallForTheFormat) {
  for (const uint64_t bytes : {uint64_t{0}, uint64_t{512}, kMiB, 2 * kMiB, 48 * kMiB})
    EXPECT_FALSE(OnePartition(bytes, 512, MediumFormat::kFat32, 1)) << bytes;
  EXPECT_TRUE(OnePartition(49 * kMiB, 512, MediumFormat::kFat32, 1));
  EXPECT_TRUE(OnePartition(9 * kMiB, 512, MediumFormat::kExt4, 1));
}

TEST(PartitionTable, RefusesWhatIsTooLargeForTheTable) {
  constexpr uint64_t kTiB = kMiB << 20;
  EXPECT_TRUE(OnePartition(2 * kTiB, 512, MediumFormat::kExt4, 1));
  EXPECT_FALSE(OnePartition(3 * kTiB, 512, MediumFormat::kExt4, 1));
  EXPECT_TRUE(OnePartition(3 * kTiB, 4096, MediumFormat::kExt4, 1));
}

TEST(PartitionTable, FormatsAreReadBack) {
  for (const MediumFormat format :
       {MediumFormat::kFat32, MediumFormat::kExfat, MediumFormat::kExt4})
    EXPECT_EQ(MediumFormatFromName(NameOf(format)), format);
  EXPECT_FALSE(MediumFormatFromName("ntfs"));
}

}  // namespace
}  // namespace sekisho
