// Devices that erase themselves, from the first question to the claim.
#include "wipe/purge/purge_run.h"

#include <gtest/gtest.h>

#include "tests/unit/wipe/fake_nvme.h"
#include "tests/unit/wipe/fake_random.h"
#include "tests/unit/wipe/fake_sat.h"
#include "tests/unit/wipe/fake_scsi.h"
#include "wipe/device/device_commands.h"
#include "wipe/purge/purge_choice.h"
#include "wipe/purge/purge_claims.h"

namespace sekisho {
namespace {

// Fakes, lent to what wants to own them.
class LentScsi final : public ScsiTransport {
 public:
  explicit LentScsi(ScsiTransport& fake) : fake_(fake) {}
  Result<ScsiAnswer> Run(const ScsiCommand& command) override { return fake_.Run(command); }

 private:
  ScsiTransport& fake_;
};

class LentNvme final : public NvmeTransport {
 public:
  explicit LentNvme(NvmeTransport& fake) : fake_(fake) {}
  uint32_t nsid() const override { return fake_.nsid(); }
  Result<NvmeAnswer> Run(const NvmeCommand& command) override { return fake_.Run(command); }

 private:
  NvmeTransport& fake_;
};

class PurgeRunTest : public testing::Test {
 protected:
  DeviceAbilities Abilities() {
    auto abilities = ReadAbilities(commands);
    EXPECT_TRUE(abilities.has_value());
    return abilities ? *std::move(abilities) : DeviceAbilities();
  }
  // Chosen as the command does.
  PurgeRun Purge(MediumKind kind, bool sampled = false, bool stated = false) {
    const DeviceAbilities abilities = Abilities();
    const auto method = ChoosePurge(abilities, kind, stated);
    EXPECT_TRUE(method.has_value());
    if (!method) return {};
    PurgeOrder order;
    order.method = *method;
    if (sampled) order.sample_seed = 77;
    order.encryption_stated = stated;
    order.recover = SanitizeHasFailed(abilities);
    order.shown = "/dev/x";
    const auto erasure = MakeErasure(commands, abilities, *method, medium.block_bytes());
    return PurgeAndLook(medium, *erasure, order, {Content}, random, waiter, hooks);
  }
  static void Content(uint64_t offset, MutableBytes out) {
    for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<uint8_t>((offset + i) % 251);
  }
  static bool Seen(const PurgeRun& run) {
    return ErasureIsSeen(run.run.done, run.purge, *PurgeMethodNamed(run.run.done.method));
  }

  CountingRandom random;
  FakeWaiter waiter;
  FakeMedium medium;
  DeviceCommands commands;
  PurgeHooks hooks;
};

class AtaPurge : public PurgeRunTest {
 protected:
  AtaPurge() {
    disk.words.Set(59, 0xF000);
    commands.scsi = std::make_unique<LentScsi>(sat);
  }
  FakeAtaDisk disk{medium, waiter};
  FakeSat sat{disk};
};

TEST_F(AtaPurge, BlockEraseIsSeen) {
  const PurgeRun run = Purge(MediumKind::kSsd);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kDone);
  EXPECT_EQ(run.run.done.method, "ata-sanitize-block-erase");
  EXPECT_EQ(run.purge.markers_written, 1000);
  EXPECT_EQ(run.purge.markers_gone, 1000);
  EXPECT_EQ(run.run.done.bytes_verified, static_cast<int64_t>(medium.size_bytes()));
  EXPECT_TRUE(run.run.failures.empty());
}

TEST_F(AtaPurge, H6ADiskThatSaysItIsDoneAndErasesNothingIsFoundOut) {
  disk.sanitize.lies = true;
  for (const bool sampled : {false, true}) {
    const PurgeRun run = Purge(MediumKind::kSsd, sampled);
    EXPECT_EQ(run.run.outcome, WipeOutcome::kOldData);
    EXPECT_EQ(run.purge.markers_gone, 0);
    EXPECT_FALSE(run.run.failures.empty());
    EXPECT_FALSE(Seen(run));
  }
}

TEST_F(AtaPurge, OverwritingHasToLeaveThePattern) {
  disk.words.Set(59, 0x5000);
  EXPECT_EQ(Purge(MediumKind::kRotational).run.outcome, WipeOutcome::kDone);
  // Erased, but otherwise than by the pattern that was asked for.
  waiter.on_wait = [&] {
    if (disk.sanitize.Now() == FakeSanitize::State::kCompleted) medium.Fill(0x11);
  };
  const PurgeRun run = Purge(MediumKind::kRotational);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kOldData);
  EXPECT_EQ(run.purge.markers_gone, 1000);
}

TEST_F(AtaPurge, AFailureClaimsNothing) {
  disk.sanitize.fails = true;
  const PurgeRun run = Purge(MediumKind::kSsd);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kFailed);
  ASSERT_EQ(run.run.failures.size(), 1u);
  EXPECT_EQ(run.run.failures[0].message, "the disk says that the sanitize operation failed");
  EXPECT_FALSE(Seen(run));
}

TEST_F(AtaPurge, H7AfterAFailureTheNextRunRecoversAndIsSeen) {
  disk.sanitize.fails = true;
  static_cast<void>(Purge(MediumKind::kSsd));
  ASSERT_FALSE(medium.accessible);
  disk.sanitize.fails = false;
  const PurgeRun run = Purge(MediumKind::kSsd);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kDone);
  EXPECT_EQ(std::ranges::count(disk.commands, 0xB4) > 60, true);  // two operations were asked about
}

TEST_F(AtaPurge, H7InterruptedItClaimsNothing) {
  hooks.may_go_on = [&]() -> Result<void> {
    if (waiter.waits < 5) return {};
    return Fail(ErrorCode::kInterrupted, "interrupted");
  };
  const PurgeRun run = Purge(MediumKind::kSsd);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kInterrupted);
  EXPECT_FALSE(Seen(run));
  EXPECT_TRUE(ChoosePurge(Abilities(), MediumKind::kSsd, false).error().message.find("already") !=
              std::string::npos);
}

TEST_F(AtaPurge, H4ABlockThatCannotBeReadAfterwardsIsNotClaimed) {
  waiter.on_wait = [&] { medium.bad_reads = {512 * 7}; };
  const PurgeRun run = Purge(MediumKind::kSsd);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kFailed);
  EXPECT_EQ(run.run.done.unread, (std::vector<ByteRange>{{512 * 7, 512}}));
}

TEST_F(AtaPurge, H4ADiskThatGoesAwayIsTold) {
  waiter.on_wait = [&] { disk.gone = true; };
  const PurgeRun run = Purge(MediumKind::kSsd);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kFailed);
  EXPECT_FALSE(run.run.failures.empty());
}

TEST_F(AtaPurge, ACryptographicEraseIsFollowedByOverwriting) {
  disk.words.Set(59, 0x3000);
  const PurgeRun run = Purge(MediumKind::kSsd, false, true);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kDone);
  EXPECT_EQ(run.run.done.method, "ata-sanitize-crypto-scramble");
  EXPECT_EQ(run.run.done.bytes_written, static_cast<int64_t>(medium.size_bytes()));
  Bytes expected(medium.size_bytes());
  Content(0, expected);
  EXPECT_EQ(medium.bytes, expected);
  PurgeReport unstated = run.purge;
  unstated.encryption_stated = false;
  EXPECT_FALSE(ErasureIsSeen(run.run.done, unstated, PurgeMethod::kAtaCryptoScramble));
}

TEST_F(AtaPurge, SecurityEraseOnAHardDisk) {
  disk.words.Set(59, 0).Set(128, 1u | 1u << 5);
  const PurgeRun run = Purge(MediumKind::kRotational);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kDone);
  EXPECT_EQ(run.run.done.method, "ata-security-erase-enhanced");
  EXPECT_TRUE(disk.password.empty());
}

TEST_F(AtaPurge, ASecurityEraseThatLiesIsFoundOut) {
  disk.words.Set(59, 0).Set(128, 1u | 1u << 5);
  disk.erase_unit_lies = true;
  EXPECT_EQ(Purge(MediumKind::kRotational).run.outcome, WipeOutcome::kOldData);
}

TEST_F(AtaPurge, ABridgeThatPassesNothingOnHasNoAbilities) {
  sat.passes_on = false;
  sat.vendor = "Generic ";
  const DeviceAbilities abilities = Abilities();
  EXPECT_FALSE(abilities.ata.has_value());
  EXPECT_FALSE(ChoosePurge(abilities, MediumKind::kSsd, false).has_value());
}

TEST_F(AtaPurge, HiddenSectorsAreTold) {
  disk.native_max = 1099;
  const auto sentences = DescribeAbilities(Abilities());
  EXPECT_NE(std::ranges::find(sentences, "a host protected area (HPA) hides 100 sectors"),
            sentences.end());
  EXPECT_NE(std::ranges::find(sentences, "ATA SANITIZE: block erase, overwrite, crypto scramble"),
            sentences.end());
}

class NvmePurge : public PurgeRunTest {
 protected:
  NvmePurge() { commands.nvme = std::make_unique<LentNvme>(controller); }
  FakeNvme controller{medium, waiter};
};

TEST_F(NvmePurge, SanitizeIsSeen) {
  const PurgeRun run = Purge(MediumKind::kNvme, true);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kDone);
  EXPECT_EQ(run.run.done.method, "nvme-sanitize-block-erase");
}

TEST_F(NvmePurge, H6AControllerThatLiesIsFoundOut) {
  controller.sanitize.lies = true;
  EXPECT_EQ(Purge(MediumKind::kNvme).run.outcome, WipeOutcome::kOldData);
}

TEST_F(NvmePurge, FormatWhereThereIsNoSanitize) {
  controller.controller = NvmeControllerData(0, 0);
  EXPECT_EQ(Purge(MediumKind::kNvme).run.done.method, "nvme-format-user-data-erase");
  EXPECT_EQ(controller.format_cdw10, 0x201u);
  controller.format_lies = true;
  EXPECT_EQ(Purge(MediumKind::kNvme).run.outcome, WipeOutcome::kOldData);
}

TEST_F(NvmePurge, FormatErasesCryptographicallyOnlyWhereFnaSaysSo) {
  controller.controller = NvmeControllerData(0, 4);
  controller.opcodes.clear();
  EXPECT_EQ(Purge(MediumKind::kNvme).run.outcome, WipeOutcome::kDone);
  EXPECT_EQ(std::ranges::count(controller.opcodes, 0x80), 2);
}

TEST_F(NvmePurge, AllocatedNamespacesCountWhereTheyCanBeManaged) {
  controller.allocated = {1, 2};
  EXPECT_EQ(Abilities().nvme->namespaces, 1u);
  controller.controller = NvmeControllerData(7, 0, 0x0A);
  EXPECT_EQ(Abilities().nvme->namespaces, 2u);
}

class ScsiPurge : public PurgeRunTest {
 protected:
  ScsiPurge() { commands.scsi = std::make_unique<LentScsi>(device); }
  FakeScsi device{medium, waiter};
};

TEST_F(ScsiPurge, OverwritingIsSeen) {
  EXPECT_EQ(Abilities().scsi->serial, "Z99");
  const PurgeRun run = Purge(MediumKind::kRotational);
  EXPECT_EQ(run.run.outcome, WipeOutcome::kDone);
  EXPECT_EQ(run.run.done.method, "scsi-sanitize-overwrite");
}

TEST_F(ScsiPurge, H6ADeviceThatLiesIsFoundOut) {
  device.sanitize.lies = true;
  EXPECT_EQ(Purge(MediumKind::kRotational).run.outcome, WipeOutcome::kOldData);
}

TEST(PurgeClaims, EachMethodHasARowAndAName) {
  for (const PurgeMethod method : PurgeMethods()) {
    EXPECT_EQ(*PurgeMethodNamed(PurgeMethodName(method)), method);
    const auto rows = PurgeClaimTable();
    EXPECT_EQ(std::ranges::count(rows, method, &PurgeClaim::method), 1);
  }
  EXPECT_FALSE(PurgeMethodNamed("keystream").has_value());
}

TEST(PurgeClaims, PurgeOnlyWhereTheCommandReachesTheMedium) {
  for (const PurgeMethod method : PurgeMethods())
    for (const MediumClaim& medium : MediumClaimTable()) {
      const Claim claim = PurgeClaimFor(medium.kind, method);
      const bool flash = medium.kind == MediumKind::kSsd || medium.kind == MediumKind::kNvme;
      const bool reaches = medium.kind == MediumKind::kRotational ||
                           (flash && method != PurgeMethod::kAtaSecurityErase);
      EXPECT_EQ(claim.grade, reaches ? Grade::kPurge : Grade::kNone);
      EXPECT_EQ(ClaimsNothing(claim), !reaches);
      EXPECT_FALSE(claim.aspects.back().claimed);  // what cannot be read
    }
}

}  // namespace
}  // namespace sekisho
