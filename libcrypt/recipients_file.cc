#include "libcrypt/recipients_file.h"

#include <algorithm>

#include "base/message.h"

namespace sekisho {
namespace {

Result<void> AddRecipient(std::string_view line, AgeRecipients& recipients) {
  if (line.starts_with("ssh-")) {
    ASSIGN_OR_RETURN(SshRecipient recipient, SshRecipient::Parse(line));
    recipients.ssh.push_back(std::move(recipient));
    return {};
  }
  ASSIGN_OR_RETURN(const X25519PublicKey recipient, ParseRecipient(line));
  recipients.x25519.push_back(recipient);
  return {};
}

}  // namespace

Result<AgeRecipients> ParseRecipients(std::string_view text) {
  AgeRecipients recipients;
  if (text.size() > kMaxRecipientsFileBytes)
    return Fail(ErrorCode::kMalformed, Message("the list of recipients is too large"));
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    if (recipients.x25519.size() + recipients.ssh.size() == kMaxAgeStanzas)
      return Fail(ErrorCode::kMalformed, Message("there are too many recipients"));
    if (!AddRecipient(line, recipients))
      return Fail(ErrorCode::kMalformed,
                  Message("line {0} of the list is not a recipient", {std::to_string(number)}));
  }
  if (recipients.x25519.empty() && recipients.ssh.empty())
    return Fail(ErrorCode::kMalformed, Message("the list of recipients is empty"));
  return recipients;
}

}  // namespace sekisho
