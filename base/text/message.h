// The one place that every sentence for people goes through, so that it can be translated.
#pragma once

#include <initializer_list>
#include <string>

namespace sekisho {

// The sentence `msgid` in the user's language, with {0}, {1}... replaced by `args`. The msgid is
// the English sentence itself; gettext's catalogue is keyed by it. Arguments are inserted as they
// are: whoever prints the sentence makes it safe for a terminal (base/text/text.h).
std::string Message(const char* msgid, std::initializer_list<std::string> args = {});

}  // namespace sekisho
