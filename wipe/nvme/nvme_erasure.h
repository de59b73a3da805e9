// An NVMe controller that erases itself: by Sanitize, or by Format NVM.
#pragma once

#include <utility>
#include <vector>

#include "wipe/nvme/nvme_erase_commands.h"
#include "wipe/purge/erasure.h"

namespace sekisho {

class NvmeSanitizeErasure final : public Erasure {
 public:
  NvmeSanitizeErasure(NvmeTransport& controller, NvmeSanitizeAction action,
                      const NvmeSanitizeStatus& told);
  Result<void> Start() override;
  Result<ErasureStatus> Poll() override;
  std::optional<std::chrono::seconds> Estimate() const override { return estimate_; }

 private:
  NvmeTransport& controller_;
  NvmeSanitizeAction action_;
  std::optional<std::chrono::seconds> estimate_;
};

// Of the transport's own namespace, which keeps its LBA format: by one erase after the other.
class NvmeFormatErasure final : public Erasure {
 public:
  NvmeFormatErasure(NvmeTransport& controller, const NvmeNamespace& space,
                    std::vector<NvmeErase> erases)
      : controller_(controller), space_(space), erases_(std::move(erases)) {}
  // Answers when all is erased.
  Result<void> Start() override;
  // Whether the namespace is what it was.
  Result<ErasureStatus> Poll() override;

 private:
  NvmeTransport& controller_;
  NvmeNamespace space_;
  std::vector<NvmeErase> erases_;
};

}  // namespace sekisho
