#include "wipe/purge/purge_choice.h"

#include "base/text/message.h"
#include "wipe/ata/ata_security.h"

namespace sekisho {
namespace {

Error Refuse(std::string message, Next next) {
  return Fail(ErrorCode::kRefused, std::move(message), std::move(next));
}

std::string WakeHint() {
  return Message(
      "suspend the machine to memory and wake it, or plug the disk in while the machine "
      "runs; then run the command again");
}

Error NotCapable(bool only_crypto) {
  if (only_crypto)
    return Refuse(
        Message("the device can only erase cryptographically, and whether its data were always "
                "encrypted, and no copy of the key is left, it cannot tell"),
        Message("--always-encrypted, when you know it; or destroy the medium"));
  return Refuse(Message("the device has no command that purges it"),
                Message("--grade clear overwrites it; for Purge, destroy the medium (Destroy)"));
}

Error AlreadyAtWork() {
  return Refuse(Message("the device is sanitizing itself already"),
                Message("leave it connected to power and run the command again when it has ended"));
}

// What no command of the device can change.
Result<void> CheckMedium(MediumKind medium) {
  switch (medium) {
    case MediumKind::kRotational:
    case MediumKind::kSsd:
    case MediumKind::kNvme:
      return {};
    case MediumKind::kUsb:
      return Refuse(Message("Purge is normally not available behind USB: what the bridge answers "
                            "cannot be relied on"),
                    Message("take the disk out of its enclosure and connect it directly; destroy a "
                            "stick (Destroy)"));  // defence: H6-36, else {}
    case MediumKind::kSdCard:
      return Refuse(Message("Purge is not available on cards"),
                    Message("destroy the card (Destroy)"));  // defence: H6-37, else {}
    default:
      return Refuse(Message("this is no medium of its own: Purge concerns what lies underneath"),
                    Message("purge the disk that lies underneath"));  // defence: H6-38, else {}
  }
}

Result<PurgeMethod> ChooseAtaErase(const AtaAbilities& ata, MediumKind medium, bool only_crypto) {
  const AtaSecurity& security = ata.identity.security;
  // defence: H6-39
  if (medium != MediumKind::kRotational || !security.enhanced_erase) return NotCapable(only_crypto);
  if (security.frozen)
    return Refuse(Message("the disk's security state is frozen: it cannot be erased now"),
                  WakeHint());  // defence: H6-40
  if (security.enabled || security.count_expired)
    return Refuse(
        Message("the disk has a password already"),
        Message("remove it first: hdparm --security-disable PASSWORD DEVICE; a purge that was cut "
                "off leaves the password '{0}'",
                {std::string(kAtaErasePassword)}));  // defence: H6-41
  if (ata.hidden.overlaid.value_or(0) != 0)
    return Refuse(Message("a device configuration overlay (DCO) hides sectors that SECURITY ERASE "
                          "UNIT does not reach"),
                  Message("hdparm --dco-restore DEVICE, or destroy the medium"));  // defence: H6-42
  return PurgeMethod::kAtaSecurityErase;
}

Result<PurgeMethod> ChooseAta(const AtaAbilities& ata, MediumKind medium, bool encryption_stated) {
  const AtaSanitizeAbilities& can = ata.identity.sanitize;
  if (!ata.identity.proven)
    return Refuse(Message("what the disk says about itself carries no checksum, and is not "
                          "believed"),
                  Message("connect the disk directly; or destroy it (Destroy)"));  // defence: H6-43
  if (ata.identity.security.locked)
    return Refuse(
        Message("the disk is locked by a password"),
        Message(
            "hdparm --security-unlock PASSWORD DEVICE, and then --security-disable; a purge that "
            "was cut off leaves the password '{0}'",
            {std::string(kAtaErasePassword)}));                           // defence: H6-44
  if (ata.sanitize && ata.sanitize->in_progress) return AlreadyAtWork();  // defence: H6-45
  if (can.supported && ata.sanitize && ata.sanitize->frozen)
    // defence: H6-46
    return Refuse(Message("the disk's sanitize commands are frozen"), WakeHint());
  if (can.block_erase) return PurgeMethod::kAtaBlockErase;
  if (can.overwrite) return PurgeMethod::kAtaOverwrite;
  if (can.crypto_scramble && encryption_stated) return PurgeMethod::kAtaCryptoScramble;
  return ChooseAtaErase(ata, medium, can.crypto_scramble);
}

Result<PurgeMethod> ChooseNvme(const NvmeAbilities& nvme, bool encryption_stated) {
  const NvmeSanitizeAbilities& can = nvme.controller.sanitize;
  const bool sanitizes = can.block_erase || can.overwrite || can.crypto_erase;
  // defence: H6-47
  if (nvme.sanitize && nvme.sanitize->phase == NvmeSanitizePhase::kRunning) return AlreadyAtWork();
  if (nvme.namespaces != 1 && (sanitizes || nvme.controller.format))
    return Refuse(Message("the controller has {0} namespaces: purging it would erase all, purging "
                          "one would leave the others",
                          {std::to_string(nvme.namespaces)}),
                  Message("save what the others hold, delete them (nvme delete-ns), and run the "
                          "command again"));  // defence: H6-48
  if (can.block_erase) return PurgeMethod::kNvmeBlockErase;
  if (can.overwrite) return PurgeMethod::kNvmeOverwrite;
  const bool formats = nvme.controller.format && !nvme.controller.unallocated_capacity;
  if (formats && nvme.controller.crypto_erase_format) return PurgeMethod::kNvmeFormatBoth;
  if (formats) return PurgeMethod::kNvmeFormat;
  if (can.crypto_erase && encryption_stated) return PurgeMethod::kNvmeCryptoErase;
  if (nvme.controller.format && !can.crypto_erase)
    // defence: H6-49
    return Refuse(Message("the controller has capacity that belongs to no namespace, which Format "
                          "does not reach"),
                  Message("give it to the namespace (nvme create-ns), or destroy the medium"));
  return NotCapable(can.crypto_erase);  // defence: H6-50, else PurgeMethod::kNvmeCryptoErase
}

Result<PurgeMethod> ChooseScsi(const ScsiAbilities& scsi, bool encryption_stated) {
  if (scsi.sanitize.phase == ScsiSanitizePhase::kRunning) return AlreadyAtWork();  // defence: H6-51
  if (scsi.block_erase) return PurgeMethod::kScsiBlockErase;
  if (scsi.overwrite) return PurgeMethod::kScsiOverwrite;
  if (scsi.crypto_erase && encryption_stated) return PurgeMethod::kScsiCryptoErase;
  return NotCapable(scsi.crypto_erase);  // defence: H6-52, else PurgeMethod::kScsiCryptoErase
}

}  // namespace

Result<PurgeMethod> ChoosePurge(const DeviceAbilities& abilities, MediumKind medium,
                                bool encryption_stated) {
  RETURN_IF_ERROR(CheckMedium(medium));
  if (abilities.ata) return ChooseAta(*abilities.ata, medium, encryption_stated);
  if (abilities.nvme) return ChooseNvme(*abilities.nvme, encryption_stated);
  if (abilities.scsi) return ChooseScsi(*abilities.scsi, encryption_stated);
  return NotCapable(false);  // defence: H6-53, else PurgeMethod::kAtaOverwrite
}

Result<void> CheckSize(const DeviceAbilities& abilities, uint64_t size_bytes) {
  uint64_t told = size_bytes;
  if (abilities.ata) told = abilities.ata->identity.sectors * abilities.ata->identity.sector_bytes;
  if (abilities.nvme) told = abilities.nvme->space.blocks * abilities.nvme->space.block_bytes;
  if (told == size_bytes) return {};
  return Refuse(Message("what answers commands has {0} bytes, and the device named has {1}: "
                        "something lies between",
                        {std::to_string(told), std::to_string(size_bytes)}),
                Message("connect the disk directly"));  // defence: H6-54, else {}
}

bool SanitizeHasFailed(const DeviceAbilities& abilities) {
  if (abilities.ata && abilities.ata->sanitize)
    return abilities.ata->sanitize->reason == AtaSanitizeReason::kUnsuccessful;
  if (abilities.nvme && abilities.nvme->sanitize)
    return abilities.nvme->sanitize->phase == NvmeSanitizePhase::kFailed;
  return abilities.scsi && abilities.scsi->sanitize.phase == ScsiSanitizePhase::kFailed;
}

}  // namespace sekisho
