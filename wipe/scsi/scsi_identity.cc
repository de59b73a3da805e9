#include "wipe/scsi/scsi_identity.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr uint8_t kInquiry = 0x12;
constexpr uint8_t kBytes = 252;

std::string Text(ByteView bytes) {
  std::string text(AsText(bytes));
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.pop_back();
  text.erase(0, std::min(text.size(), text.find_first_not_of(' ')));
  return SafeForTerminal(text);
}

// The body of a page whose length was checked against what came.
Result<ByteView> Body(ByteView data, uint8_t page) {
  if (data.size() >= 4 && data[1] == page) {
    const size_t bytes = data[2] << 8 | data[3];
    if (bytes <= data.size() - 4) return data.subspan(4, bytes);
  }
  // defence: H6-90, else data
  return Fail(ErrorCode::kMalformed, Message("the answer to INQUIRY is not the page asked for"));
}

}  // namespace

ScsiCommand Inquiry() {
  ScsiCommand command;
  command.cdb = {kInquiry, 0, 0, 0, kBytes, 0};
  command.in_bytes = kBytes;
  return command;
}

ScsiCommand InquiryPage(uint8_t page) {
  ScsiCommand command;
  command.cdb = {kInquiry, 1, page, 0, kBytes, 0};
  command.in_bytes = kBytes;
  return command;
}

Result<ScsiIdentity> ParseInquiry(ByteView data) {
  if (data.size() < 36)
    // defence: H6-91
    return Fail(ErrorCode::kMalformed, Message("the answer to INQUIRY is too short"));
  ScsiIdentity identity;
  identity.block_device = data[0] == 0;
  identity.vendor = Text(data.subspan(8, 8));
  identity.product = Text(data.subspan(16, 16));
  identity.revision = Text(data.subspan(32, 4));
  return identity;
}

Result<std::string> ParseSerialPage(ByteView data) {
  ASSIGN_OR_RETURN(const ByteView body, Body(data, kVpdSerialNumber));
  return Text(body);
}

}  // namespace sekisho
