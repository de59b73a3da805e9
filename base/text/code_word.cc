#include "base/text/code_word.h"

#include <algorithm>

#include "base/text/message.h"

namespace sekisho {

std::string CodeWord(std::string_view code) { return Message(std::string(code).c_str()); }

std::string SpokenWord(std::string_view code) {
  std::string word = CodeWord(code);
  if (word == code) std::replace(word.begin(), word.end(), '-', ' ');
  return word;
}

}  // namespace sekisho
