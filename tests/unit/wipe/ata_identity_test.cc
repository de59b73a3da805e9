#include "wipe/ata/ata_identity.h"

#include <gtest/gtest.h>

#include "tests/unit/base/refusal_of.h"
#include "tests/unit/wipe/ata_answer.h"
#include "wipe/ata/ata_command.h"

namespace sekisho {
namespace {

class Answer : public AtaWords {
 public:
  Answer() : AtaWords(PlainDisk()) {}
  Answer& Set(size_t word, unsigned value) {
    AtaWords::Set(word, value);
    return *this;
  }
  Answer& Sign() {
    AtaWords::Sign();
    return *this;
  }
  Result<AtaIdentity> Parse() const { return ParseAtaIdentity(bytes()); }
};

TEST(AtaIdentity, ReadsStringsAndCapacity) {
  const auto identity = Answer().Set(217, 7200).Sign().Parse();
  ASSERT_TRUE(identity.has_value());
  EXPECT_TRUE(identity->proven);
  EXPECT_EQ(identity->serial, "S-123");
  EXPECT_EQ(identity->model, "Disk 3000");
  EXPECT_EQ(identity->sectors, 1000u);
  EXPECT_EQ(identity->sector_bytes, 512u);
  EXPECT_TRUE(identity->rotating);
}

TEST(AtaIdentity, ReadsLargeSectorsInWords) {
  const auto identity = Answer().Set(106, 0x5000).Set(117, 2048).Parse();
  ASSERT_TRUE(identity.has_value());
  EXPECT_EQ(identity->sector_bytes, 4096u);
}

TEST(AtaIdentity, RefusesWhatNoDiskSays) {
  EXPECT_FALSE(ParseAtaIdentity(std::array<uint8_t, 512>{}).has_value());
  EXPECT_FALSE(ParseAtaIdentity(std::array<uint8_t, 511>{}).has_value());
  EXPECT_FALSE(Answer().Set(0, 0x8580).Sign().Parse().has_value());              // ATAPI
  EXPECT_FALSE(Answer().Sign().Set(100, 1001).Parse().has_value());              // checksum
  EXPECT_FALSE(Answer().Set(102, 0xFFFF).Set(103, 0xFFFF).Parse().has_value());  // beyond 48 bits
}

TEST(AtaIdentity, IsOneSector) {
  const Bytes good = Answer().Sign().Copy();
  ASSERT_TRUE(ParseAtaIdentity(good));
  Bytes longer = good;
  longer.resize(good.size() + 2);
  EXPECT_EQ(RefusalOf(ParseAtaIdentity(longer)), ErrorCode::kMalformed);
}

// Of a bridge, say.
TEST(AtaIdentity, AnAnswerThatIsCutShortIsNone) {
  struct ShortTransport final : AtaTransport {
    Result<AtaAnswer> Run(const AtaCommand&) override {
      AtaAnswer answer;
      answer.data.resize(bytes);
      return answer;
    }
    size_t bytes = kAtaSectorBytes;
  } transport;
  EXPECT_TRUE(RunAta(transport, IdentifyDevice(), "IDENTIFY DEVICE"));
  for (const size_t bytes : {0, 511}) {
    transport.bytes = bytes;
    EXPECT_EQ(RefusalOf(RunAta(transport, IdentifyDevice(), "IDENTIFY DEVICE")),
              ErrorCode::kMalformed)
        << bytes;
  }
}

TEST(AtaIdentity, SanitizeCommandsCountOnlyWithTheFeature) {
  EXPECT_FALSE(Answer().Set(59, 0xE400).Parse()->sanitize.overwrite);
  const auto can = Answer().Set(59, 0x5400).Parse()->sanitize;
  EXPECT_TRUE(can.supported);
  EXPECT_TRUE(can.antifreeze_lock);
  EXPECT_TRUE(can.overwrite);
  EXPECT_FALSE(can.block_erase);
  EXPECT_FALSE(can.crypto_scramble);
}

TEST(AtaIdentity, ReadsTheSecurityState) {
  const auto security = Answer().Set(128, 0x29).Set(89, 60).Set(90, 0x8000 + 300).Parse()->security;
  EXPECT_TRUE(security.supported);
  EXPECT_TRUE(security.frozen);
  EXPECT_FALSE(security.enabled);
  EXPECT_EQ(security.erase_minutes, 120u);
  EXPECT_EQ(security.enhanced_erase_minutes, 600u);
  EXPECT_FALSE(Answer().Set(128, 1).Set(89, 255).Parse()->security.erase_minutes.has_value());
}

TEST(HiddenSectors, AreBelievedOfAProvenAnswerOnly) {
  EXPECT_EQ(HiddenSectors(*Answer().Sign().Parse(), 1099), 100u);
  EXPECT_EQ(HiddenSectors(*Answer().Sign().Parse(), 999), 0u);
  EXPECT_EQ(HiddenSectors(*Answer().Parse(), 1099), std::nullopt);
}

TEST(HiddenSectors, ImpossibleAnswersAreNone) {
  EXPECT_EQ(HiddenSectors(*Answer().Sign().Parse(), 0), std::nullopt);
  EXPECT_EQ(HiddenSectors(*Answer().Sign().Parse(), ~uint64_t{0}), std::nullopt);
  EXPECT_EQ(HiddenSectors(*Answer().Set(82, 0).Sign().Parse(), 1099), std::nullopt);
}

}  // namespace
}  // namespace sekisho
