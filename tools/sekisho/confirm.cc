#include "tools/sekisho/confirm.h"

#include <unistd.h>

#include <iostream>

#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "base/text/text.h"

namespace sekisho {

namespace {

bool MayAsk(const Context& context) {
  return !context.no_input() && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

}  // namespace

std::optional<bool> ConfirmYes(Context& context, const std::string& question) {
  if (!MayAsk(context)) return std::nullopt;
  context.progress().Clear();
  PrintToStderr(SafeForTerminal(Message("{0} [y/N] ", {question})));
  std::string typed;
  std::getline(std::cin, typed);
  const std::string answer = NameKey(typed);  // full-width letters as well
  return answer == "y" || answer == "yes" || answer == NameKey("はい");
}

Result<void> ConfirmByName(Context& context, const std::string& question, const std::string& name,
                           const std::string& given, const std::string& command) {
  std::string typed = given;
  if (given.empty() && MayAsk(context)) {
    context.progress().Clear();
    PrintToStderr(
        SafeForTerminal(Message("{0} Type the name to confirm it ({1}): ", {question, name})));
    std::getline(std::cin, typed);
  }
  if (typed == name) return {};
  return Fail(ErrorCode::kUsage,
              typed.empty() ? Message("{0} It has to be confirmed by the name", {question})
                            : Message("'{0}' is not the name: nothing was done", {typed}),
              command + " --confirm " + Quoted(name));
}

}  // namespace sekisho
