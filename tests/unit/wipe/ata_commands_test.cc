// The codecs of ATA's sanitize, security and hidden-area commands.
#include <gtest/gtest.h>

#include "tests/unit/wipe/fake_ata_disk.h"
#include "wipe/ata/ata_hidden.h"
#include "wipe/ata/ata_sanitize.h"
#include "wipe/ata/ata_security.h"

namespace sekisho {
namespace {

AtaAnswer Registers(uint16_t count, uint64_t lba, uint8_t status = 0x50) {
  AtaAnswer answer;
  answer.status = status;
  answer.count = count;
  answer.lba = lba;
  answer.upper_halves = true;
  return answer;
}

TEST(AtaSanitize, CommandsCarryTheirKeys) {
  const AtaCommand crypto = StartAtaSanitize(AtaSanitizeAction::kCryptoScramble);
  EXPECT_EQ(crypto.command, 0xB4);
  EXPECT_EQ(crypto.features, 0x0011);
  EXPECT_EQ(crypto.lba, 0x43727970u);  // "Cryp"
  EXPECT_TRUE(crypto.extended);
  const AtaCommand block = StartAtaSanitize(AtaSanitizeAction::kBlockErase);
  EXPECT_EQ(block.features, 0x0012);
  EXPECT_EQ(block.lba, 0x426B4572u);  // "BkEr"
  const AtaCommand overwrite = StartAtaSanitize(AtaSanitizeAction::kOverwrite);
  EXPECT_EQ(overwrite.features, 0x0014);
  EXPECT_EQ(overwrite.lba, 0x4F5755555555u);  // "OW" and the pattern
  EXPECT_EQ(overwrite.count, 1);
}

TEST(AtaSanitize, ReadsTheStatus) {
  const auto running = ParseAtaSanitizeStatus(Registers(0x4000, 0x8000));
  ASSERT_TRUE(running.has_value());
  EXPECT_TRUE(running->in_progress);
  EXPECT_EQ(running->progress, 0x8000);
  EXPECT_FALSE(running->completed);
  EXPECT_TRUE(ParseAtaSanitizeStatus(Registers(0x8000, 0xFFFF))->completed);
  EXPECT_TRUE(ParseAtaSanitizeStatus(Registers(0x2000, 0))->frozen);
  EXPECT_TRUE(ParseAtaSanitizeStatus(Registers(0x1000, 0))->antifreeze);
  const auto failed = ParseAtaSanitizeStatus(Registers(0xC000, 1, 0x51));
  EXPECT_TRUE(failed->refused);
  EXPECT_FALSE(failed->completed);
  EXPECT_EQ(failed->reason, AtaSanitizeReason::kUnsuccessful);
}

TEST(AtaSanitize, AStatusThatGotLostIsNone) {
  AtaAnswer answer = Registers(0x8000, 0);
  answer.upper_halves = false;
  EXPECT_FALSE(ParseAtaSanitizeStatus(answer).has_value());
}

TEST(AtaSecurity, CommandsCarryThePassword) {
  const AtaCommand erase = SecurityEraseUnit(true, std::chrono::hours(3));
  EXPECT_EQ(erase.command, 0xF4);
  ASSERT_EQ(erase.out.size(), kAtaSectorBytes);
  EXPECT_EQ(erase.out[0], 2);
  EXPECT_EQ(AsText(ByteView(erase.out).subspan(2, 7)), "sekisho");
  EXPECT_EQ(erase.out[9], 0);
  EXPECT_EQ(erase.timeout, std::chrono::hours(3));
  EXPECT_EQ(SecurityEraseUnit(false, std::chrono::hours(3)).out[0], 0);
  EXPECT_EQ(SecuritySetPassword().command, 0xF1);
  EXPECT_EQ(SecuritySetPassword().out[1], 0);  // level high
}

Bytes Configuration(uint64_t max) {
  AtaWords words;
  words.Set(0, 2);
  for (size_t i = 0; i < 4; ++i) words.Set(3 + i, max >> (16 * i) & 0xFFFF);
  return words.Sign().Copy();
}

TEST(AtaHidden, AConfiguredMaximumNeedsItsChecksum) {
  Bytes data = Configuration(1999);
  EXPECT_EQ(ParseConfiguredMax(data), 1999u);
  data[6] ^= 1;
  EXPECT_EQ(ParseConfiguredMax(data), std::nullopt);
  EXPECT_EQ(ParseConfiguredMax(Bytes(512)), std::nullopt);
}

class AtaHiddenAreas : public testing::Test {
 protected:
  HiddenAreas Read() {
    const auto identity = ParseAtaIdentity(disk.Run(IdentifyDevice())->data);
    return *ReadHiddenAreas(disk, *identity);
  }
  FakeWaiter waiter;
  FakeMedium medium;
  FakeAtaDisk disk{medium, waiter};
};

TEST_F(AtaHiddenAreas, AreCountedWithoutCountingTwice) {
  disk.native_max = 1099;
  disk.configuration = Configuration(1149);
  const HiddenAreas areas = Read();
  EXPECT_EQ(areas.host_protected, 100u);
  EXPECT_EQ(areas.overlaid, 50u);
  EXPECT_EQ(areas.sectors(), 150u);
}

TEST_F(AtaHiddenAreas, NoneMeansNone) {
  disk.native_max = 999;
  EXPECT_EQ(Read().host_protected, 0u);
  EXPECT_EQ(Read().sectors(), 0u);
}

TEST_F(AtaHiddenAreas, AccessibleMaxIsAskedForWhereThereIsNoHpa) {
  disk.words.Set(82, 0).Set(83, 1u << 14 | 1u << 10).Set(119, 1u << 14 | 1u << 8);
  disk.accessible_max = 1009;
  EXPECT_EQ(Read().beyond_accessible, 10u);
  EXPECT_EQ(Read().host_protected, std::nullopt);
}

TEST_F(AtaHiddenAreas, ImpossibleAnswersAreNotBelieved) {
  disk.native_max = 500;  // below what is addressable
  disk.configuration = Configuration(10);
  EXPECT_EQ(Read().host_protected, std::nullopt);
  EXPECT_EQ(Read().overlaid, std::nullopt);
}

TEST_F(AtaHiddenAreas, NothingIsAskedOfAnIdentityThatIsNotProven) {
  disk.native_max = 5000;
  const auto identity = ParseAtaIdentity(PlainDisk().bytes());
  ASSERT_TRUE(identity.has_value());
  EXPECT_EQ(ReadHiddenAreas(disk, *identity)->sectors(), 0u);
  EXPECT_TRUE(disk.commands.empty());
}

}  // namespace
}  // namespace sekisho
