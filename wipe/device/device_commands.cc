#include "wipe/device/device_commands.h"

#include "wipe/ata/ata_erasure.h"
#include "wipe/nvme/nvme_erasure.h"
#include "wipe/scsi/scsi_erasure.h"

namespace sekisho {
namespace {

constexpr char kTranslatedDisk[] = "ATA";  // the vendor that SAT gives to ATA disks

// An erasure of an ATA disk with its way to it.
template <typename AtaErasure>
class ThroughScsi final : public Erasure {
 public:
  template <typename... Args>
  explicit ThroughScsi(ScsiTransport& scsi, Args... args) : disk_(scsi), erasure_(disk_, args...) {}
  Result<void> Start() override { return erasure_.Start(); }
  Result<ErasureStatus> Poll() override { return erasure_.Poll(); }
  std::optional<std::chrono::seconds> Estimate() const override { return erasure_.Estimate(); }

 private:
  AtaOverScsi disk_;
  AtaErasure erasure_;
};

Result<DeviceAbilities> ReadScsiOrAta(ScsiTransport& scsi) {
  DeviceAbilities abilities;
  ASSIGN_OR_RETURN(ScsiAbilities told, ReadScsiAbilities(scsi));
  AtaOverScsi disk(scsi);
  auto ata = ReadAtaAbilities(disk);
  if (ata)
    abilities.ata = *std::move(ata);
  else if (told.identity.vendor == kTranslatedDisk)
    return std::move(ata).error();
  else
    abilities.scsi = std::move(told);
  return abilities;
}

std::unique_ptr<Erasure> AtaSanitize(ScsiTransport& scsi, AtaSanitizeAction action) {
  return std::make_unique<ThroughScsi<AtaSanitizeErasure>>(scsi, action);
}

}  // namespace

Result<DeviceAbilities> ReadAbilities(DeviceCommands& commands) {
  DeviceAbilities abilities;
  if (commands.nvme) {
    ASSIGN_OR_RETURN(abilities.nvme, ReadNvmeAbilities(*commands.nvme));
  } else if (commands.scsi) {
    auto told = ReadScsiOrAta(*commands.scsi);
    if (told || told.error().code != ErrorCode::kRefused) return told;
  }
  return abilities;
}

std::unique_ptr<Erasure> MakeErasure(DeviceCommands& commands, const DeviceAbilities& abilities,
                                     PurgeMethod method, uint64_t block_bytes) {
  const auto block = static_cast<uint32_t>(block_bytes);
  const auto nvme = [&](NvmeSanitizeAction action) {
    return std::make_unique<NvmeSanitizeErasure>(*commands.nvme, action,
                                                 abilities.nvme->sanitize.value());
  };
  const auto scsi = [&](ScsiSanitizeAction action) {
    return std::make_unique<ScsiSanitizeErasure>(*commands.scsi, action, block);
  };
  const auto format = [&](std::vector<NvmeErase> erases) {
    return std::make_unique<NvmeFormatErasure>(*commands.nvme, abilities.nvme->space,
                                               std::move(erases));
  };
  switch (method) {
    case PurgeMethod::kAtaBlockErase:
      return AtaSanitize(*commands.scsi, AtaSanitizeAction::kBlockErase);
    case PurgeMethod::kAtaOverwrite:
      return AtaSanitize(*commands.scsi, AtaSanitizeAction::kOverwrite);
    case PurgeMethod::kAtaCryptoScramble:
      return AtaSanitize(*commands.scsi, AtaSanitizeAction::kCryptoScramble);
    case PurgeMethod::kAtaSecurityErase:
      return std::make_unique<ThroughScsi<AtaSecurityErasure>>(
          *commands.scsi, abilities.ata->identity.security, true);
    case PurgeMethod::kNvmeBlockErase:
      return nvme(NvmeSanitizeAction::kBlockErase);
    case PurgeMethod::kNvmeOverwrite:
      return nvme(NvmeSanitizeAction::kOverwrite);
    case PurgeMethod::kNvmeCryptoErase:
      return nvme(NvmeSanitizeAction::kCryptoErase);
    case PurgeMethod::kNvmeFormat:
      return format({NvmeErase::kUserData});
    case PurgeMethod::kNvmeFormatBoth:
      return format({NvmeErase::kCrypto, NvmeErase::kUserData});
    case PurgeMethod::kScsiBlockErase:
      return scsi(ScsiSanitizeAction::kBlockErase);
    case PurgeMethod::kScsiOverwrite:
      return scsi(ScsiSanitizeAction::kOverwrite);
    case PurgeMethod::kScsiCryptoErase:
      return scsi(ScsiSanitizeAction::kCryptoErase);
  }
  return nullptr;
}

}  // namespace sekisho
