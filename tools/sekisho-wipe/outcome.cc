#include "tools/sekisho-wipe/outcome.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "base/files/files.h"
#include "base/files/new_file.h"
#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "base/text/text.h"
#include "reports/wipe_text.h"
#include "tools/sekisho-wipe/terminal.h"
#include "tools/speech/next_words.h"
#include "wipe/files/wipe.h"

namespace sekisho {
namespace {

Result<void> WriteCertificate(const WipeReport& report, const std::string& path) {
  if (path.empty()) return {};
  const auto written = WriteFileAtomic(path, AsBytes(WriteJson(WipeReportJson(report)) + "\n"),
                                       TempFile::Existing::kRefuse);
  if (!written)  // its hint would be that nothing was changed
    return Fail(
        written.error().code,
        Message("the work is done, and its report was not kept: {0}", {written.error().message}),
        Message("keep what was printed"));
  std::cerr << Message("the report is in {0} (made without an organisation: unsigned)", {path})
            << "\n";
  return {};
}

// The report of what was done; an error says that it was.
Result<void> PrintDone(const WipeReport& report, const WipeOptions& options) {
  const auto printed = PrintReport(report, options.json);
  if (printed) return {};
  return Fail(
      printed.error().code,
      Message("the work is done, and its report was not printed: {0}", {printed.error().message}),
      options.certificate.empty() ? Message("next time keep it with --certificate FILE")
                                  : Message("it was to be in {0}, too", {options.certificate}));
}

constexpr size_t kMaxTold = 20;
constexpr uint64_t kReportRoomBytes = 1 << 20;

// What helps after failures: what the first says of itself, or what there is to do in any case.
// Empty: what is said of the interruption.
std::string WhatHelps(const WipeReport& report) {
  for (const WipeFailure& failure : report.failures)
    if (!failure.next.empty()) return WordsOf(failure.next);
  if (report.outcome == WipeOutcome::kOldData)
    return Message("it gives back something else than was written: destroy the medium");
  if (report.outcome == WipeOutcome::kInterrupted) return "";
  return Message("what failed is still there: fix the cause and run the same command again");
}

// One error for each, as far as they are few, and one hint.
void TellFailures(const WipeReport& report) {
  const size_t told = std::min(report.failures.size(), kMaxTold);
  const auto more = static_cast<uint64_t>(report.failures_total) - told;
  for (size_t i = 0; i < told; ++i) {
    const bool last = i + 1 == told && more == 0;
    PrintError(Fail(ErrorCode::kFailed, report.failures[i].path + ": " + report.failures[i].message,
                    last ? WhatHelps(report) : ""));
  }
  if (more > 0)
    PrintError(Fail(ErrorCode::kFailed,
                    more == 1
                        ? Message("and one more failure, in the report")
                        : Message("and {0} more failures, in the report", {std::to_string(more)}),
                    WhatHelps(report)));
}

// Of a file system whose files are gone: what else lies on it, and the command that reaches it.
void TellFreeSpaceLeft(const WipeReport& report, const WipeOptions& options) {
  for (const TargetReport& target : report.targets) {
    const auto is_covered = [&](const TargetReport& other) {
      return other.kind == TargetKind::kFreeSpace && other.mount_point == target.mount_point;
    };
    if (target.kind != TargetKind::kMountPoint ||
        std::any_of(report.targets.begin(), report.targets.end(), is_covered))
      continue;
    const std::string path = Quoted(target.path);
    std::cerr << Message(
                     "the free space of {0} was not wiped: what was deleted there before may "
                     "still be there",
                     {SafeForTerminal(target.path)})
              << "\n"
              << Message("next: {0}",
                         {options.typed.program + " " + path + " --free-space " + path})
              << "\n";
  }
}

}  // namespace

Result<WipeParticulars> ParticularsOf(const WipeOptions& options) {
  WipeParticulars particulars;
  if (!options.particulars.empty()) {
    const auto text = ReadTextFile(options.particulars, kMaxParticularsBytes);
    if (!text)
      return Fail(text.error().code, text.error().message,
                  Message("name a JSON file such as {0}", {R"({"place": "..."})"}));
    ASSIGN_OR_RETURN(particulars, ParseParticulars(*text));
  }
  if (!options.operator_name.empty()) {
    ASSIGN_OR_RETURN(particulars.operator_name, ParticularText("operator", options.operator_name));
  }
  return particulars;
}

Result<void> CheckReportFile(const std::string& path) {
  return path.empty() ? Result<void>() : CheckNewFile(path, kReportRoomBytes);
}

Result<void> PrintReport(const WipeReport& report, bool as_json) {
  const Json json = WipeReportJson(report);
  std::string text = WriteJson(json) + "\n";
  if (!as_json) {
    ASSIGN_OR_RETURN(text, WipeReportText(json));
  }
  return PrintAnswer(text);
}

Result<int> TellOutcome(const WipeReport& report, const WipeOptions& options) {
  // Both are tried, whatever becomes of the other: the work is done, and its record must not be
  // lost because stdout is closed.
  const auto kept = WriteCertificate(report, options.certificate);
  const auto printed = PrintDone(report, options);
  TellFailures(report);
  if (report.outcome == WipeOutcome::kInterrupted)
    PrintError(Fail(ErrorCode::kInterrupted,
                    Message("interrupted; what was not reached is still "
                            "there"),
                    Message("run the same command again to finish")));
  const int status = ExitStatusOf(report.outcome);
  if (status != 0) {
    for (const auto* lost : {&kept, &printed})
      if (!*lost) PrintError(lost->error());
    return status;
  }
  RETURN_IF_ERROR(kept);
  RETURN_IF_ERROR(printed);
  TellFreeSpaceLeft(report, options);
  return 0;
}

}  // namespace sekisho
