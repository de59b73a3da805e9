// What goes to stderr, and what is asked there.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "tools/sekisho-wipe/options.h"
#include "wipe/files/plan.h"
#include "wipe/files/tree_wiper.h"

namespace sekisho {

// "error: ..." and "hint: ...", safe for a terminal.
void PrintError(const Error& error);
// The same, and with `as_json` {"error": {"code", "message", "next"}} on stdout as well, unless an
// answer is there already.
void PrintFailure(const Error& error, bool as_json);

// The report, or what else was asked for, on stdout. kIo when that does not take it all.
Result<void> PrintAnswer(const std::string& text);

// Whether somebody can be asked: stdin and stderr are terminals.
bool CanAsk();

// What has to be confirmed before it is wiped.
struct ToConfirm {
  std::string given;
  std::string path;
  std::vector<std::string> names;  // any of them will do
};

// The targets of a plan, but for free space: nothing that exists is touched by wiping it.
std::vector<ToConfirm> TargetsToConfirm(const WipePlan& plan);

// Has each confirmed: by a name in `confirmed` (one for each), or, with `may_ask`, by typing it.
// kUsage with the command to run otherwise, which is what was typed and all of the right names;
// nothing was written then.
Result<void> Confirm(const std::vector<ToConfirm>& targets, const WipeOptions& options,
                     bool may_ask);

// A line about progress that is drawn over itself, when stderr is a terminal.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  void Show(const WipeProgress& progress);
  // Of bytes alone; `rest` follows the percentage. Not thread-safe.
  void Show(uint64_t done, uint64_t total, const std::string& rest);

 private:
  bool visible_ = false;
  int shown_permille_ = -1;
};

}  // namespace sekisho
