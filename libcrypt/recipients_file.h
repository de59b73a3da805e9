// A list of recipients as `age -R` reads it: one a line, `#` comments, empty lines.
#pragma once

#include <string_view>

#include "libcrypt/age.h"

namespace sekisho {

inline constexpr size_t kMaxRecipientsFileBytes = 1 << 20;

// age1... and "ssh-ed25519 AAAA... comment" lines, at least one and no more than a header may have
// (kMaxAgeStanzas). kMalformed with the line's number for anything else.
Result<AgeRecipients> ParseRecipients(std::string_view text);

}  // namespace sekisho
