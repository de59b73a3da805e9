#include "wipe/files/wipe.h"

#include <algorithm>
#include <utility>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "base/text/text.h"
#include "wipe/free_space/free_space.h"

namespace sekisho {
namespace {

WipeOutcome OutcomeOf(const WipeTally& tally, bool all_removed) {
  if (tally.old_data) return WipeOutcome::kOldData;
  if (tally.interrupted) return WipeOutcome::kInterrupted;
  return tally.failures_total > 0 || !all_removed ? WipeOutcome::kFailed : WipeOutcome::kDone;
}

bool Failed(const PlannedTarget& planned, const Error& error, WipeTally& tally) {
  tally.old_data = tally.old_data || error.code == ErrorCode::kVerdict;
  ++tally.failures_total;
  if (tally.failures.size() < kMaxListed)
    tally.failures.push_back(FailureOf(planned.target.path, error));
  return false;
}

// kFailed when something deleted is still in use that was not noticed before: one more look, since
// its blocks were not free. What was known before has taken the claim back already.
Result<void> CheckAllWasFree(const PlannedTarget& planned, const WipePlan& plan) {
  if (planned.obstacles > 0) return {};
  const auto holders =
      plan.request.machine.open_files().OfDeletedOn(planned.target.identity.id.first);
  if (holders.empty()) return {};
  return Fail(ErrorCode::kFailed, DeletedSentence(holders[0], planned.target.path),
              OpenerHint(holders[0]));
}

// kFailed when more was left than the claim allows: a limit, or a program that gave space back.
Result<void> CheckWhatIsLeft(const PlannedTarget& planned, const FreeSpaceTally& freed) {
  if (freed.bytes_left <= MostBytesLeft(planned.target.file_system.kind)) return {};
  return Fail(ErrorCode::kFailed,
              Message("{0} bytes of the free space of {1} could not be filled",
                      {std::to_string(freed.bytes_left), planned.target.path}),
              Message("lift limits of file sizes and quotas (ulimit -f unlimited), or run this "
                      "again while nothing else is deleted there"));  // defence: H6-93, else {}
}

void WithdrawAll(WipeReport& report, const char* sentence) {
  report.grade = Grade::kNone;
  for (TargetReport& target : report.targets) Withdraw(target.claim, sentence);
}

// Whether all of it was done.
bool FreeSpaceWiped(const PlannedTarget& planned, const WipePlan& plan, Random& random,
                    const OnProgress& on_progress, FreeSpaceReport& done, WipeTally& tally) {
  WipeProgress progress;
  progress.bytes_total = FreeSpaceWork(planned.target.directory.get());
  FreeSpacePolicy policy;
  policy.keep_bytes = plan.request.reserve_bytes;
  policy.best_effort = plan.request.best_effort;
  policy.on_bytes = [&](uint64_t bytes) {
    progress.bytes_done = std::min(progress.bytes_done + bytes, progress.bytes_total);
    if (on_progress) on_progress(progress);
  };
  FreeSpaceTally freed;
  const auto wiped = WipeFreeSpace(planned.target.directory.get(), planned.target.file_system,
                                   policy, random, freed);
  done.bytes_written = static_cast<int64_t>(freed.bytes_written);
  done.bytes_verified = static_cast<int64_t>(freed.bytes_verified);
  done.inodes_used = static_cast<int64_t>(freed.inodes_used);
  done.journal_bytes = static_cast<int64_t>(freed.journal_bytes);
  done.bytes_left = static_cast<int64_t>(freed.bytes_left);
  done.reserve_reached = freed.reserve_reached;
  done.journal_passed = freed.journal_passed;
  done.nothing_deleted_in_use = freed.nothing_deleted_in_use;
  done.inodes_free = static_cast<int64_t>(freed.inodes_free);
  done.inodes_in_use = static_cast<int64_t>(freed.inodes.in_use);
  done.inodes_found = static_cast<int64_t>(freed.inodes.found);
  done.directories = static_cast<int64_t>(freed.directories.directories);
  done.directories_clean = static_cast<int64_t>(freed.directories.clean);
  if (!freed.remark.empty()) tally.remarks.push_back(SafeForTerminal(freed.remark));
  if (wiped) {
    auto all = CheckAllWasFree(planned, plan);
    if (all && !policy.best_effort) all = CheckWhatIsLeft(planned, freed);
    return all ? true : Failed(planned, all.error(), tally);
  }
  if (wiped.error().code != ErrorCode::kInterrupted) return Failed(planned, wiped.error(), tally);
  tally.interrupted = true;
  tally.interrupted_at = SafeForTerminal(planned.target.path);
  return false;
}

}  // namespace

Result<WipeReport> CarryOut(WipePlan plan, Random& random, const Clock& clock,
                            const OnProgress& on_progress) {
  RETURN_IF_ERROR(MayBeCarriedOut(plan));
  WipeReport report = PlannedReport(plan, clock.Now());
  WipeTally tally;
  TreeWiper wiper(plan, random, on_progress, tally);
  bool all_removed = true;
  for (size_t i = 0; i < plan.targets.size(); ++i) {
    if (Interrupted()) tally.interrupted = true;
    PlannedTarget& planned = plan.targets[i];
    TargetReport& target = report.targets[i];
    if (tally.interrupted)
      target.removed = false;
    else if (target.kind == TargetKind::kFreeSpace)
      target.removed = FreeSpaceWiped(planned, plan, random, on_progress, target.free_space, tally);
    else
      target.removed = wiper.Wipe(planned);
    if (target.removed) planned.target.directory.Reset();
    all_removed = all_removed && report.targets[i].removed;
  }
  report.outcome = OutcomeOf(tally, all_removed);
  report.finished = clock.Now();
  tally.counts.bytes_found = report.counts.bytes_found;
  report.counts = tally.counts;
  report.found_total += static_cast<int64_t>(tally.remarks.size());
  for (std::string& remark : tally.remarks)
    if (report.found.size() < kMaxListed) report.found.push_back(std::move(remark));
  report.failures = std::move(tally.failures);
  report.failures_total = tally.failures_total;
  report.interrupted_at = std::move(tally.interrupted_at);
  if (report.outcome == WipeOutcome::kDone) {
    WithdrawWhereNotReached(report);
    if (!wiper.all_watched())
      WithdrawAll(report, "Whether somebody else wrote could not be watched: nothing is claimed.");
    return report;
  }
  // One certificate, one claim: when something failed, nothing is claimed for the rest either.
  WithdrawAll(report, "Not everything was wiped and read back: nothing is claimed.");
  return report;
}

Result<WipeReport> Wipe(const WipeRequest& request, Random& random, const Clock& clock,
                        const OnProgress& on_progress) {
  ASSIGN_OR_RETURN(WipePlan plan, PlanWipe(request));
  return CarryOut(std::move(plan), random, clock, on_progress);
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
      return InterruptedStatus();
  }
  return 1;
}

}  // namespace sekisho
