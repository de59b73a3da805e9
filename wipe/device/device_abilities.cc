#include "wipe/device/device_abilities.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/message_id.h"

namespace sekisho {
namespace {

// Whether a service action is there; a device that does not answer such questions has none.
Result<bool> Supports(ScsiTransport& device, ScsiSanitizeAction action) {
  ASSIGN_OR_RETURN(const ScsiAnswer answer, device.Run(AskScsiSanitizeSupport(action)));
  if (!answer.good()) return false;
  return ParseScsiSupport(answer.data).value_or(false);
}

Result<size_t> CountNamespaces(NvmeTransport& transport, const NvmeController& controller) {
  ASSIGN_OR_RETURN(const NvmeAnswer active, RunNvme(transport, ListActiveNamespaces(), "Identify"));
  ASSIGN_OR_RETURN(const std::vector<uint32_t> attached, ParseNamespaceList(active.data));
  if (!controller.namespace_management) return attached.size();
  ASSIGN_OR_RETURN(const NvmeAnswer all, RunNvme(transport, ListAllocatedNamespaces(), "Identify"));
  ASSIGN_OR_RETURN(const std::vector<uint32_t> allocated, ParseNamespaceList(all.data));
  return std::max(attached.size(), allocated.size());
}

class Sentence {
 public:
  explicit Sentence(std::string text) : text_(std::move(text)) {}
  Sentence& Add(bool holds, const std::string& what) {
    if (holds) text_ += (any_ ? ", " : ": ") + what;
    any_ = any_ || holds;
    return *this;
  }
  std::string Or(const std::string& nothing) const { return any_ ? text_ : text_ + ": " + nothing; }

 private:
  std::string text_;
  bool any_ = false;
};

void DescribeAta(const AtaAbilities& ata, std::vector<std::string>& out) {
  const AtaIdentity& id = ata.identity;
  if (!id.proven)
    out.push_back(
        Message("what the disk says about itself carries no checksum, and is not believed"));
  out.push_back(Sentence(Message("ATA SANITIZE"))
                    .Add(id.sanitize.block_erase, Message("block erase"))
                    .Add(id.sanitize.overwrite, Message("overwrite"))
                    .Add(id.sanitize.crypto_scramble, Message("crypto scramble"))
                    .Add(ata.sanitize && ata.sanitize->frozen, Message("frozen"))
                    .Or(Message("not there")));
  out.push_back(Sentence(Message("ATA Security"))
                    .Add(id.security.supported, Message("there"))
                    .Add(id.security.enhanced_erase, Message("enhanced erase"))
                    .Add(id.security.enabled, Message("a password is set"))
                    .Add(id.security.locked, Message("locked"))
                    .Add(id.security.frozen, Message("frozen"))
                    .Or(Message("not there")));
  for (std::string& sentence : DescribeHidden(ata)) out.push_back(std::move(sentence));
}

void DescribeNvme(const NvmeAbilities& nvme, std::vector<std::string>& out) {
  const NvmeSanitizeAbilities& can = nvme.controller.sanitize;
  out.push_back(Sentence(Message("NVMe Sanitize"))
                    .Add(can.block_erase, Message("block erase"))
                    .Add(can.overwrite, Message("overwrite"))
                    .Add(can.crypto_erase, Message("crypto erase"))
                    .Or(Message("not there")));
  out.push_back(Sentence(Message("NVMe Format"))
                    .Add(nvme.controller.format, Message("user data erase"))
                    .Add(nvme.controller.format && nvme.controller.crypto_erase_format,
                         Message("crypto erase"))
                    .Add(nvme.controller.erases_all_namespaces, Message("erases all namespaces"))
                    .Or(Message("not there")));
  if (nvme.namespaces != 1)
    out.push_back(Message("the controller has {0} namespaces", {std::to_string(nvme.namespaces)}));
  if (nvme.controller.unallocated_capacity)
    out.push_back(Message("the controller has capacity that belongs to no namespace"));
}

void DescribeScsi(const ScsiAbilities& scsi, std::vector<std::string>& out) {
  out.push_back(Sentence(Message("SCSI SANITIZE"))
                    .Add(scsi.block_erase, Message("block erase"))
                    .Add(scsi.overwrite, Message("overwrite"))
                    .Add(scsi.crypto_erase, Message("crypto erase"))
                    .Or(Message("not there")));
}

}  // namespace

Result<AtaAbilities> ReadAtaAbilities(AtaTransport& disk) {
  ASSIGN_OR_RETURN(const AtaAnswer answer, RunAta(disk, IdentifyDevice(), "IDENTIFY DEVICE"));
  AtaAbilities abilities;
  ASSIGN_OR_RETURN(abilities.identity, ParseAtaIdentity(answer.data));
  if (!abilities.identity.proven) return abilities;
  if (abilities.identity.sanitize.supported) {
    ASSIGN_OR_RETURN(const AtaAnswer status, disk.Run(AskAtaSanitizeStatus()));
    ASSIGN_OR_RETURN(abilities.sanitize, ParseAtaSanitizeStatus(status));
  }
  ASSIGN_OR_RETURN(abilities.hidden, ReadHiddenAreas(disk, abilities.identity));
  return abilities;
}

Result<NvmeAbilities> ReadNvmeAbilities(NvmeTransport& controller) {
  NvmeAbilities abilities;
  ASSIGN_OR_RETURN(const NvmeAnswer itself, RunNvme(controller, IdentifyController(), "Identify"));
  ASSIGN_OR_RETURN(abilities.controller, ParseNvmeController(itself.data));
  ASSIGN_OR_RETURN(const NvmeAnswer space,
                   RunNvme(controller, IdentifyNamespace(controller.nsid()), "Identify"));
  ASSIGN_OR_RETURN(abilities.space, ParseNvmeNamespace(space.data));
  ASSIGN_OR_RETURN(abilities.namespaces, CountNamespaces(controller, abilities.controller));
  const NvmeSanitizeAbilities& can = abilities.controller.sanitize;
  if (!can.block_erase && !can.overwrite && !can.crypto_erase) return abilities;
  ASSIGN_OR_RETURN(const NvmeAnswer status,
                   RunNvme(controller, AskNvmeSanitizeStatus(), "Get Log Page"));
  ASSIGN_OR_RETURN(abilities.sanitize, ParseNvmeSanitizeStatus(status.data));
  return abilities;
}

Result<ScsiAbilities> ReadScsiAbilities(ScsiTransport& device) {
  ScsiAbilities abilities;
  ASSIGN_OR_RETURN(const ScsiAnswer inquiry, device.Run(Inquiry()));
  ASSIGN_OR_RETURN(abilities.identity, ParseInquiry(inquiry.data));
  ASSIGN_OR_RETURN(const ScsiAnswer serial, device.Run(InquiryPage(kVpdSerialNumber)));
  abilities.serial = ParseSerialPage(serial.data).value_or("");
  if (!abilities.identity.block_device) return abilities;
  ASSIGN_OR_RETURN(abilities.overwrite, Supports(device, ScsiSanitizeAction::kOverwrite));
  ASSIGN_OR_RETURN(abilities.block_erase, Supports(device, ScsiSanitizeAction::kBlockErase));
  ASSIGN_OR_RETURN(abilities.crypto_erase, Supports(device, ScsiSanitizeAction::kCryptoErase));
  if (!abilities.overwrite && !abilities.block_erase && !abilities.crypto_erase) return abilities;
  ASSIGN_OR_RETURN(const ScsiAnswer sense, device.Run(RequestSense()));
  ASSIGN_OR_RETURN(abilities.sanitize, ParseScsiSanitizeStatus(sense.data));
  return abilities;
}

std::vector<std::string> DescribeHidden(const AtaAbilities& ata) {
  const std::pair<std::optional<uint64_t>, const char*> areas[] = {
      {ata.hidden.host_protected, MessageId("a host protected area (HPA) hides {0} sectors")},
      {ata.hidden.beyond_accessible,
       MessageId("the accessible max address (AMAX) hides {0} sectors")},
      {ata.hidden.overlaid, MessageId("a device configuration overlay (DCO) hides {0} sectors")}};
  std::vector<std::string> sentences;
  for (const auto& [sectors, sentence] : areas)
    if (sectors.value_or(0) != 0)
      sentences.push_back(Message(sentence, {std::to_string(*sectors)}));
  return sentences;
}

std::vector<std::string> DescribeAbilities(const DeviceAbilities& abilities) {
  std::vector<std::string> sentences;
  if (abilities.ata) DescribeAta(*abilities.ata, sentences);
  if (abilities.nvme) DescribeNvme(*abilities.nvme, sentences);
  if (abilities.scsi) DescribeScsi(*abilities.scsi, sentences);
  return sentences;
}

}  // namespace sekisho
