#include "tools/cli/failure.h"

#include "base/text/message.h"
#include "base/text/text.h"
#include "tools/cli/safe_json.h"
#include "tools/speech/next_words.h"

namespace sekisho {

std::string FailureText(const Error& error) {
  const std::string hint = WordsOf(error.next);
  std::string text = Message("error: {0}", {SafeForTerminal(error.message)}) + "\n";
  if (!hint.empty()) text += Message("hint: {0}", {SafeForTerminal(hint)}) + "\n";
  return text;
}

std::string FailureJson(const Error& error) {
  Json json = {{"format", "sekisho-error/1"},
               {"error",
                {{"code", ErrorCodeName(error.code)},
                 {"message", error.message},
                 {"next", WordsOf(error.next)}}}};
  const char* const to = CodeOf(AddresseeOf(error.next));
  if (*to != '\0') json["error"]["next_to"] = to;
  return SafeJson(json) + "\n";
}

}  // namespace sekisho
