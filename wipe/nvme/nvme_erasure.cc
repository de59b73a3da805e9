#include "wipe/nvme/nvme_erasure.h"

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr std::chrono::hours kFormatTime{6};

ErasureStatus Ended(ErasurePhase phase, std::string reason = {}) {
  ErasureStatus status;
  status.phase = phase;
  status.reason = std::move(reason);
  return status;
}

}  // namespace

NvmeSanitizeErasure::NvmeSanitizeErasure(NvmeTransport& controller, NvmeSanitizeAction action,
                                         const NvmeSanitizeStatus& told)
    : controller_(controller), action_(action) {
  switch (action) {
    case NvmeSanitizeAction::kBlockErase:
      estimate_ = told.block_erase;
      break;
    case NvmeSanitizeAction::kOverwrite:
      estimate_ = told.overwrite;
      break;
    case NvmeSanitizeAction::kCryptoErase:
      estimate_ = told.crypto_erase;
      break;
  }
}

Result<void> NvmeSanitizeErasure::Start() {
  RETURN_IF_ERROR(RunNvme(controller_, StartNvmeSanitize(action_), "Sanitize"));
  return {};
}

Result<ErasureStatus> NvmeSanitizeErasure::Poll() {
  ASSIGN_OR_RETURN(const NvmeAnswer answer,
                   RunNvme(controller_, AskNvmeSanitizeStatus(), "Get Log Page"));
  ASSIGN_OR_RETURN(const NvmeSanitizeStatus told, ParseNvmeSanitizeStatus(answer.data));
  switch (told.phase) {
    case NvmeSanitizePhase::kCompleted:
      return Ended(ErasurePhase::kDone);
    case NvmeSanitizePhase::kFailed:
      return Ended(ErasurePhase::kFailed,
                   Message("the controller says that the sanitize operation failed"));
    case NvmeSanitizePhase::kNever:
      return Ended(ErasurePhase::kFailed, Message("the controller knows of no sanitize operation"));
    case NvmeSanitizePhase::kRunning:
      break;
  }
  ErasureStatus status;
  status.permille = told.progress * 1000u / 65536u;
  return status;
}

Result<void> NvmeFormatErasure::Start() {
  for (const NvmeErase erase : erases_)
    RETURN_IF_ERROR(RunNvme(controller_, FormatNvm(controller_.nsid(), space_, erase, kFormatTime),
                            "Format NVM"));
  return {};
}

Result<ErasureStatus> NvmeFormatErasure::Poll() {
  ASSIGN_OR_RETURN(const NvmeAnswer answer,
                   RunNvme(controller_, IdentifyNamespace(controller_.nsid()), "Identify"));
  ASSIGN_OR_RETURN(const NvmeNamespace now, ParseNvmeNamespace(answer.data));
  if (now.blocks != space_.blocks || now.block_bytes != space_.block_bytes)
    return Ended(ErasurePhase::kFailed, Message("the namespace has another size than before"));
  return Ended(ErasurePhase::kDone);
}

}  // namespace sekisho
