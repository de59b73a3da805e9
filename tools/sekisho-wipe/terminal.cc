#include "tools/sekisho-wipe/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/shell_word.h"
#include "base/text/text.h"
#include "tools/cli/failure.h"

namespace sekisho {
namespace {

bool g_answered = false;  // one answer a process

Error WithNext(const Error& error) {
  if (!error.next.empty() || error.code != ErrorCode::kNotFound) return error;
  return Fail(error.code, error.message, next::CheckName());
}

Result<void> Ask(const ToConfirm& target) {
  std::cerr << Message("To wipe {0}, type its name ({1}): ",
                       {SafeForTerminal(target.path), SafeForTerminal(target.names[0])})
            << std::flush;
  std::string typed;
  if (!std::getline(std::cin, typed) ||
      std::find(target.names.begin(), target.names.end(), typed) == target.names.end())
    return Fail(ErrorCode::kUsage,
                Message("{0} was not confirmed; nothing was written", {target.path}));
  return {};
}

Error NotConfirmed(const std::vector<ToConfirm>& targets, const TypedCommand& typed) {
  std::string command = typed.program;
  for (const ToConfirm& target : targets) command += " --confirm " + Quoted(target.names[0]);
  command += typed.rest;
  return Fail(ErrorCode::kUsage,
              Message("wiping cannot be undone: each target has to be confirmed by its name"),
              command);
}

// Takes the first of the target's names out of `confirmed`.
bool TakeName(const ToConfirm& target, std::vector<std::string>& confirmed) {
  for (const std::string& name : target.names) {
    const auto given = std::find(confirmed.begin(), confirmed.end(), name);
    if (given == confirmed.end()) continue;
    confirmed.erase(given);
    return true;
  }
  return false;
}

}  // namespace

void PrintError(const Error& error) { std::cerr << FailureText(WithNext(error)); }

void PrintFailure(const Error& error, bool as_json) {
  PrintError(error);
  if (as_json && !g_answered) std::cout << FailureJson(WithNext(error)) << std::flush;
}

Result<void> PrintAnswer(const std::string& text) {
  g_answered = true;
  return WriteAll(STDOUT_FILENO, AsBytes(text));
}

bool CanAsk() { return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1; }

std::vector<ToConfirm> TargetsToConfirm(const WipePlan& plan) {
  std::vector<ToConfirm> targets;
  for (const auto& [target, claim, obstacles] : plan.targets)
    if (target.kind != TargetKind::kFreeSpace)
      targets.push_back({target.given, target.path, {target.name}});
  return targets;
}

Result<void> Confirm(const std::vector<ToConfirm>& targets, const WipeOptions& options,
                     bool may_ask) {
  std::vector<std::string> confirmed = options.confirmed;
  for (const ToConfirm& target : targets) {
    if (TakeName(target, confirmed)) continue;
    if (!may_ask) return NotConfirmed(targets, options.typed);
    RETURN_IF_ERROR(Ask(target));
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
  Show(progress.bytes_done, progress.bytes_total,
       Message("files: {0} of {1}",
               {std::to_string(progress.files_done), std::to_string(progress.files_total)}));
}

void ProgressLine::Show(uint64_t done, uint64_t total, const std::string& rest) {
  if (!visible_ || total == 0) return;
  done = std::min(done, total);
  const auto permille =
      static_cast<int>(static_cast<double>(done) * 1000.0 / static_cast<double>(total));
  if (permille == shown_permille_) return;
  shown_permille_ = permille;
  std::cerr << "\r"
            << Message("{0}.{1} %, {2}",
                       {std::to_string(permille / 10), std::to_string(permille % 10), rest})
            << "\x1b[K" << std::flush;
}

}  // namespace sekisho
