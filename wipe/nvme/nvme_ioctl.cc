#include "wipe/nvme/nvme_ioctl.h"

#include <linux/nvme_ioctl.h>
#include <sys/ioctl.h>

#include <cerrno>

#include "base/files/files.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr int kStatusMask = 0x7FF;  // code and type, without "do not retry" and "more"

Error FailedCall(int error_number, const std::string& path) {
  switch (error_number) {
    case ENOTTY:
    case EPERM:
    case EACCES:
      return Fail(ErrorCode::kRefused, Message("{0} takes no NVMe commands", {path}));
    case ENODEV:
    case ENXIO:
      return Fail(ErrorCode::kNotFound, Message("{0} is gone", {path}));
    case EINTR:  // a signal: the command may have been carried out
    default:
      return SystemError(Message("{0} did not answer an NVMe command", {path}), error_number);
  }
}

}  // namespace

Result<NvmeIoctl> NvmeIoctl::Open(int fd, std::string path) {
  const int nsid = ioctl(fd, NVME_IOCTL_ID);
  // defence: none, the system takes no such command
  if (nsid <= 0) return Fail(ErrorCode::kRefused, Message("{0} takes no NVMe commands", {path}));
  return NvmeIoctl(fd, std::move(path), static_cast<uint32_t>(nsid));
}

Result<NvmeAnswer> NvmeIoctl::Run(const NvmeCommand& command) {
  NvmeAnswer answer;
  answer.data.resize(command.in_bytes);
  nvme_admin_cmd call{};
  call.opcode = command.opcode;
  call.nsid = command.nsid;
  call.cdw10 = command.cdw10;
  call.cdw11 = command.cdw11;
  call.addr = reinterpret_cast<uintptr_t>(answer.data.data());
  call.data_len = static_cast<uint32_t>(answer.data.size());
  call.timeout_ms = static_cast<uint32_t>(std::chrono::milliseconds(command.timeout).count());
  const int status = ioctl(fd_, NVME_IOCTL_ADMIN_CMD, &call);
  if (status < 0) return FailedCall(errno, path_);  // defence: none, the system's refusal
  answer.status = static_cast<uint16_t>(status & kStatusMask);
  if (answer.status != 0) answer.data.clear();
  return answer;
}

}  // namespace sekisho
