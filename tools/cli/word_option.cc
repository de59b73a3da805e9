#include "tools/cli/word_option.h"

#include "base/text/message.h"
#include "base/typed/typed_word.h"

namespace sekisho {

CLI::Validator OneOf(std::vector<std::string> codes) {
  return CLI::Validator(
      [codes = std::move(codes)](std::string& word) {
        for (const std::string& code : codes) {
          if (!MeansCode(word, code)) continue;
          word = code;
          return std::string();
        }
        return CLI::IsMember(std::vector<std::string>(codes))(word);  // its sentence has the list
      },
      "");
}

CLI::Validator Named() {
  return CLI::Validator(
      [](const std::string& name) {
        return name.empty() ? std::string(Message("the name is empty")) : std::string();
      },
      "", "named");
}

}  // namespace sekisho
