// The report of a wipe, on its way to people: what they add to it, where it is printed and kept.
#pragma once

#include <string>

#include "tools/sekisho-wipe/options.h"
#include "wipe/report/report.h"

namespace sekisho {

// What was stated on the command line and in the file named there.
Result<WipeParticulars> ParticularsOf(const WipeOptions& options);

// kExists, or the directory's error, when the report could not be written to `path` later; nothing
// wrong with an empty path.
Result<void> CheckReportFile(const std::string& path);

Result<void> PrintReport(const WipeReport& report, bool as_json);

// Keeps and prints a report and its failures; the exit status.
Result<int> TellOutcome(const WipeReport& report, const WipeOptions& options);

}  // namespace sekisho
