#include "wipe/ata/ata_command.h"

#include "base/text/message.h"

namespace sekisho {

AtaCommand IdentifyDevice() {
  AtaCommand command;
  command.command = 0xEC;
  command.count = 1;
  command.data = AtaData::kIn;
  return command;
}

Result<AtaAnswer> RunAta(AtaTransport& transport, const AtaCommand& command, const char* what) {
  ASSIGN_OR_RETURN(AtaAnswer answer, transport.Run(command));
  if (answer.failed()) return Fail(ErrorCode::kFailed, Message("the disk refuses {0}", {what}));
  if (command.data == AtaData::kIn && answer.data.size() != kAtaSectorBytes)
    // defence: H6-1
    return Fail(ErrorCode::kMalformed, Message("the disk's answer to {0} is too short", {what}));
  return answer;
}

}  // namespace sekisho
