// What goes to stderr, and what is asked there.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "wipe/plan.h"
#include "wipe/tree_wiper.h"

namespace sekisho {

// "error: ..." and "hint: ...", safe for a terminal.
void PrintError(const Error& error);

// Whether somebody can be asked: stdin and stderr are terminals.
bool CanAsk();

// Has each target confirmed, but for free space: by a name in `confirmed` (one for each target),
// or, with `may_ask`, by typing it. kUsage with the command to run otherwise; nothing was written
// then.
Result<void> Confirm(const WipePlan& plan, std::vector<std::string> confirmed, bool may_ask,
                     const std::string& command);

// A line about progress that is drawn over itself, when stderr is a terminal.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  void Show(const WipeProgress& progress);

 private:
  bool visible_ = false;
  int shown_permille_ = -1;
};

}  // namespace sekisho
