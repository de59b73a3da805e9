#include "wipe/purge/purge_choice.h"

#include <gtest/gtest.h>

#include "tests/unit/base/refusal_of.h"

namespace sekisho {
namespace {

std::string Choice(const DeviceAbilities& abilities, MediumKind medium, bool stated = false) {
  const auto method = ChoosePurge(abilities, medium, stated);
  return method ? PurgeMethodName(*method) : "refused: " + method.error().message;
}

DeviceAbilities Ata(AtaSanitizeAbilities can) {
  DeviceAbilities abilities;
  abilities.ata.emplace();
  abilities.ata->identity.proven = true;
  abilities.ata->identity.sanitize = can;
  if (can.supported) abilities.ata->sanitize.emplace();
  return abilities;
}

DeviceAbilities AtaWithSecurity() {
  DeviceAbilities abilities = Ata({});
  abilities.ata->identity.security.supported = true;
  abilities.ata->identity.security.enhanced_erase = true;
  return abilities;
}

DeviceAbilities Nvme(NvmeSanitizeAbilities can, bool format) {
  DeviceAbilities abilities;
  abilities.nvme.emplace();
  abilities.nvme->controller.sanitize = can;
  abilities.nvme->controller.format = format;
  return abilities;
}

constexpr AtaSanitizeAbilities kAll{true, false, true, true, true};
constexpr AtaSanitizeAbilities kOverwriteOnly{true, false, false, true, false};
constexpr AtaSanitizeAbilities kCryptoOnly{true, false, true, false, false};

TEST(PurgeChoice, AtaPrefersBlockEraseThenOverwritingThenSecurityErase) {
  EXPECT_EQ(Choice(Ata(kAll), MediumKind::kSsd), "ata-sanitize-block-erase");
  EXPECT_EQ(Choice(Ata(kOverwriteOnly), MediumKind::kRotational), "ata-sanitize-overwrite");
  EXPECT_EQ(Choice(AtaWithSecurity(), MediumKind::kRotational), "ata-security-erase-enhanced");
}

TEST(PurgeChoice, SecurityEraseIsNoPurgeOfFlash) {
  EXPECT_EQ(Choice(AtaWithSecurity(), MediumKind::kSsd),
            "refused: the device has no command that purges it");
}

TEST(PurgeChoice, CryptographicEraseOnlyWhereItIsStated) {
  EXPECT_TRUE(
      Choice(Ata(kCryptoOnly), MediumKind::kSsd).starts_with("refused: the device can only"));
  EXPECT_EQ(Choice(Ata(kCryptoOnly), MediumKind::kSsd, true), "ata-sanitize-crypto-scramble");
  EXPECT_EQ(Choice(Ata(kAll), MediumKind::kSsd, true), "ata-sanitize-block-erase");
  EXPECT_TRUE(Choice(Nvme({true, false, false}, false), MediumKind::kNvme).starts_with("refused"));
  EXPECT_EQ(Choice(Nvme({true, false, false}, false), MediumKind::kNvme, true),
            "nvme-sanitize-crypto-erase");
}

TEST(PurgeChoice, FlashBehindUsbAndCardsAreToBeDestroyed) {
  for (const MediumKind medium : {MediumKind::kUsb, MediumKind::kSdCard}) {
    const auto method = ChoosePurge(Ata(kAll), medium, true);
    ASSERT_FALSE(method.has_value());
    EXPECT_EQ(method.error().code, ErrorCode::kRefused);
    EXPECT_NE(method.error().next.words().find("Destroy"), std::string::npos);
  }
}

TEST(PurgeChoice, WhatIsNoMediumOfItsOwnIsNotPurged) {
  for (const MediumKind medium :
       {MediumKind::kLoop, MediumKind::kVirtual, MediumKind::kStacked, MediumKind::kZram,
        MediumKind::kMemory, MediumKind::kMemoryAndSwap, MediumKind::kUnknown})
    EXPECT_FALSE(ChoosePurge(Ata(kAll), medium, true).has_value());
}

TEST(PurgeChoice, WhatIsNotProvenIsNotBelieved) {
  DeviceAbilities abilities = Ata(kAll);
  abilities.ata->identity.proven = false;
  EXPECT_TRUE(Choice(abilities, MediumKind::kSsd).find("not believed") != std::string::npos);
}

TEST(PurgeChoice, FrozenLockedAndBusyDisksSayWhatHelps) {
  DeviceAbilities frozen = Ata(kAll);
  frozen.ata->sanitize->frozen = true;
  ASSERT_FALSE(ChoosePurge(frozen, MediumKind::kSsd, false));
  EXPECT_NE(ChoosePurge(frozen, MediumKind::kSsd, false).error().next.words().find("suspend"),
            std::string::npos);
  DeviceAbilities locked = Ata(kAll);
  locked.ata->identity.security.locked = true;
  EXPECT_EQ(Choice(locked, MediumKind::kSsd), "refused: the disk is locked by a password");
  EXPECT_NE(ChoosePurge(locked, MediumKind::kSsd, false).error().next.words().find("'sekisho'"),
            std::string::npos);
  DeviceAbilities busy = Ata(kAll);
  busy.ata->sanitize->in_progress = true;
  EXPECT_EQ(Choice(busy, MediumKind::kSsd), "refused: the device is sanitizing itself already");
  DeviceAbilities security = AtaWithSecurity();
  security.ata->identity.security.frozen = true;
  ASSERT_FALSE(ChoosePurge(security, MediumKind::kRotational, false));
  EXPECT_NE(
      ChoosePurge(security, MediumKind::kRotational, false).error().next.words().find("suspend"),
      std::string::npos);
  security.ata->identity.security.frozen = false;
  security.ata->identity.security.enabled = true;
  EXPECT_EQ(Choice(security, MediumKind::kRotational), "refused: the disk has a password already");
}

TEST(PurgeChoice, SecurityEraseDoesNotReachBehindAnOverlay) {
  DeviceAbilities abilities = AtaWithSecurity();
  abilities.ata->hidden.host_protected = 100;
  EXPECT_EQ(Choice(abilities, MediumKind::kRotational), "ata-security-erase-enhanced");
  abilities.ata->hidden.overlaid = 1;
  EXPECT_TRUE(Choice(abilities, MediumKind::kRotational).find("DCO") != std::string::npos);
}

TEST(PurgeChoice, NvmePrefersSanitizeThenFormat) {
  EXPECT_EQ(Choice(Nvme({true, true, true}, true), MediumKind::kNvme), "nvme-sanitize-block-erase");
  EXPECT_EQ(Choice(Nvme({false, false, true}, true), MediumKind::kNvme), "nvme-sanitize-overwrite");
  EXPECT_EQ(Choice(Nvme({}, true), MediumKind::kNvme), "nvme-format-user-data-erase");
  EXPECT_EQ(Choice(Nvme({true, false, false}, true), MediumKind::kNvme),
            "nvme-format-user-data-erase");
  EXPECT_EQ(Choice(Nvme({}, false), MediumKind::kNvme),
            "refused: the device has no command that purges it");
}

TEST(PurgeChoice, AControllerAtWorkIsLeftToIt) {
  DeviceAbilities busy = Nvme({true, true, true}, true);
  busy.nvme->sanitize.emplace();
  busy.nvme->sanitize->phase = NvmeSanitizePhase::kRunning;
  EXPECT_EQ(Choice(busy, MediumKind::kNvme), "refused: the device is sanitizing itself already");
}

TEST(PurgeChoice, AFormatErasesCryptographicallyOnlyWhereFnaSaysSo) {
  DeviceAbilities abilities = Nvme({}, true);
  abilities.nvme->controller.crypto_erase_format = true;
  EXPECT_EQ(Choice(abilities, MediumKind::kNvme), "nvme-format-crypto-and-user-data-erase");
}

TEST(PurgeChoice, OtherNamespacesAreNeitherErasedNorForgotten) {
  for (const bool sanitize : {false, true}) {
    DeviceAbilities abilities = Nvme({false, sanitize, false}, true);
    abilities.nvme->namespaces = 2;
    EXPECT_TRUE(Choice(abilities, MediumKind::kNvme).find("2 namespaces") != std::string::npos);
  }
  DeviceAbilities spare = Nvme({}, true);
  spare.nvme->controller.unallocated_capacity = true;
  EXPECT_TRUE(Choice(spare, MediumKind::kNvme).find("no namespace") != std::string::npos);
  spare.nvme->controller.sanitize.block_erase = true;
  EXPECT_EQ(Choice(spare, MediumKind::kNvme), "nvme-sanitize-block-erase");
}

TEST(PurgeChoice, ScsiTakesWhatIsThere) {
  DeviceAbilities abilities;
  abilities.scsi.emplace();
  EXPECT_TRUE(Choice(abilities, MediumKind::kRotational).starts_with("refused"));
  abilities.scsi->crypto_erase = true;
  EXPECT_TRUE(Choice(abilities, MediumKind::kSsd).starts_with("refused"));
  EXPECT_EQ(Choice(abilities, MediumKind::kSsd, true), "scsi-sanitize-crypto-erase");
  abilities.scsi->overwrite = true;
  EXPECT_EQ(Choice(abilities, MediumKind::kRotational), "scsi-sanitize-overwrite");
  abilities.scsi->block_erase = true;
  EXPECT_EQ(Choice(abilities, MediumKind::kSsd), "scsi-sanitize-block-erase");
  abilities.scsi->sanitize.phase = ScsiSanitizePhase::kRunning;
  EXPECT_EQ(Choice(abilities, MediumKind::kSsd),
            "refused: the device is sanitizing itself already");
}

TEST(PurgeChoice, ADeviceWithoutCommandsIsRefused) {
  EXPECT_EQ(Choice({}, MediumKind::kRotational),
            "refused: the device has no command that purges it");
}

TEST(PurgeChoice, WhatAnswersHasToBeWhatIsNamed) {
  DeviceAbilities abilities = Ata(kAll);
  abilities.ata->identity.sectors = 1000;
  EXPECT_TRUE(CheckSize(abilities, 512000).has_value());
  EXPECT_EQ(RefusalOf(CheckSize(abilities, 1024000)), ErrorCode::kRefused);
  DeviceAbilities nvme = Nvme({}, true);
  nvme.nvme->space.blocks = 10;
  nvme.nvme->space.block_bytes = 4096;
  EXPECT_TRUE(CheckSize(nvme, 40960).has_value());
  EXPECT_FALSE(CheckSize(nvme, 40961).has_value());
}

}  // namespace
}  // namespace sekisho
