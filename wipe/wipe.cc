#include "wipe/wipe.h"

#include <algorithm>

#include "base/interrupt.h"
#include "base/message.h"

namespace sekisho {
namespace {

WipeOutcome OutcomeOf(const WipeTally& tally, bool all_removed) {
  if (tally.old_data) return WipeOutcome::kOldData;
  if (tally.interrupted) return WipeOutcome::kInterrupted;
  return tally.failures_total > 0 || !all_removed ? WipeOutcome::kFailed : WipeOutcome::kDone;
}

}  // namespace

Result<WipeReport> CarryOut(const WipePlan& plan, Random& random, const Clock& clock,
                            const OnProgress& on_progress) {
  RETURN_IF_ERROR(MayBeCarriedOut(plan));
  WipeReport report = PlannedReport(plan, clock.Now());
  WipeTally tally;
  TreeWiper wiper(plan, random, on_progress, tally);
  bool all_removed = true;
  for (size_t i = 0; i < plan.targets.size(); ++i) {
    if (Interrupted()) tally.interrupted = true;
    report.targets[i].removed = !tally.interrupted && wiper.Wipe(plan.targets[i]);
    all_removed = all_removed && report.targets[i].removed;
  }
  report.outcome = OutcomeOf(tally, all_removed);
  report.finished = clock.Now();
  tally.counts.bytes_found = report.counts.bytes_found;
  report.counts = tally.counts;
  report.failures = std::move(tally.failures);
  report.failures_total = tally.failures_total;
  report.interrupted_at = std::move(tally.interrupted_at);
  if (report.outcome == WipeOutcome::kDone) return report;
  // One certificate, one claim: when something failed, nothing is claimed for the rest either.
  report.grade = Grade::kNone;
  for (TargetReport& target : report.targets)
    Withdraw(target.claim, "Not everything was wiped and read back: nothing is claimed.");
  return report;
}

Result<WipeReport> Wipe(const WipeRequest& request, Random& random, const Clock& clock,
                        const OnProgress& on_progress) {
  ASSIGN_OR_RETURN(const WipePlan plan, PlanWipe(request));
  return CarryOut(plan, random, clock, on_progress);
}

int ExitStatusOf(WipeOutcome outcome) {
  switch (outcome) {
    case WipeOutcome::kPlanned:
    case WipeOutcome::kDone:
      return 0;
    case WipeOutcome::kFailed:
      return 1;
    case WipeOutcome::kOldData:
      return 3;
    case WipeOutcome::kInterrupted:
      return 130;
  }
  return 1;
}

}  // namespace sekisho
