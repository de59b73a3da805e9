#include "wipe/device/device_wipe.h"

#include <algorithm>
#include <thread>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/text/text.h"
#include "wipe/device/hidden_sectors.h"
#include "wipe/passes/sample.h"

namespace sekisho {
namespace {

Result<void> CheckSerials(const DevicePlan& plan) {
  std::vector<std::string> asked = plan.request.serials;
  if (asked.empty()) return {};
  for (const PlannedDevice& planned : plan.devices) {
    const std::string& serial = planned.device.medium.serial;
    const auto found = std::find(asked.begin(), asked.end(), serial);
    if (serial.empty())
      return Fail(ErrorCode::kRefused,
                  Message("{0} does not tell a serial number", {planned.device.path}),
                  "lsblk -o NAME,SIZE,MODEL,SERIAL");  // defence: H2-1
    if (found == asked.end())
      return Fail(ErrorCode::kRefused,
                  Message("{0} has the serial number {1}, not the one asked for",
                          {planned.device.path, SafeForTerminal(serial)}),
                  "lsblk -o NAME,SIZE,MODEL,SERIAL");  // defence: H2-2, else {}
    asked.erase(found);
  }
  if (asked.empty()) return {};
  return Fail(ErrorCode::kRefused, Message("no device named has the serial number {0}", {asked[0]}),
              "lsblk -o NAME,SIZE,MODEL,SERIAL");  // defence: H2-3, else {}
}

Result<void> CheckTwice(const DevicePlan& plan) {
  for (size_t i = 0; i < plan.devices.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (plan.devices[i].device.number == plan.devices[j].device.number)
        return Fail(ErrorCode::kUsage, Message("{0} is named twice", {plan.devices[i].device.path}),
                    Message("list each target only once"));
  return {};
}

}  // namespace

namespace {

// Who has it open, or a part of it, or the disk that it is a part of.
std::vector<Opener> OpenersOf(const LinuxDevice& device, const OpenFiles& open_files) {
  std::vector<Opener> openers;
  for (const dev_t number : device.reached)
    for (Opener& opener : open_files.OfDevice(number)) openers.push_back(std::move(opener));
  std::stable_sort(openers.begin(), openers.end(),
                   [](const Opener& a, const Opener& b) { return a.writes > b.writes; });
  return openers;
}

bool IsWrittenByOthers(const PlannedDevice& planned) {
  return !planned.openers.empty() && planned.openers[0].writes;
}

void TellFound(const DevicePlan& plan, WipeReport& report) {
  std::vector<std::string> found;
  for (const PlannedDevice& planned : plan.devices) {
    for (const Opener& opener : planned.openers)
      found.push_back(OpenerSentence(opener, SafeForTerminal(planned.device.path)));
    found.insert(found.end(), planned.hidden.begin(), planned.hidden.end());
  }
  if (!plan.all_processes_seen) found.push_back(IncompleteSentence());
  report.found_total = static_cast<int64_t>(found.size());
  found.resize(std::min(found.size(), kMaxListed));
  report.found = std::move(found);
}

}  // namespace

DeviceTask TaskOf(const PlannedDevice& planned, const std::string& method) {
  const LinuxDevice& device = planned.device;
  DeviceTask task;
  task.vendor = SafeForTerminal(device.medium.vendor);
  task.model = SafeForTerminal(device.medium.model);
  task.serial = SafeForTerminal(device.medium.serial);
  task.backing_file = SafeForTerminal(device.medium.backing_file);
  task.partition = device.partition;
  task.first_byte = device.first_byte;
  task.size_bytes = device.size_bytes();
  task.block_bytes = device.block_bytes();
  task.method = method;
  task.passes = planned.claim.passes;
  return task;
}

namespace {

TargetReport TargetOf(const PlannedDevice& planned, const std::string& method) {
  const LinuxDevice& device = planned.device;
  TargetReport target;
  target.given = SafeForTerminal(device.given);
  target.path = SafeForTerminal(device.path);
  target.kind = TargetKind::kDevice;
  target.file_system_device = device.number;
  target.medium = device.medium;
  MakePrintable(target.medium);
  target.claim = planned.claim;
  target.device.method = method;
  target.device.sampled = planned.sampled;
  target.device.partition = device.partition;
  target.device.size_bytes = static_cast<int64_t>(device.size_bytes());
  target.device.block_bytes = static_cast<int64_t>(device.block_bytes());
  return target;
}

void Tell(const std::vector<ByteRange>& ranges, const std::string& shown, const char* sentence,
          std::vector<WipeFailure>& failures) {
  for (const ByteRange& range : ranges)
    failures.push_back(
        {shown,
         Message(sentence,
                 {std::to_string(range.offset), std::to_string(range.offset + range.bytes - 1)}),
         Message("destroy the device, or see with --grade purge --dry-run whether it can erase "
                 "itself")});
}

WipeOutcome Stopped(const Error& error, const std::string& shown, DeviceRun& run) {
  if (error.code == ErrorCode::kInterrupted) return WipeOutcome::kInterrupted;
  run.failures.push_back(FailureOf(shown, error));
  return WipeOutcome::kFailed;
}

WipeOutcome Worst(WipeOutcome a, WipeOutcome b) {
  for (const WipeOutcome outcome :
       {WipeOutcome::kOldData, WipeOutcome::kInterrupted, WipeOutcome::kFailed})
    if (a == outcome || b == outcome) return outcome;
  return a;
}

// Of an even number of passes before the last, the content; of an odd number, its complement.
PassContent ContentOfPasses(const DeviceContent& content, int passes) {
  const auto fill = [&content, passes](int pass, uint64_t offset, MutableBytes out) {
    content.fill(offset, out);
    if ((passes - 1 - pass) % 2 == 0) return;
    for (uint8_t& byte : out) byte = static_cast<uint8_t>(~byte);
  };
  return {fill, content.same_everywhere};
}

std::vector<ByteRange> RangesToRead(const BlockDevice& device, const DeviceWork& work) {
  if (!work.sample_seed) return {{0, device.size_bytes()}};
  return ChooseSample(device.size_bytes(), device.block_bytes(), *work.sample_seed);
}

}  // namespace

void TakeUp(DeviceRun& run, TargetReport& target, WipeReport& report) {
  run.done.method = target.device.method;
  run.done.partition = target.device.partition;
  target.device = run.done;
  target.removed = run.outcome == WipeOutcome::kDone;
  report.outcome = Worst(report.outcome, run.outcome);
  if (run.outcome == WipeOutcome::kInterrupted && report.interrupted_at.empty())
    report.interrupted_at = target.path;
  report.counts.bytes_overwritten += run.done.bytes_written;
  report.counts.bytes_verified += run.done.bytes_verified;
  report.failures_total += static_cast<int64_t>(run.failures.size());
  for (WipeFailure& failure : run.failures)
    if (report.failures.size() < kMaxListed) report.failures.push_back(std::move(failure));
}

void ClaimNothingUnlessDone(WipeReport& report) {
  if (report.outcome == WipeOutcome::kDone) return;
  report.grade = Grade::kNone;
  for (TargetReport& target : report.targets)
    // defence: H6-20
    Withdraw(target.claim, "Not everything was wiped and read back: nothing is claimed.");
}

DeviceRun OverwriteAndReadBack(BlockDevice& device, const std::string& shown, int passes,
                               DeviceWork& work,
                               const std::function<void(uint64_t bytes)>& on_bytes) {
  DeviceRun run;
  run.done.size_bytes = static_cast<int64_t>(device.size_bytes());
  run.done.block_bytes = static_cast<int64_t>(device.block_bytes());
  run.done.runs = work.runs;
  run.done.sampled = work.sample_seed.has_value();
  run.done.sample_seed = work.sample_seed.value_or(0);
  const PassContent pass_content = ContentOfPasses(work.content, passes);
  OverwriteHooks hooks;
  hooks.may_go_on = CheckInterrupted;
  hooks.checkpoint = work.checkpoint;
  hooks.on_bytes = on_bytes;
  OverwriteState state = work.from;
  const auto written = OverwriteDevice(device, pass_content, passes, hooks, state);
  run.done.passes_done = std::min(state.pass, passes);
  run.done.unerased = state.unerased.ranges();
  const uint64_t reached = state.pass >= passes ? device.size_bytes() : state.offset;
  if (state.pass >= passes - 1)
    run.done.bytes_written =
        static_cast<int64_t>(reached - std::min(reached, state.unerased.TotalBytes()));
  Tell(run.done.unerased, shown, MessageId("bytes {0} to {1} could not be written"), run.failures);
  if (!written) {
    run.outcome = Stopped(written.error(), shown, run);
    return run;
  }
  const auto read =
      ReadBackRanges(device, pass_content, passes, hooks, state, RangesToRead(device, work));
  if (!read) {
    run.outcome = Stopped(read.error(), shown, run);
    return run;
  }
  work.finished = true;
  run.done.bytes_verified = static_cast<int64_t>(read->bytes_verified);
  run.done.unread = read->unread.ranges();
  run.done.differing = read->differing.ranges();
  Tell(run.done.unread, shown, MessageId("bytes {0} to {1} could not be read back"), run.failures);
  Tell(run.done.differing, shown,
       MessageId("bytes {0} to {1} hold something else than was written"), run.failures);
  if (const auto same = device.Sync(); !same) {  // still the device that was looked at
    run.outcome = Stopped(same.error(), shown, run);
    return run;
  }
  run.outcome = WipeOutcome::kDone;
  if (!run.failures.empty()) run.outcome = WipeOutcome::kFailed;
  if (!run.done.differing.empty()) run.outcome = WipeOutcome::kOldData;
  return run;
}

Result<DevicePlan> PlanDevices(DeviceRequest request) {
  DevicePlan plan;
  const OpenFiles open_files = OpenFiles::Look(request.proc);
  plan.all_processes_seen = open_files.is_complete();
  for (const std::string& given : request.devices) {
    PlannedDevice planned;
    auto opened = OpenDevice(given, request.sys, request.proc);
    // A device that is named twice is in use by its first name.
    if (!opened) {
      for (const PlannedDevice& other : plan.devices)
        if (other.device.path == AbsolutePath(given))
          return Fail(ErrorCode::kUsage, Message("{0} is named twice", {given}),
                      Message("list each target only once"));
      return opened.error();
    }
    planned.device = std::move(*opened);
    planned.openers = OpenersOf(planned.device, open_files);
    planned.sampled = request.verify_asked == "sample" &&
                      !SampleIsAll(planned.device.size_bytes(), planned.device.block_bytes());
    planned.claim = ClaimFor(KindOf(planned.device), planned.device.medium.kind,
                             planned.sampled ? Done::kDeviceSampled : Done::kDevice);
    planned.hidden = HiddenSectorsOf(planned.device);
    plan.devices.push_back(std::move(planned));
  }
  plan.request = std::move(request);
  RETURN_IF_ERROR(CheckTwice(plan));
  RETURN_IF_ERROR(CheckSerials(plan));
  return plan;
}

void ReadBackInFull(PlannedDevice& planned) {
  if (!planned.sampled) return;
  planned.sampled = false;
  planned.claim = ClaimFor(KindOf(planned.device), planned.device.medium.kind, Done::kDevice);
}

Result<void> MayBeCarriedOut(const DevicePlan& plan) {
  if (plan.request.best_effort) return {};
  for (const PlannedDevice& planned : plan.devices) {
    if (IsWrittenByOthers(planned))
      return Fail(ErrorCode::kRefused, OpenerSentence(planned.openers[0], planned.device.path),
                  OpenerHint(planned.openers[0]));  // defence: H1-5
    if (planned.claim.grade != Grade::kNone) continue;
    return Fail(ErrorCode::kRefused,
                Message("nothing can be claimed for {0} ({1}): {2}",
                        {planned.device.path, planned.claim.medium,
                         Message(planned.claim.aspects.back().sentence.c_str())}),
                Message("wipe what lies underneath; --best-effort overwrites what can be reached, "
                        "and the report then claims nothing"));  // defence: H6-21
  }
  return {};
}

WipeReport PlannedReport(const DevicePlan& plan, Time now) {
  WipeReport report;
  report.tool_version = plan.request.tool_version;
  report.started = report.finished = now;
  report.best_effort = plan.request.best_effort;
  report.verify_asked = plan.request.verify_asked;
  report.particulars = plan.request.particulars;
  report.grade = Grade::kClear;
  for (const PlannedDevice& planned : plan.devices) {
    TargetReport target = TargetOf(planned, plan.request.method);
    if (IsWrittenByOthers(planned))
      // defence: H6-22
      Withdraw(target.claim,
               "Something stood in the way (see what was found): nothing is claimed.");
    report.counts.bytes_found += static_cast<int64_t>(planned.device.size_bytes());
    report.grade = std::min(report.grade, target.claim.grade);
    report.targets.push_back(std::move(target));
  }
  TellFound(plan, report);
  return report;
}

Result<void> CheckEarlierRuns(DevicePlan& plan, const std::vector<DeviceWork>& work) {
  for (size_t i = 0; i < plan.devices.size(); ++i) {
    PlannedDevice& planned = plan.devices[i];
    const auto same = CheckOverwritten(
        planned.device, ContentOfPasses(work[i].content, planned.claim.passes), work[i].from);
    if (!same) return same.error().WithContext(planned.device.path);
  }
  return {};
}

// Who came while it was overwritten may have written behind it. Who was there before is told.
void FindNewWriters(const DevicePlan& plan, const std::vector<DeviceRun*>& runs) {
  const OpenFiles open_files = OpenFiles::Look(plan.request.proc);
  for (size_t i = 0; i < runs.size(); ++i) {
    const PlannedDevice& planned = plan.devices[i];
    const std::vector<Opener> openers = OpenersOf(planned.device, open_files);
    if (IsWrittenByOthers(planned) || openers.empty() || !openers[0].writes) continue;
    const std::string shown = SafeForTerminal(planned.device.path);
    runs[i]->failures.push_back({shown, OpenerSentence(openers[0], shown), OpenerHint(openers[0])});
    if (runs[i]->outcome == WipeOutcome::kDone) runs[i]->outcome = WipeOutcome::kFailed;
  }
}

namespace {

// A device that does not take it is wiped all the same. Nothing is sent while one of them has to be
// gone on with: the next run looks whether all hold what was written to them.
void DiscardWhenAllIsDone(DevicePlan& plan, std::vector<DeviceRun>& runs) {
  if (std::any_of(runs.begin(), runs.end(),
                  [](const DeviceRun& run) { return run.outcome != WipeOutcome::kDone; }))
    return;
  for (size_t i = 0; i < runs.size() && !Interrupted(); ++i) {
    const bool sent = plan.devices[i].device.Discard().has_value();
    runs[i].done.discard = sent ? DeviceReport::Discard::kSent : DeviceReport::Discard::kRefused;
  }
}

}  // namespace

Result<WipeReport> CarryOut(DevicePlan& plan, std::vector<DeviceWork>& work, const Clock& clock,
                            const std::function<void(const DeviceProgress&)>& on_progress) {
  RETURN_IF_ERROR(MayBeCarriedOut(plan));
  WipeReport report = PlannedReport(plan, clock.Now());
  std::vector<DeviceRun> runs(plan.devices.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < plan.devices.size(); ++i)
    threads.emplace_back([&, i] {
      PlannedDevice& planned = plan.devices[i];
      const OverwriteState& from = work[i].from;
      const uint64_t size = planned.device.size_bytes();
      DeviceProgress progress{i, static_cast<uint64_t>(from.pass) * size + from.offset,
                              size * static_cast<uint64_t>(planned.claim.passes) +
                                  TotalBytes(RangesToRead(planned.device, work[i]))};
      runs[i] = OverwriteAndReadBack(planned.device, report.targets[i].path, planned.claim.passes,
                                     work[i], [&](uint64_t bytes) {
                                       progress.bytes_done += bytes;
                                       if (on_progress) on_progress(progress);
                                     });
    });
  for (std::thread& thread : threads) thread.join();
  report.outcome = WipeOutcome::kDone;
  std::vector<DeviceRun*> borrowed;
  for (DeviceRun& run : runs) borrowed.push_back(&run);
  FindNewWriters(plan, borrowed);
  if (plan.request.discard) DiscardWhenAllIsDone(plan, runs);
  for (size_t i = 0; i < runs.size(); ++i) TakeUp(runs[i], report.targets[i], report);
  report.finished = clock.Now();
  ClaimNothingUnlessDone(report);
  return report;
}

}  // namespace sekisho
