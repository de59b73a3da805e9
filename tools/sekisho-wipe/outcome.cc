#include "tools/sekisho-wipe/outcome.h"

#include <unistd.h>

#include <iostream>

#include "base/files.h"
#include "base/message.h"
#include "reports/wipe_text.h"
#include "tools/sekisho-wipe/terminal.h"
#include "wipe/wipe.h"

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
  if (path.empty()) return {};
  if (PathExists(path))
    return Fail(ErrorCode::kExists, Message("{0} exists already", {path}),
                Message("name another file for the report"));
  const auto directory = OpenDirectory(DirectoryOf(path));
  return directory ? Result<void>() : Result<void>(directory.error());
}

Result<void> PrintReport(const WipeReport& report, bool as_json) {
  const Json json = WipeReportJson(report);
  std::string text = WriteJson(json) + "\n";
  if (!as_json) {
    ASSIGN_OR_RETURN(text, WipeReportText(json));
  }
  return WriteAll(STDOUT_FILENO, AsBytes(text));
}

Result<int> TellOutcome(const WipeReport& report, const WipeOptions& options) {
  // Both are tried, whatever becomes of the other: the work is done, and its record must not be
  // lost because stdout is closed.
  const auto kept = WriteCertificate(report, options.certificate);
  const auto printed = PrintReport(report, options.json);
  for (const WipeFailure& failure : report.failures)
    PrintError(Fail(ErrorCode::kFailed, failure.path + ": " + failure.message));
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
  return 0;
}

}  // namespace sekisho
