// What a device can do to erase itself, and in which state it is: asked before anything is done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wipe/ata/ata_hidden.h"
#include "wipe/ata/ata_identity.h"
#include "wipe/ata/ata_sanitize.h"
#include "wipe/nvme/nvme_erase_commands.h"
#include "wipe/scsi/scsi_identity.h"
#include "wipe/scsi/scsi_sanitize.h"

namespace sekisho {

struct AtaAbilities {
  AtaIdentity identity;
  std::optional<AtaSanitizeStatus> sanitize;  // where the feature set is there
  HiddenAreas hidden;
};

struct NvmeAbilities {
  NvmeController controller;
  NvmeNamespace space;                         // the one that is to be wiped
  std::optional<NvmeSanitizeStatus> sanitize;  // where there is a Sanitize at all
  size_t namespaces = 1;                       // of the controller, attached or only allocated
};

struct ScsiAbilities {
  ScsiIdentity identity;
  std::string serial;
  bool overwrite = false;
  bool block_erase = false;
  bool crypto_erase = false;
  ScsiSanitizeStatus sanitize;
};

// One of them, or none: then the device takes no such commands.
struct DeviceAbilities {
  std::optional<AtaAbilities> ata;
  std::optional<NvmeAbilities> nvme;
  std::optional<ScsiAbilities> scsi;
};

// They change nothing. Errors are the transport's, and kMalformed where an answer makes no sense;
// what a device refuses to tell counts as not there.
Result<AtaAbilities> ReadAtaAbilities(AtaTransport& disk);
Result<NvmeAbilities> ReadNvmeAbilities(NvmeTransport& controller);
Result<ScsiAbilities> ReadScsiAbilities(ScsiTransport& device);

// In sentences, for people: what it is, what it can do, what is hidden.
std::vector<std::string> DescribeAbilities(const DeviceAbilities& abilities);

// About the sectors that a disk hides, one sentence for each area; empty when none is known.
std::vector<std::string> DescribeHidden(const AtaAbilities& ata);

}  // namespace sekisho
