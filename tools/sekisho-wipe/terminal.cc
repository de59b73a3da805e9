#include "tools/sekisho-wipe/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "base/message.h"
#include "base/text.h"

namespace sekisho {
namespace {

// A word as a shell reads it back.
std::string Quoted(const std::string& word) {
  if (!word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789_-./=+:,@%") == std::string::npos)
    return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

Result<void> Ask(const Target& target) {
  std::cerr << Message("To wipe {0}, type its name ({1}): ",
                       {SafeForTerminal(target.path), SafeForTerminal(target.name)})
            << std::flush;
  std::string typed;
  if (!std::getline(std::cin, typed) || typed != target.name)
    return Fail(ErrorCode::kUsage,
                Message("{0} was not confirmed; nothing was written", {target.path}));
  return {};
}

// Nothing that exists is touched by wiping free space.
bool NeedsConfirmation(const PlannedTarget& planned) {
  return planned.target.kind != TargetKind::kFreeSpace;
}

Error NotConfirmed(const WipePlan& plan, const std::string& command) {
  std::string hint = command;
  for (const std::string& given : plan.request.free_space) hint += " --free-space " + Quoted(given);
  for (const PlannedTarget& planned : plan.targets)
    if (NeedsConfirmation(planned)) hint += " --confirm " + Quoted(planned.target.name);
  for (const std::string& given : plan.request.targets) hint += " " + Quoted(given);
  return Fail(ErrorCode::kUsage,
              Message("wiping cannot be undone: each target has to be confirmed by its name"),
              hint);
}

}  // namespace

void PrintError(const Error& error) {
  std::cerr << "error: " << SafeForTerminal(error.message) << "\n";
  if (!error.hint.empty()) std::cerr << "hint: " << SafeForTerminal(error.hint) << "\n";
}

bool CanAsk() { return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1; }

Result<void> Confirm(const WipePlan& plan, std::vector<std::string> confirmed, bool may_ask,
                     const std::string& command) {
  for (const PlannedTarget& planned : plan.targets) {
    const auto given = std::find(confirmed.begin(), confirmed.end(), planned.target.name);
    if (given != confirmed.end()) {
      confirmed.erase(given);
      continue;
    }
    if (!NeedsConfirmation(planned)) continue;
    if (!may_ask) return NotConfirmed(plan, command);
    RETURN_IF_ERROR(Ask(planned.target));
  }
  if (!confirmed.empty())
    return Fail(ErrorCode::kUsage,
                Message("--confirm {0} names no target; nothing was written", {confirmed[0]}));
  return {};
}

ProgressLine::ProgressLine() : visible_(isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (shown_permille_ >= 0) std::cerr << "\r\x1b[K" << std::flush;
}

void ProgressLine::Show(const WipeProgress& progress) {
  if (!visible_ || progress.bytes_total == 0) return;
  const uint64_t done = std::min(progress.bytes_done, progress.bytes_total);
  const auto permille = static_cast<int>(static_cast<double>(done) * 1000.0 /
                                         static_cast<double>(progress.bytes_total));
  if (permille == shown_permille_) return;
  shown_permille_ = permille;
  std::cerr << "\r"
            << Message("{0}.{1} %, {2} of {3} files",
                       {std::to_string(permille / 10), std::to_string(permille % 10),
                        std::to_string(progress.files_done), std::to_string(progress.files_total)})
            << std::flush;
}

}  // namespace sekisho
