#include "tools/sekisho-wipe/purge.h"

#include <iostream>
#include <memory>
#include <mutex>

#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "libcrypt/primitives/keystream.h"
#include "reports/wipe_text.h"
#include "tools/sekisho-wipe/devices.h"
#include "tools/sekisho-wipe/outcome.h"
#include "tools/sekisho-wipe/terminal.h"
#include "wipe/purge/device_purge.h"

namespace sekisho {
namespace {

// One line for all devices: how far, and what each is doing.
class PurgeProgressLine {
 public:
  explicit PurgeProgressLine(const PurgePlan& plan) : progress_(plan.purges.size()) {
    for (const PlannedDevice& planned : plan.devices.devices)
      disks_.push_back(planned.device.medium.device);
    for (size_t i = 0; i < progress_.size(); ++i) progress_[i].device = i;
  }

  void Show(const PurgeProgress& now) {
    const std::lock_guard lock(mutex_);
    progress_[now.device] = now;
    uint64_t done = 0;
    std::string rest;
    for (const PurgeProgress& one : progress_) {
      done += 1000u * static_cast<uint64_t>(one.stage) + one.permille;
      if (!rest.empty()) rest += ", ";
      rest += disks_[one.device] + " " + Stage(one.stage);
    }
    line_.Show(done, 3000u * progress_.size(), rest);
  }

 private:
  static std::string Stage(PurgeStage stage) {
    switch (stage) {
      case PurgeStage::kMarking:
        return Message("is being marked");
      case PurgeStage::kErasing:
        return Message("erases itself");
      case PurgeStage::kReading:
        return Message("is being read");
    }
    return "";
  }

  std::mutex mutex_;
  ProgressLine line_;
  std::vector<PurgeProgress> progress_;
  std::vector<std::string> disks_;
};

Result<void> ConfirmPurge(const PurgePlan& plan, const WipeOptions& options, const Clock& clock) {
  const bool may_ask = !options.no_input && CanAsk();
  if (may_ask) {
    ASSIGN_OR_RETURN(const std::string shown,
                     WipeReportText(WipeReportJson(PlannedPurgeReport(plan, clock.Now()))));
    std::cerr << shown << "\n";
  }
  std::vector<ToConfirm> targets;
  for (const PlannedDevice& planned : plan.devices.devices)
    targets.push_back({planned.device.given, planned.device.path, planned.device.names});
  return Confirm(targets, options, may_ask);
}

}  // namespace

Result<int> PurgeDevices(const WipeOptions& options, Random& random, const Clock& clock) {
  if (!options.state.empty())
    return Fail(ErrorCode::kUsage,
                Message("--state is for overwriting: a device that erases itself "
                        "goes on by itself"),
                options.typed.program + " --grade purge --dry-run " + Quoted(options.targets[0]));
  if (options.discard)
    return Fail(ErrorCode::kUsage,
                Message("--discard is for overwriting: a device that erased itself needs no hint"),
                options.typed.program + " --grade purge --dry-run " + Quoted(options.targets[0]));
  if (options.method_chosen)
    return Fail(ErrorCode::kUsage,
                Message("--method is for overwriting: a purge uses the device's own commands"),
                options.typed.program + " --grade purge --dry-run " + Quoted(options.targets[0]));
  ASSIGN_OR_RETURN(DeviceRequest request, DeviceRequestOf(options));
  ASSIGN_OR_RETURN(PurgePlan plan, PlanPurge(std::move(request), options.always_encrypted));
  if (options.dry_run) {
    RETURN_IF_ERROR(PrintReport(PlannedPurgeReport(plan, clock.Now()), options.json));
    RETURN_IF_ERROR(MayBePurged(plan));
    return 0;
  }
  RETURN_IF_ERROR(MayBePurged(plan));
  RETURN_IF_ERROR(CheckReportFile(options.certificate));
  RETURN_IF_ERROR(ConfirmPurge(plan, options, clock));
  std::vector<DeviceContent> contents;
  for (size_t i = 0; i < plan.purges.size(); ++i)
    contents.push_back({[keystream = std::make_shared<Keystream>(random)](
                            uint64_t offset, MutableBytes out) { keystream->Fill(offset, out); }});
  Result<WipeReport> carried_out = [&] {
    PurgeProgressLine line(plan);
    return CarryOutPurge(plan, contents, random, clock,
                         [&](const PurgeProgress& now) { line.Show(now); });
  }();
  ASSIGN_OR_RETURN(const WipeReport report, std::move(carried_out));
  return TellOutcome(report, options);
}

}  // namespace sekisho
