#include "wipe/purge/device_purge.h"

#include <algorithm>
#include <thread>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "wipe/nvme/nvme_ioctl.h"
#include "wipe/passes/sample.h"
#include "wipe/purge/purge_choice.h"
#include "wipe/purge/purge_claims.h"
#include "wipe/scsi/sg_transport.h"

namespace sekisho {
namespace {

// By the kernel's name: what answers is asked in its own language only.
DeviceCommands CommandsOf(const LinuxDevice& device) {
  DeviceCommands commands;
  const std::string& disk = device.medium.device;
  if (disk.starts_with("nvme")) {
    auto nvme = NvmeIoctl::Open(device.fd(), device.path);
    if (nvme) commands.nvme = std::make_unique<NvmeIoctl>(*std::move(nvme));
  } else if (disk.starts_with("sd")) {
    commands.scsi = std::make_unique<SgTransport>(device.fd(), device.path);
  }
  return commands;
}

Result<PurgeMethod> Choose(const LinuxDevice& device, const DeviceAbilities& abilities,
                           bool encryption_stated) {
  if (device.partition)
    // defence: H6-9
    return Fail(ErrorCode::kRefused, Message("a part of a medium cannot be purged"),
                Message("name the whole device, /dev/{0}", {device.medium.device}));
  ASSIGN_OR_RETURN(const PurgeMethod method,
                   ChoosePurge(abilities, device.medium.kind, encryption_stated));
  RETURN_IF_ERROR(CheckSize(abilities, device.size_bytes()));
  return method;
}

PlannedPurge Plan(const LinuxDevice& device, bool encryption_stated) {
  PlannedPurge planned;
  planned.commands = CommandsOf(device);
  auto abilities = ReadAbilities(planned.commands);
  if (!abilities) {
    // defence: H6-10
    planned.refusal = Fail(ErrorCode::kRefused, abilities.error().message, abilities.error().next);
    return planned;
  }
  planned.abilities = *std::move(abilities);
  auto method = Choose(device, planned.abilities, encryption_stated);
  if (method)
    planned.method = *method;
  else
    planned.refusal = std::move(method).error();
  return planned;
}

// A sample only where nothing else needs all to be read.
bool IsSampled(const PurgePlan& plan, size_t i) {
  const auto& method = plan.purges[i].method;
  return plan.devices.devices[i].sampled && !(method && IsCryptographic(*method));
}

PurgeOrder OrderOf(const PurgePlan& plan, size_t i, Random& random) {
  PurgeOrder order;
  order.method = plan.purges[i].method.value();
  if (IsSampled(plan, i)) order.sample_seed = NewSampleSeed(random);
  order.encryption_stated = plan.encryption_stated;
  order.recover = SanitizeHasFailed(plan.purges[i].abilities);
  order.shown = plan.devices.devices[i].device.path;
  return order;
}

}  // namespace

Result<PurgePlan> PlanPurge(DeviceRequest request, bool encryption_stated) {
  PurgePlan plan;
  ASSIGN_OR_RETURN(plan.devices, PlanDevices(std::move(request)));
  plan.encryption_stated = encryption_stated;
  for (PlannedDevice& planned : plan.devices.devices) {
    plan.purges.push_back(Plan(planned.device, encryption_stated));
    planned.hidden.clear();  // the device's own commands reach what overwriting does not
  }
  return plan;
}

Result<void> MayBePurged(const PurgePlan& plan) {
  for (size_t i = 0; i < plan.purges.size(); ++i)
    if (plan.purges[i].refusal)
      return Fail(plan.purges[i].refusal->code,
                  Message("{0} cannot be purged: {1}",
                          {plan.devices.devices[i].device.path, plan.purges[i].refusal->message}),
                  plan.purges[i].refusal->next);
  return MayBeCarriedOut(plan.devices);
}

WipeReport PlannedPurgeReport(const PurgePlan& plan, Time now) {
  WipeReport report = PlannedReport(plan.devices, now);
  report.grade = Grade::kPurge;
  for (size_t i = 0; i < plan.purges.size(); ++i) {
    const PlannedPurge& planned = plan.purges[i];
    TargetReport& target = report.targets[i];
    target.purge.emplace();
    target.device.sampled = IsSampled(plan, i);
    target.purge->encryption_stated = plan.encryption_stated;
    target.purge->abilities = DescribeAbilities(planned.abilities);
    target.device.method = planned.method ? PurgeMethodName(*planned.method) : "none";
    // Where something stands in the way, the claim is taken back already.
    if (planned.method && target.claim.grade != Grade::kNone)
      target.claim = PurgeClaimFor(target.medium.kind, *planned.method);
    else
      Withdraw(target.claim, "The device cannot be purged: nothing is claimed.");  // defence: H6-12
    report.grade = std::min(report.grade, target.claim.grade);
  }
  return report;
}

Result<WipeReport> CarryOutPurge(PurgePlan& plan, const std::vector<DeviceContent>& contents,
                                 Random& random, const Clock& clock,
                                 const std::function<void(const PurgeProgress&)>& on_progress) {
  RETURN_IF_ERROR(MayBePurged(plan));
  WipeReport report = PlannedPurgeReport(plan, clock.Now());
  std::vector<PurgeRun> runs(plan.purges.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < runs.size(); ++i)
    threads.emplace_back([&, i] {
      PlannedPurge& planned = plan.purges[i];
      LinuxDevice& device = plan.devices.devices[i].device;
      const auto erasure =
          MakeErasure(planned.commands, planned.abilities, *planned.method, device.block_bytes());
      SystemWaiter waiter;
      PurgeHooks hooks;
      hooks.may_go_on = CheckInterrupted;
      hooks.on_stage = [&](PurgeStage stage, uint32_t permille) {
        if (on_progress) on_progress({i, stage, permille});
      };
      runs[i] = PurgeAndLook(device, *erasure, OrderOf(plan, i, random), contents[i], random,
                             waiter, hooks);
    });
  for (std::thread& thread : threads) thread.join();
  std::vector<DeviceRun*> borrowed;
  for (PurgeRun& run : runs) borrowed.push_back(&run.run);
  FindNewWriters(plan.devices, borrowed);
  report.outcome = WipeOutcome::kDone;
  for (size_t i = 0; i < runs.size(); ++i) {
    runs[i].purge.abilities = report.targets[i].purge->abilities;
    TakeUp(runs[i].run, report.targets[i], report);
    report.targets[i].purge = std::move(runs[i].purge);
  }
  report.finished = clock.Now();
  ClaimNothingUnlessDone(report);
  return report;
}

}  // namespace sekisho
