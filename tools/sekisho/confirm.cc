#include "tools/sekisho/confirm.h"

#include <unistd.h>

#include <iostream>

#include "base/message.h"
#include "base/shell_word.h"
#include "base/text.h"

namespace sekisho {

Result<void> ConfirmByName(Context& context, const std::string& question, const std::string& name,
                           const std::string& given, const std::string& command) {
  std::string typed = given;
  const bool may_ask =
      !context.no_input() && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
  if (given.empty() && may_ask) {
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
