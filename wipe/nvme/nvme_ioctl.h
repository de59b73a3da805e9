// NVMe admin commands through Linux: NVME_IOCTL_ADMIN_CMD on a namespace's block device
// (linux/nvme_ioctl.h).
#pragma once

#include <string>

#include "wipe/nvme/nvme_command.h"

namespace sekisho {

class NvmeIoctl final : public NvmeTransport {
 public:
  // `fd` is open, and outlives it; `path` is for messages. kRefused when that is no namespace.
  static Result<NvmeIoctl> Open(int fd, std::string path);
  uint32_t nsid() const override { return nsid_; }
  Result<NvmeAnswer> Run(const NvmeCommand& command) override;

 private:
  NvmeIoctl(int fd, std::string path, uint32_t nsid)
      : fd_(fd), path_(std::move(path)), nsid_(nsid) {}
  int fd_;
  std::string path_;
  uint32_t nsid_;
};

}  // namespace sekisho
