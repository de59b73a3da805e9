// NVMe's commands that erase: Sanitize with its log page (NVM Express Base Specification 2.0, 5.24
// and 5.16.1.25), and Format NVM (5.14).
#pragma once

#include <chrono>
#include <optional>

#include "wipe/nvme/nvme_command.h"
#include "wipe/nvme/nvme_identity.h"

namespace sekisho {

enum class NvmeSanitizeAction { kBlockErase = 2, kOverwrite = 3, kCryptoErase = 4 };

// Starts the action, on all namespaces of the controller's subsystem. AUSE is clear: after a
// failure nothing can be read or written until a sanitize operation succeeds. One pass with
// kOverwrite.
NvmeCommand StartNvmeSanitize(NvmeSanitizeAction action);

NvmeCommand AskNvmeSanitizeStatus();  // log page 81h

enum class NvmeSanitizePhase { kNever, kCompleted, kRunning, kFailed };

struct NvmeSanitizeStatus {
  NvmeSanitizePhase phase = NvmeSanitizePhase::kNever;
  uint16_t progress = 0;  // parts of 65,536, while running
  // The controller's own estimates; empty where it gives none.
  std::optional<std::chrono::seconds> overwrite, block_erase, crypto_erase;
};

// kMalformed: not 512 bytes, or a state that the specification does not know.
Result<NvmeSanitizeStatus> ParseNvmeSanitizeStatus(ByteView data);

enum class NvmeErase { kUserData = 1, kCrypto = 2 };  // SES

// Erases one namespace and keeps its LBA format, metadata and protection as they are. Answers when
// all is erased.
NvmeCommand FormatNvm(uint32_t nsid, const NvmeNamespace& space, NvmeErase erase,
                      std::chrono::seconds timeout);

}  // namespace sekisho
