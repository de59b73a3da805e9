#include "base/code_word.h"

#include "base/message.h"

namespace sekisho {

std::string CodeWord(std::string_view code) { return Message(std::string(code).c_str()); }

}  // namespace sekisho
