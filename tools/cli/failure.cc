#include "tools/cli/failure.h"

#include "base/message.h"
#include "base/text.h"
#include "tools/cli/safe_json.h"

namespace sekisho {

std::string FailureText(const Error& error, const std::string& hint) {
  std::string text = Message("error: {0}", {SafeForTerminal(error.message)}) + "\n";
  if (!hint.empty()) text += Message("hint: {0}", {SafeForTerminal(hint)}) + "\n";
  return text;
}

std::string FailureJson(const Error& error, const std::string& hint) {
  const Json json = {
      {"format", "sekisho-error/1"},
      {"error", {{"code", ErrorCodeName(error.code)}, {"message", error.message}, {"next", hint}}}};
  return SafeJson(json) + "\n";
}

}  // namespace sekisho
