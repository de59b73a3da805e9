#include "tools/sekisho-wipe/devices.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <iostream>
#include <memory>
#include <mutex>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "libcrypt/primitives/keystream.h"
#include "reports/wipe_text.h"
#include "tools/sekisho-wipe/outcome.h"
#include "tools/sekisho-wipe/progress_file.h"
#include "tools/sekisho-wipe/terminal.h"
#include "wipe/device/device_wipe.h"
#include "wipe/files/wipe.h"
#include "wipe/passes/sample.h"

namespace sekisho {

Result<DeviceRequest> DeviceRequestOf(const WipeOptions& options) {
  if (!options.free_space.empty() || !options.keep.empty())
    return Fail(ErrorCode::kUsage,
                Message("--free-space and --keep are for file systems, not for whole devices"),
                options.typed.program + " --dry-run " + Quoted(options.targets[0]));
  for (const std::string& given : options.targets)
    if (!NamesBlockDevice(given))
      return Fail(ErrorCode::kUsage,
                  Message("{0} is no device: devices are not wiped together with files", {given}),
                  Message("name the devices alone"));
  if (!options.state.empty() && !options.certificate.empty() &&
      AbsolutePath(options.state) == AbsolutePath(options.certificate))
    return Fail(ErrorCode::kUsage,
                Message("{0} cannot be both the report and the state", {options.state}),
                Message("name another file for the state"));
  DeviceRequest request;
  ASSIGN_OR_RETURN(request.particulars, ParticularsOf(options));
  request.devices = options.targets;
  request.serials = options.serials;
  request.method = options.method;
  request.best_effort = options.best_effort;
  request.discard = options.discard;
  request.verify_asked = options.verify;
  request.tool_version = SEKISHO_VERSION;
  return request;
}

namespace {

constexpr uint8_t kPatternByte = 0x55;

DeviceContent ContentOf(const std::string& method,
                        std::span<const uint8_t, Keystream::kSeedBytes> seed) {
  if (method == "keystream") {
    auto keystream = std::make_shared<Keystream>(seed);
    return {[keystream](uint64_t offset, MutableBytes out) { keystream->Fill(offset, out); }};
  }
  const uint8_t byte = method == "zeros" ? 0 : kPatternByte;
  return {[byte](uint64_t, MutableBytes out) { std::fill(out.begin(), out.end(), byte); }, true};
}

std::vector<DeviceWork> WorkOf(const DevicePlan& plan, ProgressFile& progress, Random& random) {
  std::vector<DeviceWork> work(plan.devices.size());
  for (size_t i = 0; i < work.size(); ++i) {
    const SavedDevice& saved = progress.device(i);
    work[i].content = ContentOf(plan.request.method, saved.seed);
    if (plan.devices[i].sampled) work[i].sample_seed = NewSampleSeed(random);
    work[i].from = saved.reached;
    work[i].runs = saved.runs;
    work[i].checkpoint = [&progress, i](const OverwriteState& state) {
      progress.Reached(i, state);
      return Result<void>();
    };
  }
  return work;
}

// One line for all devices: how much, how fast, how long still, and how warm.
class DeviceProgressLine {
 public:
  explicit DeviceProgressLine(const DevicePlan& plan) : progress_(plan.devices.size()) {
    for (const PlannedDevice& planned : plan.devices)
      disks_.push_back(planned.device.medium.device);
    for (size_t i = 0; i < progress_.size(); ++i) {  // until each tells by itself
      const PlannedDevice& planned = plan.devices[i];
      const int times = planned.claim.passes + (planned.sampled ? 0 : 1);
      progress_[i].bytes_total = planned.device.size_bytes() * static_cast<uint64_t>(times);
    }
  }

  void Show(const DeviceProgress& now) {
    const std::lock_guard lock(mutex_);
    progress_[now.device] = now;
    uint64_t done = 0;
    uint64_t total = 0;
    for (const DeviceProgress& one : progress_) {
      done += one.bytes_done;
      total += one.bytes_total;
    }
    line_.Show(done, total, Rest(done, total));
  }

 private:
  std::string Rest(uint64_t done, uint64_t total) const {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begun_;
    const double rate = static_cast<double>(done) / std::max(passed.count(), 0.001);
    const double left = static_cast<double>(total - std::min(done, total)) / std::max(rate, 1.0);
    std::string rest = Message("{0} MB/s, {1} min left", {std::to_string(std::lround(rate / 1e6)),
                                                          std::to_string(std::lround(left / 60))});
    for (const std::string& disk : disks_)
      if (const int degrees = DeviceTemperature(disk); degrees >= 0)
        rest += ", " + disk + " " + std::to_string(degrees) + " °C";
    return rest;
  }

  std::mutex mutex_;
  ProgressLine line_;
  std::vector<DeviceProgress> progress_;
  std::vector<std::string> disks_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

Result<void> ConfirmDevices(const DevicePlan& plan, const WipeOptions& options,
                            const Clock& clock) {
  const bool may_ask = !options.no_input && CanAsk();
  if (may_ask) {
    ASSIGN_OR_RETURN(const std::string shown,
                     WipeReportText(WipeReportJson(PlannedReport(plan, clock.Now()))));
    std::cerr << shown << "\n";
  }
  std::vector<ToConfirm> targets;
  for (const PlannedDevice& planned : plan.devices)
    targets.push_back({planned.device.given, planned.device.path, planned.device.names});
  return Confirm(targets, options, may_ask);
}

Result<int> CarryOutAndTell(DevicePlan& plan, ProgressFile& progress, const WipeOptions& options,
                            Random& random, const Clock& clock) {
  std::vector<DeviceWork> work = WorkOf(plan, progress, random);
  RETURN_IF_ERROR(CheckEarlierRuns(plan, work));
  RETURN_IF_ERROR(progress.Begin());
  Result<WipeReport> carried_out = [&] {
    DeviceProgressLine line(plan);
    return CarryOut(plan, work, clock, [&](const DeviceProgress& now) { line.Show(now); });
  }();
  ASSIGN_OR_RETURN(WipeReport report, std::move(carried_out));
  report.started = progress.started();
  const bool finished =
      std::all_of(work.begin(), work.end(), [](const DeviceWork& one) { return one.finished; });
  if (const auto ended = progress.End(!finished); !ended) PrintError(ended.error());
  return TellOutcome(report, options);
}

}  // namespace

Result<int> WipeDevices(const WipeOptions& options, Random& random, const Clock& clock) {
  ASSIGN_OR_RETURN(DeviceRequest request, DeviceRequestOf(options));
  ASSIGN_OR_RETURN(DevicePlan plan, PlanDevices(std::move(request)));
  if (options.dry_run) {
    RETURN_IF_ERROR(PrintReport(PlannedReport(plan, clock.Now()), options.json));
    RETURN_IF_ERROR(MayBeCarriedOut(plan));
    return 0;
  }
  RETURN_IF_ERROR(MayBeCarriedOut(plan));
  RETURN_IF_ERROR(CheckReportFile(options.certificate));
  ASSIGN_OR_RETURN(ProgressFile progress, ProgressFile::Open(options.state, plan, random, clock));
  for (size_t i = 0; i < plan.devices.size(); ++i)
    if (progress.device(i).runs > 1) ReadBackInFull(plan.devices[i]);
  RETURN_IF_ERROR(ConfirmDevices(plan, options, clock));
  return CarryOutAndTell(plan, progress, options, random, clock);
}

}  // namespace sekisho
