// A wipe report that is accepted is written again identically, and claims no grade beside failures
// (ATTACKS H6).
#include "tests/fuzz/require.h"
#include "wipe/report/report.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sekisho;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto report = ParseWipeReport(text);
  if (!report) {
    Require(report.error().code == ErrorCode::kMalformed, "every refusal is kMalformed");
    return 0;
  }
  const Json again = WipeReportJson(*report);
  Require(again == *ParseJson(text, kMaxWipeReportBytes), "written again, it is the same report");
  Require(ParseWipeReport(WriteJson(again)).has_value(), "and read again");
  if (report->grade != Grade::kNone && report->outcome != WipeOutcome::kPlanned)
    Require(report->outcome == WipeOutcome::kDone && report->failures_total == 0,
            "a grade is claimed only where all was done");
  Require(!NotClaimed(*report).empty(), "what is not claimed is always said");
  return 0;
}
