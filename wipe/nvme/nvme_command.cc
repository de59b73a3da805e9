#include "wipe/nvme/nvme_command.h"

#include "base/text/message.h"

namespace sekisho {
namespace {

std::string Hex(uint16_t status) {
  const uint8_t bytes[] = {static_cast<uint8_t>(status >> 8), static_cast<uint8_t>(status)};
  return HexEncode(bytes);
}

}  // namespace

Result<NvmeAnswer> RunNvme(NvmeTransport& transport, const NvmeCommand& command, const char* what) {
  ASSIGN_OR_RETURN(NvmeAnswer answer, transport.Run(command));
  if (answer.status != 0)
    return Fail(ErrorCode::kFailed, Message("the controller refuses {0} with the status {1}",
                                            {what, Hex(answer.status)}));
  if (answer.data.size() < command.in_bytes)
    return Fail(ErrorCode::kMalformed,
                Message("the controller's answer to {0} is too short", {what}));  // defence: H6-23
  return answer;
}

}  // namespace sekisho
