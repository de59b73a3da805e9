#include "wipe/ata/ata_pass_through.h"

#include <gtest/gtest.h>

#include "wipe/ata/ata_sanitize.h"

namespace sekisho {
namespace {

// Sense data of descriptor format with the ATA Status Return descriptor.
Bytes Descriptor(uint8_t extend, uint16_t count, uint64_t lba, uint8_t device, uint8_t status) {
  const auto byte = [&](unsigned i) { return static_cast<uint8_t>(lba >> (8 * i)); };
  return {0x72,
          1,
          0,
          0x1D,
          0,
          0,
          0,
          14,
          0x09,
          12,
          extend,
          0,
          static_cast<uint8_t>(count >> 8),
          static_cast<uint8_t>(count),
          byte(3),
          byte(0),
          byte(4),
          byte(1),
          byte(5),
          byte(2),
          device,
          status};
}

TEST(AtaPassThrough, RegistersGoWhereTheStandardWantsThem) {
  AtaCommand command = StartAtaSanitize(AtaSanitizeAction::kOverwrite);
  command.lba = 0x112233445566;
  const Bytes cdb = EncodeAtaPassThrough(command).cdb;
  const Bytes expected = {0x85, 0x07, 0x20, 0x00, 0x14, 0x00, 0x01, 0x33,
                          0x66, 0x22, 0x55, 0x11, 0x44, 0x40, 0xB4, 0x00};
  EXPECT_EQ(cdb, expected);
}

TEST(AtaPassThrough, DataGoOneSectorInOrOut) {
  const ScsiCommand in = EncodeAtaPassThrough(IdentifyDevice());
  EXPECT_EQ(in.cdb[1], 4 << 1);
  EXPECT_EQ(in.cdb[2], 0x2E);
  EXPECT_EQ(in.cdb[6], 1);
  EXPECT_EQ(in.in_bytes, 512u);
}

TEST(AtaPassThrough, ReadsTheDescriptor) {
  ScsiAnswer answer;
  answer.status = 2;
  answer.sense = Descriptor(1, 0x4001, 0x112233445566, 0x40, 0x50);
  const auto registers = DecodeAtaPassThrough(answer, true);
  ASSERT_TRUE(registers.has_value());
  EXPECT_EQ(registers->count, 0x4001);
  EXPECT_EQ(registers->lba, 0x112233445566u);
  EXPECT_EQ(registers->status, 0x50);
  EXPECT_TRUE(registers->upper_halves);
}

TEST(AtaPassThrough, With28BitsTheDeviceRegisterBelongsToTheAddress) {
  ScsiAnswer answer;
  answer.sense = Descriptor(0, 0x01, 0x00AABBCC, 0x4D, 0x50);
  EXPECT_EQ(DecodeAtaPassThrough(answer, false)->lba, 0x0DAABBCCu);
}

Bytes Fixed(uint8_t flags, uint8_t count) {
  Bytes sense(18, 0);
  sense[0] = 0x70;
  sense[2] = 1;
  sense[4] = 0x50;
  sense[6] = count;
  sense[8] = flags;
  sense[9] = 0x12;
  sense[13] = 0x1D;
  return sense;
}

TEST(AtaPassThrough, TheFixedFormatLosesUpperHalvesAndSaysSo) {
  ScsiAnswer answer;
  answer.status = 2;
  answer.sense = Fixed(0x80 | 0x40, 0);  // extended, the upper half of count is not zero
  const auto lost = DecodeAtaPassThrough(answer, true);
  ASSERT_TRUE(lost.has_value());
  EXPECT_FALSE(lost->upper_halves);
  EXPECT_FALSE(ParseAtaSanitizeStatus(*lost).has_value());
  answer.sense = Fixed(0x80, 7);
  const auto whole = DecodeAtaPassThrough(answer, true);
  EXPECT_TRUE(whole->upper_halves);
  EXPECT_EQ(whole->count, 7);
  EXPECT_EQ(whole->lba, 0x12u);
}

TEST(AtaPassThrough, ABridgeThatPassesNothingOnIsRefused) {
  ScsiAnswer answer;
  answer.status = 2;
  answer.sense = {0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0};
  const auto registers = DecodeAtaPassThrough(answer, true);
  ASSERT_FALSE(registers.has_value());
  EXPECT_EQ(registers.error().code, ErrorCode::kRefused);
}

TEST(AtaPassThrough, AFailureWithoutRegistersIsMalformed) {
  ScsiAnswer answer;
  answer.status = 2;
  EXPECT_EQ(DecodeAtaPassThrough(answer, true).error().code, ErrorCode::kMalformed);
  answer.sense = {0x72, 1, 0, 0x1D, 0, 0, 0, 14, 0x09, 12, 1};  // cut off
  EXPECT_EQ(DecodeAtaPassThrough(answer, true).error().code, ErrorCode::kMalformed);
}

}  // namespace
}  // namespace sekisho
