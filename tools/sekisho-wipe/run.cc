#include "tools/sekisho-wipe/run.h"

#include <unistd.h>

#include <iostream>

#include "base/files.h"
#include "base/message.h"
#include "reports/wipe_text.h"
#include "tools/sekisho-wipe/options.h"
#include "tools/sekisho-wipe/terminal.h"
#include "wipe/wipe.h"

namespace sekisho {
namespace {

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

Result<WipeRequest> RequestOf(const WipeOptions& options) {
  WipeRequest request;
  ASSIGN_OR_RETURN(request.particulars, ParticularsOf(options));
  request.targets = options.targets;
  request.free_space = options.free_space;
  request.reserve_bytes = options.reserve_bytes;
  request.keep = options.keep;
  request.best_effort = options.best_effort;
  request.verify_asked = options.verify;
  request.tool_version = SEKISHO_VERSION;
  return request;
}

// The report file is begun before anything is wiped: it must not fail only afterwards, and it must
// not lie in what is wiped.
Result<void> CheckCertificate(const std::string& path, const WipePlan& plan) {
  if (path.empty()) return {};
  const std::string absolute = AbsolutePath(path);
  for (const PlannedTarget& planned : plan.targets)
    if (planned.target.kind != TargetKind::kFreeSpace && IsWithin(absolute, planned.target.path))
      return Fail(ErrorCode::kUsage,
                  Message("{0} would be wiped with {1}", {path, planned.target.given}),
                  Message("write the report elsewhere"));
  if (PathExists(path))
    return Fail(ErrorCode::kExists, Message("{0} exists already", {path}),
                Message("name another file for the report"));
  const auto directory = OpenDirectory(DirectoryOf(path));
  return directory ? Result<void>() : Result<void>(directory.error());
}

Result<void> Print(const WipeReport& report, bool as_json) {
  const Json json = WipeReportJson(report);
  std::string text = WriteJson(json) + "\n";
  if (!as_json) {
    ASSIGN_OR_RETURN(text, WipeReportText(json));
  }
  return WriteAll(STDOUT_FILENO, AsBytes(text));
}

Result<void> WriteCertificate(const WipeReport& report, const std::string& path) {
  if (path.empty()) return {};
  RETURN_IF_ERROR(WriteFileAtomic(path, AsBytes(WriteJson(WipeReportJson(report)) + "\n"),
                                  TempFile::Existing::kRefuse));
  std::cerr << Message("the report is in {0} (made without an organisation: unsigned)", {path})
            << "\n";
  return {};
}

std::string CommandOf(const WipeOptions& options) {
  std::string command = "sekisho-wipe";
  if (options.best_effort) command += " --best-effort";
  return command;
}

Result<int> DryRun(const WipePlan& plan, const WipeOptions& options, const Clock& clock) {
  RETURN_IF_ERROR(Print(PlannedReport(plan, clock.Now()), options.json));
  RETURN_IF_ERROR(MayBeCarriedOut(plan));
  return 0;
}

Result<int> CarryOutAndTell(const WipePlan& plan, const WipeOptions& options, Random& random,
                            const Clock& clock) {
  Result<WipeReport> carried_out = [&] {
    ProgressLine line;
    return CarryOut(plan, random, clock, [&](const WipeProgress& now) { line.Show(now); });
  }();
  ASSIGN_OR_RETURN(const WipeReport report, std::move(carried_out));
  // Both are tried, whatever becomes of the other: the work is done, and its record must not be
  // lost because stdout is closed.
  const auto kept = WriteCertificate(report, options.certificate);
  const auto printed = Print(report, options.json);
  for (const WipeFailure& failure : report.failures)
    PrintError(Fail(ErrorCode::kFailed, failure.path + ": " + failure.message));
  if (report.outcome == WipeOutcome::kInterrupted)
    PrintError(Fail(ErrorCode::kInterrupted,
                    Message("interrupted; what was not reached is still "
                            "there"),
                    Message("run the same command again to finish")));
  const int status = ExitStatusOf(report.outcome);
  if (status != 0) return status;
  RETURN_IF_ERROR(kept);
  RETURN_IF_ERROR(printed);
  return 0;
}

}  // namespace

Result<int> RunWipe(int argc, const char* const* argv, Random& random, const Clock& clock) {
  ASSIGN_OR_RETURN(const std::optional<WipeOptions> options, ParseOptions(argc, argv));
  if (!options) return 0;
  ASSIGN_OR_RETURN(WipeRequest request, RequestOf(*options));
  ASSIGN_OR_RETURN(const WipePlan plan, PlanWipe(std::move(request)));
  if (options->dry_run) return DryRun(plan, *options, clock);
  RETURN_IF_ERROR(MayBeCarriedOut(plan));
  RETURN_IF_ERROR(CheckCertificate(options->certificate, plan));
  const bool may_ask = !options->no_input && CanAsk();
  if (may_ask) {
    ASSIGN_OR_RETURN(const std::string shown,
                     WipeReportText(WipeReportJson(PlannedReport(plan, clock.Now()))));
    std::cerr << shown << "\n";
  }
  RETURN_IF_ERROR(Confirm(plan, options->confirmed, may_ask, CommandOf(*options)));
  return CarryOutAndTell(plan, *options, random, clock);
}

}  // namespace sekisho
