#include "wipe/scsi/sg_transport.h"

#include <scsi/sg.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>

#include "base/files/files.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr size_t kSenseBytes = 64;
constexpr size_t kMaxCdbBytes = 16;

// What the host saw go wrong (Linux's include/scsi/scsi_status.h, DID_*).
enum HostStatus { kHostOk = 0, kNoConnect = 1, kBadTarget = 4 };
constexpr unsigned kDriverSense = 0x08;  // "there are sense data", which is no failure

Error FailedCall(int error_number, const std::string& path) {
  switch (error_number) {
    case ENOTTY:
    case EINVAL:
    case EPERM:
    case EACCES:
      return Fail(ErrorCode::kRefused, Message("{0} takes no SCSI commands", {path}));
    case ENODEV:
    case ENXIO:
      return Fail(ErrorCode::kNotFound, Message("{0} is gone", {path}));
    default:
      return SystemError(Message("{0} did not answer a SCSI command", {path}), error_number);
  }
}

}  // namespace

Result<ScsiAnswer> SgTransport::Run(const ScsiCommand& command) {
  if (command.cdb.empty() || command.cdb.size() > kMaxCdbBytes)
    return Fail(ErrorCode::kFailed, Message("a SCSI command has an impossible length"));
  Bytes cdb = command.cdb;
  Bytes data = command.in_bytes > 0 ? Bytes(command.in_bytes) : command.out;
  ScsiAnswer answer;
  answer.sense.resize(kSenseBytes);
  sg_io_hdr_t call{};
  call.interface_id = 'S';
  call.cmdp = cdb.data();
  call.cmd_len = static_cast<unsigned char>(cdb.size());
  call.sbp = answer.sense.data();
  call.mx_sb_len = kSenseBytes;
  call.dxferp = data.data();
  call.dxfer_len = static_cast<unsigned>(data.size());
  call.dxfer_direction = SG_DXFER_NONE;
  if (!data.empty())
    call.dxfer_direction = command.in_bytes > 0 ? SG_DXFER_FROM_DEV : SG_DXFER_TO_DEV;
  call.timeout = static_cast<unsigned>(std::chrono::milliseconds(command.timeout).count());
  // defence: none, the system's refusal
  if (ioctl(fd_, SG_IO, &call) != 0) return FailedCall(errno, path_);
  if (call.host_status == kNoConnect || call.host_status == kBadTarget)
    return Fail(ErrorCode::kNotFound, Message("{0} is gone", {path_}));
  if (call.host_status != kHostOk || (call.driver_status & ~kDriverSense) != 0)
    return Fail(ErrorCode::kIo, Message("{0} did not answer a SCSI command in time", {path_}));
  answer.status = call.status;
  answer.sense.resize(std::min<size_t>(call.sb_len_wr, kSenseBytes));
  if (command.in_bytes == 0) return answer;
  data.resize(data.size() -
              std::min<size_t>(data.size(), static_cast<size_t>(std::max(call.resid, 0))));
  answer.data = std::move(data);
  return answer;
}

}  // namespace sekisho
