// The codecs of SCSI's sanitize, sense and identity.
#include <gtest/gtest.h>

#include "wipe/scsi/scsi_identity.h"
#include "wipe/scsi/scsi_sanitize.h"

namespace sekisho {
namespace {

Bytes FixedSense(uint8_t key, uint8_t code, uint8_t qualifier, uint16_t progress = 0) {
  Bytes sense(18, 0);
  sense[0] = 0x70;
  sense[2] = key;
  sense[7] = 10;
  sense[12] = code;
  sense[13] = qualifier;
  if (progress == 0) return sense;
  sense[15] = 0x80;
  sense[16] = static_cast<uint8_t>(progress >> 8);
  sense[17] = static_cast<uint8_t>(progress);
  return sense;
}

TEST(ScsiSense, ReadsBothFormats) {
  const auto fixed = ParseSense(FixedSense(2, 0x04, 0x1B, 0x4000));
  ASSERT_TRUE(fixed.has_value());
  EXPECT_TRUE(fixed->Is(2, 0x04, 0x1B));
  EXPECT_EQ(fixed->progress, 0x4000);
  const Bytes described = {0x72, 2, 0x04, 0x1B, 0, 0, 0, 8, 2, 6, 0, 0, 0x80, 0x40, 0, 0};
  EXPECT_EQ(ParseSense(described)->progress, 0x4000);
}

TEST(ScsiSense, NothingIsReadBeyondWhatCame) {
  const Bytes lying = {0x72, 2, 0x04, 0x1B, 0, 0, 0, 250, 2, 200, 0, 0};
  const auto sense = ParseSense(lying);
  ASSERT_TRUE(sense.has_value());
  EXPECT_EQ(sense->progress, std::nullopt);
  EXPECT_FALSE(ParseSense({}).has_value());
  EXPECT_FALSE(ParseSense(Bytes(4, 0x70)).has_value());
  EXPECT_FALSE(ParseSense(Bytes(18, 0x71)).has_value());  // deferred
}

TEST(ScsiSanitize, Commands) {
  const ScsiCommand block = StartScsiSanitize(ScsiSanitizeAction::kBlockErase, 512);
  EXPECT_EQ(block.cdb, (Bytes{0x48, 0x82, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(block.out.empty());
  const ScsiCommand overwrite = StartScsiSanitize(ScsiSanitizeAction::kOverwrite, 512);
  EXPECT_EQ(overwrite.cdb, (Bytes{0x48, 0x81, 0, 0, 0, 0, 0, 0x02, 0x04, 0}));
  ASSERT_EQ(overwrite.out.size(), 516u);
  EXPECT_EQ(Bytes(overwrite.out.begin(), overwrite.out.begin() + 5),
            (Bytes{1, 0, 0x02, 0x00, 0x55}));
  const Bytes ask = AskScsiSanitizeSupport(ScsiSanitizeAction::kCryptoErase).cdb;
  EXPECT_EQ(ask, (Bytes{0xA3, 0x0C, 2, 0x48, 0, 3, 0, 0, 0, 64, 0, 0}));
}

TEST(ScsiSanitize, SupportIsThreeAndNothingElse) {
  EXPECT_TRUE(*ParseScsiSupport(Bytes{0, 3, 0, 10}));
  EXPECT_FALSE(*ParseScsiSupport(Bytes{0, 1, 0, 0}));
  EXPECT_FALSE(*ParseScsiSupport(Bytes{0, 5, 0, 10}));  // in the vendor's own way
  EXPECT_FALSE(ParseScsiSupport(Bytes{0, 3}).has_value());
}

TEST(ScsiSanitize, ReadsTheStatus) {
  const auto running = ParseScsiSanitizeStatus(FixedSense(2, 0x04, 0x1B, 0x8000));
  EXPECT_EQ(running->phase, ScsiSanitizePhase::kRunning);
  EXPECT_EQ(running->progress, 0x8000);
  EXPECT_EQ(ParseScsiSanitizeStatus(FixedSense(0, 0, 0))->phase, ScsiSanitizePhase::kReady);
  EXPECT_EQ(ParseScsiSanitizeStatus(FixedSense(3, 0x31, 0x03))->phase, ScsiSanitizePhase::kFailed);
  EXPECT_EQ(ParseScsiSanitizeStatus(FixedSense(6, 0x29, 0))->phase, ScsiSanitizePhase::kOther);
}

TEST(ScsiIdentity, ReadsInquiryAndSerial) {
  Bytes data(36, ' ');
  data[0] = 0;
  std::ranges::copy(std::string("SEAGATE "), data.begin() + 8);
  std::ranges::copy(std::string("ST\x1b[2J"), data.begin() + 16);
  const auto identity = ParseInquiry(data);
  ASSERT_TRUE(identity.has_value());
  EXPECT_TRUE(identity->block_device);
  EXPECT_EQ(identity->vendor, "SEAGATE");
  EXPECT_EQ(identity->product.find('\x1b'), std::string::npos);
  EXPECT_FALSE(ParseInquiry(Bytes(35)).has_value());
  EXPECT_EQ(*ParseSerialPage(Bytes{0, 0x80, 0, 3, 'A', 'B', ' '}), "AB");
  EXPECT_FALSE(ParseSerialPage(Bytes{0, 0x80, 0, 9, 'A'}).has_value());
  EXPECT_FALSE(ParseSerialPage(Bytes{0, 0x83, 0, 1, 'A'}).has_value());
}

}  // namespace
}  // namespace sekisho
