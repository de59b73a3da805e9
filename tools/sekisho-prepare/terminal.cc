#include "tools/sekisho-prepare/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "base/text/text.h"
#include "tools/cli/failure.h"

namespace sekisho {

void PrintError(const Error& error) { std::cerr << FailureText(error); }

bool MayAsk(const PrepareOptions& options) {
  return !options.no_input && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

Result<void> Confirm(const std::string& path, const std::vector<std::string>& names,
                     const PrepareOptions& options) {
  const auto is_name = [&](const std::string& word) {
    return std::find(names.begin(), names.end(), word) != names.end();
  };
  if (!options.confirmed.empty() && is_name(options.confirmed)) return {};
  if (!options.confirmed.empty() || !MayAsk(options))
    return Fail(
        ErrorCode::kUsage,
        Message("what is on a device is lost when it is prepared: it has to be confirmed by "
                "its name"),
        "sekisho media prepare --confirm " + Quoted(names[0]) + options.typed);
  std::cerr << Message("To prepare {0}, type its name ({1}): ",
                       {SafeForTerminal(path), SafeForTerminal(names[0])})
            << std::flush;
  std::string typed;
  if (std::getline(std::cin, typed) && is_name(typed)) return {};
  return Fail(ErrorCode::kUsage, Message("{0} was not confirmed; nothing was written", {path}),
              Message("run the same command again"));
}

}  // namespace sekisho
