// Marks for the catalogue (scripts/update-po) of sentences that lie in tables until they are said.
#pragma once

namespace sekisho {

// `msgid` as it is: Message() translates it where it is printed.
constexpr const char* MessageId(const char* msgid) { return msgid; }

}  // namespace sekisho
