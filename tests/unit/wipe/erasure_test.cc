#include "wipe/purge/erasure.h"

#include <gtest/gtest.h>

#include "tests/unit/wipe/fake_ata_disk.h"
#include "tests/unit/wipe/fake_nvme.h"
#include "tests/unit/wipe/fake_scsi.h"
#include "wipe/ata/ata_erasure.h"
#include "wipe/ata/ata_security.h"
#include "wipe/nvme/nvme_erasure.h"
#include "wipe/scsi/scsi_erasure.h"

namespace sekisho {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class ErasureTest : public testing::Test {
 protected:
  Result<void> Run(Erasure& erasure, std::chrono::seconds limit = hours(1)) {
    ErasureHooks hooks;
    hooks.on_status = [&](const ErasureStatus& status) { permille.push_back(status.permille); };
    return RunErasure(erasure, waiter, limit, hooks);
  }
  bool Erased() const { return std::ranges::count(medium.bytes, 0xEE) == 0; }

  FakeWaiter waiter;
  FakeMedium medium;
  std::vector<uint32_t> permille;
};

class AtaErasureTest : public ErasureTest {
 protected:
  AtaErasureTest() { disk.words.Set(59, 0xF000); }
  AtaSecurity Security() { return ParseAtaIdentity(disk.Run(IdentifyDevice())->data)->security; }
  void OfferSecurity() { disk.words.Set(128, 1u | 1u << 5).Set(90, 1); }

  FakeAtaDisk disk{medium, waiter};
  AtaSanitizeErasure block{disk, AtaSanitizeAction::kBlockErase};
};

TEST_F(AtaErasureTest, SanitizeIsAskedUntilItIsDone) {
  ASSERT_TRUE(Run(block).has_value());
  EXPECT_TRUE(Erased());
  EXPECT_EQ(waiter.waits, 30);  // a minute, every two seconds
  ASSERT_EQ(permille.size(), 31u);
  EXPECT_TRUE(std::ranges::is_sorted(std::span(permille).first(30)));
  EXPECT_EQ(permille[15], 500u);
}

TEST_F(AtaErasureTest, OverwritingLeavesThePattern) {
  AtaSanitizeErasure overwrite(disk, AtaSanitizeAction::kOverwrite);
  ASSERT_TRUE(Run(overwrite).has_value());
  EXPECT_EQ(std::ranges::count(medium.bytes, kSanitizePatternByte),
            static_cast<ptrdiff_t>(medium.bytes.size()));
}

TEST_F(AtaErasureTest, AFailureIsTold) {
  disk.sanitize.fails = true;
  const auto done = Run(block);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().message, "the disk says that the sanitize operation failed");
  EXPECT_FALSE(medium.accessible);
}

TEST_F(AtaErasureTest, AfterAFailureAnotherRunMaySucceed) {
  disk.sanitize.fails = true;
  ASSERT_FALSE(Run(block).has_value());
  disk.sanitize.fails = false;
  EXPECT_TRUE(Run(block).has_value());
  EXPECT_TRUE(Erased());
}

TEST_F(AtaErasureTest, AFrozenDiskRefusesAndSaysWhatHelps) {
  disk.sanitize_frozen = true;
  const auto done = Run(block);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(done.error().next.words().find("suspend"), std::string::npos);
  EXPECT_EQ(waiter.waits, 0);
}

TEST_F(AtaErasureTest, WhatTheDiskCannotItRefuses) {
  disk.words.Set(59, 0x1000);
  EXPECT_FALSE(Run(block).has_value());
  EXPECT_FALSE(Erased());
}

TEST_F(AtaErasureTest, SilenceForAWhileIsNoEnd) {
  waiter.on_wait = [&] {
    if (waiter.waits == 3) disk.silent_answers = 5;  // the power was off: it goes on afterwards
  };
  EXPECT_TRUE(Run(block).has_value());
  EXPECT_TRUE(Erased());
}

TEST_F(AtaErasureTest, SilenceForGoodIsAnError) {
  waiter.on_wait = [&] { disk.silent_answers = 100; };
  EXPECT_EQ(Run(block).error().code, ErrorCode::kIo);
}

TEST_F(AtaErasureTest, ADiskThatIsGoneEndsTheWait) {
  waiter.on_wait = [&] { disk.gone = true; };
  EXPECT_EQ(Run(block).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(waiter.waits, 1);
}

TEST_F(AtaErasureTest, AnOperationThatNeverEndsIsGivenUp) {
  disk.sanitize.takes = hours(100);
  const auto done = Run(block, hours(1));
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().message, "the device has not finished within 1 h");
  EXPECT_EQ(waiter.Now(), hours(1));
}

TEST_F(AtaErasureTest, ASignalStopsWaiting) {
  ErasureHooks hooks;
  hooks.may_go_on = [&]() -> Result<void> {
    if (waiter.waits < 2) return {};
    return Fail(ErrorCode::kInterrupted, "interrupted");
  };
  EXPECT_EQ(RunErasure(block, waiter, hours(1), hooks).error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(waiter.waits, 2);
}

TEST_F(AtaErasureTest, AStatusThatGetsLostEndsIt) {
  disk.upper_halves = false;
  EXPECT_EQ(Run(block).error().code, ErrorCode::kMalformed);
}

TEST_F(AtaErasureTest, SecurityEraseLeavesNoPassword) {
  OfferSecurity();
  AtaSecurityErasure erasure(disk, Security(), true);
  EXPECT_EQ(erasure.Estimate(), minutes(2));
  ASSERT_TRUE(Run(erasure).has_value());
  EXPECT_TRUE(Erased());
  EXPECT_TRUE(disk.password.empty());
  EXPECT_EQ(medium.bytes[0], 0xA7);  // enhanced
}

TEST_F(AtaErasureTest, ARefusedEraseTakesThePasswordBack) {
  OfferSecurity();
  disk.erase_unit_fails = true;
  AtaSecurityErasure erasure(disk, Security(), true);
  const auto done = Run(erasure);
  ASSERT_FALSE(done.has_value());
  EXPECT_TRUE(disk.password.empty());
  EXPECT_EQ(done.error().next.words(), "");
}

TEST_F(AtaErasureTest, APasswordThatStaysIsTold) {
  OfferSecurity();
  disk.erase_unit_times_out = true;
  AtaSecurityErasure erasure(disk, Security(), true);
  // Between the time-out and the unlocking the disk is away.
  class Away final : public AtaTransport {
   public:
    explicit Away(FakeAtaDisk& disk) : disk_(disk) {}
    Result<AtaAnswer> Run(const AtaCommand& command) override {
      const auto answer = disk_.Run(command);
      if (!answer) disk_.gone = true;
      return answer;
    }
    FakeAtaDisk& disk_;
  } away(disk);
  AtaSecurityErasure cut_off(away, AtaSecurity{}, true);
  const auto done = Run(cut_off);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(done.error().next.words().find("hdparm --security-unlock sekisho"), std::string::npos);
  EXPECT_FALSE(disk.password.empty());
}

TEST_F(AtaErasureTest, ADiskThatLosesPowerInTheMiddleIsUnlockedAgain) {
  OfferSecurity();
  disk.erase_unit_loses_power = true;
  AtaSecurityErasure erasure(disk, Security(), true);
  const auto done = Run(erasure);
  ASSERT_FALSE(done.has_value());
  EXPECT_FALSE(disk.locked);
  EXPECT_TRUE(disk.password.empty());
  EXPECT_EQ(done.error().next.words(), "");
}

TEST_F(AtaErasureTest, ALockedDiskIsLeftAsItIs) {
  OfferSecurity();
  const AtaSecurity before = Security();
  disk.password = Bytes(32, 'x');  // somebody else's
  disk.LosePower();
  AtaSecurityErasure erasure(disk, before, true);
  EXPECT_FALSE(Run(erasure).has_value());
  EXPECT_TRUE(disk.locked);
  EXPECT_FALSE(Erased());
}

TEST_F(AtaErasureTest, AFrozenSecurityStateRefuses) {
  OfferSecurity();
  disk.security_frozen = true;
  AtaSecurityErasure erasure(disk, Security(), true);
  EXPECT_FALSE(Run(erasure).has_value());
  EXPECT_TRUE(disk.password.empty());
  EXPECT_FALSE(Erased());
}

class NvmeErasureTest : public ErasureTest {
 protected:
  FakeNvme controller{medium, waiter};
  NvmeSanitizeErasure block{controller, NvmeSanitizeAction::kBlockErase, {}};
  NvmeNamespace space = *ParseNvmeNamespace(NvmeNamespaceData(1000));
};

TEST_F(NvmeErasureTest, SanitizeIsAskedUntilItIsDone) {
  ASSERT_TRUE(Run(block).has_value());
  EXPECT_TRUE(Erased());
  EXPECT_EQ(waiter.waits, 30);
}

TEST_F(NvmeErasureTest, AFailureIsTold) {
  controller.sanitize.fails = true;
  EXPECT_EQ(Run(block).error().message, "the controller says that the sanitize operation failed");
}

TEST_F(NvmeErasureTest, TheControllersEstimateSetsTheLimit) {
  NvmeSanitizeStatus told;
  told.block_erase = hours(10);
  const NvmeSanitizeErasure slow(controller, NvmeSanitizeAction::kBlockErase, told);
  EXPECT_EQ(ErasureLimit(slow, 0), hours(31));
  EXPECT_EQ(ErasureLimit(block, 0), hours(1));
  EXPECT_EQ(ErasureLimit(block, uint64_t{20 << 20} * 7200), hours(3));
}

TEST_F(NvmeErasureTest, FormatKeepsTheBlockSize) {
  NvmeFormatErasure format(controller, space, {NvmeErase::kUserData});
  ASSERT_TRUE(Run(format).has_value());
  EXPECT_TRUE(Erased());
  EXPECT_EQ(controller.format_cdw10, 0x201u);
}

TEST_F(NvmeErasureTest, TheUserDataEraseComesLast) {
  NvmeFormatErasure format(controller, space, {NvmeErase::kCrypto, NvmeErase::kUserData});
  ASSERT_TRUE(Run(format).has_value());
  EXPECT_EQ(std::ranges::count(controller.opcodes, 0x80), 2);
  EXPECT_EQ(controller.format_cdw10, 0x201u);
}

TEST_F(NvmeErasureTest, AFormatThatIsRefusedIsTold) {
  controller.controller[256] = 0;
  NvmeFormatErasure format(controller, space, {NvmeErase::kUserData});
  EXPECT_EQ(Run(format).error().message, "the controller refuses Format NVM with the status 0001");
}

class ScsiErasureTest : public ErasureTest {
 protected:
  FakeScsi device{medium, waiter};
  ScsiSanitizeErasure overwrite{device, ScsiSanitizeAction::kOverwrite, 512};
};

TEST_F(ScsiErasureTest, SanitizeIsAskedUntilItIsDone) {
  ASSERT_TRUE(Run(overwrite).has_value());
  EXPECT_EQ(std::ranges::count(medium.bytes, kSanitizePatternByte),
            static_cast<ptrdiff_t>(medium.bytes.size()));
  EXPECT_EQ(waiter.waits, 30);
  ASSERT_EQ(permille.size(), 31u);
  EXPECT_EQ(permille[15], 500u);
}

TEST_F(ScsiErasureTest, AttentionsAreNoRefusal) {
  device.attentions = 2;
  EXPECT_TRUE(Run(overwrite).has_value());
  waiter.on_wait = [&] {
    if (waiter.waits == 40) device.attentions = 3;
  };
  EXPECT_TRUE(Run(overwrite).has_value());
}

TEST_F(ScsiErasureTest, AFailureIsTold) {
  device.sanitize.fails = true;
  EXPECT_EQ(Run(overwrite).error().message, "the device says that the sanitize operation failed");
}

TEST_F(ScsiErasureTest, WhatTheDeviceCannotItRefuses) {
  ScsiSanitizeErasure block(device, ScsiSanitizeAction::kBlockErase, 512);
  EXPECT_FALSE(Run(block).has_value());
  EXPECT_EQ(waiter.waits, 0);
}

}  // namespace
}  // namespace sekisho
