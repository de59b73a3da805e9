#include "tools/sekisho-wipe/run.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "base/files/files.h"
#include "base/files/standard_streams.h"
#include "base/text/message.h"
#include "reports/wipe_text.h"
#include "tools/sekisho-wipe/devices.h"
#include "tools/sekisho-wipe/options.h"
#include "tools/sekisho-wipe/outcome.h"
#include "tools/sekisho-wipe/purge.h"
#include "tools/sekisho-wipe/terminal.h"
#include "wipe/device/linux_device.h"
#include "wipe/files/wipe.h"

namespace sekisho {
namespace {

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

Result<void> RefuseWhatIsForDevices(const WipeOptions& options) {
  if (options.grade == "purge")
    return Fail(
        ErrorCode::kRefused,
        Message("overwriting files cannot reach Purge: a whole device is purged, by its own "
                "commands"),
        Message("leave --grade out, or name the whole device"));
  if (options.serials.empty() && options.state.empty() && !options.method_chosen &&
      !options.discard)
    return {};
  return Fail(
      ErrorCode::kUsage, Message("--serial, --state, --method and --discard are for whole devices"),
      Message("leave them out: an interrupted wipe of files is finished by running it again"));
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
  return CheckReportFile(path);
}

Result<int> DryRun(const WipePlan& plan, const WipeOptions& options, const Clock& clock) {
  RETURN_IF_ERROR(PrintReport(PlannedReport(plan, clock.Now()), options.json));
  RETURN_IF_ERROR(MayBeCarriedOut(plan));
  return 0;
}

Result<int> CarryOutAndTell(WipePlan plan, const WipeOptions& options, Random& random,
                            const Clock& clock) {
  Result<WipeReport> carried_out = [&] {
    ProgressLine line;
    return CarryOut(std::move(plan), random, clock,
                    [&](const WipeProgress& now) { line.Show(now); });
  }();
  ASSIGN_OR_RETURN(const WipeReport report, std::move(carried_out));
  return TellOutcome(report, options);
}

}  // namespace

Result<int> RunWipe(int argc, const char* const* argv, Random& random, const Clock& clock) {
  ASSIGN_OR_RETURN(const std::optional<WipeOptions> options, ParseOptions(argc, argv));
  if (!options) return 0;
  RETURN_IF_ERROR(CheckStdout());
  const bool devices =
      std::any_of(options->targets.begin(), options->targets.end(), NamesBlockDevice);
  if (devices && options->grade == "purge") return PurgeDevices(*options, random, clock);
  if (devices) return WipeDevices(*options, random, clock);
  RETURN_IF_ERROR(RefuseWhatIsForDevices(*options));
  ASSIGN_OR_RETURN(WipeRequest request, RequestOf(*options));
  ASSIGN_OR_RETURN(WipePlan plan, PlanWipe(std::move(request)));
  if (options->dry_run) return DryRun(plan, *options, clock);
  if (!options->free_space.empty() && geteuid() != 0)
    return Fail(ErrorCode::kFailed, Message("wiping free space takes root; nothing was written"),
                Message("run the same command with sudo"));
  RETURN_IF_ERROR(MayBeCarriedOut(plan));
  RETURN_IF_ERROR(CheckCertificate(options->certificate, plan));
  const bool may_ask = !options->no_input && CanAsk();
  if (may_ask) {
    ASSIGN_OR_RETURN(const std::string shown,
                     WipeReportText(WipeReportJson(PlannedReport(plan, clock.Now()))));
    std::cerr << shown << "\n";
  }
  RETURN_IF_ERROR(Confirm(TargetsToConfirm(plan), *options, may_ask));
  return CarryOutAndTell(std::move(plan), *options, random, clock);
}

}  // namespace sekisho
