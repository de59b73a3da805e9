// What a purge may claim.
#include "wipe/report/report.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/wipe/report_examples.h"
#include "wipe/purge/purge_claims.h"

namespace sekisho {
namespace {

WipeReport Purged() {
  WipeReport report = Example();
  report.grade = Grade::kPurge;
  report.counts = {};
  TargetReport& target = report.targets[0];
  target.given = target.path = "/dev/nvme0n1";
  target.kind = TargetKind::kDevice;
  target.file_system_type = target.mount_point = "";
  target.medium.device = "nvme0n1";
  target.medium.kind = MediumKind::kNvme;
  target.claim = PurgeClaimFor(MediumKind::kNvme, PurgeMethod::kNvmeBlockErase);
  target.device.method = PurgeMethodName(PurgeMethod::kNvmeBlockErase);
  target.device.size_bytes = target.device.bytes_verified = 512 * 1000000;
  target.medium.capacity_bytes = 512 * 1000000;
  report.counts.bytes_verified = 512 * 1000000;
  target.device.block_bytes = 512;
  target.purge.emplace();
  target.purge->markers_written = target.purge->markers_gone = 2002;
  target.purge->abilities = {"NVMe Sanitize: block erase"};
  return report;
}

TEST(WipeReport, APurgeIsReadBackAsWritten) {
  const std::string text = WriteJson(WipeReportJson(Purged()));
  const auto report = ParseWipeReport(text);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(WriteJson(WipeReportJson(*report)), text);
  EXPECT_EQ(report->targets[0].purge, Purged().targets[0].purge);
  EXPECT_EQ(Json::parse(text)["method"]["name"], "device-commands");
  EXPECT_EQ(Json::parse(text)["grade"], "purge");
}

TEST(WipeReport, APurgeIsClaimedOnlyWhenItWasSeen) {  // ATTACKS H6
  const std::function<void(WipeReport&)> changes[] = {
      [](WipeReport& r) { r.targets[0].purge->markers_gone = 2001; },
      [](WipeReport& r) {
        r.targets[0].purge->markers_written = r.targets[0].purge->markers_gone = 9;
      },
      [](WipeReport& r) { r.targets[0].device.bytes_verified -= 512; },
      [](WipeReport& r) {
        r.targets[0].device.differing = {{0, 512}};
      },
      [](WipeReport& r) {
        r.targets[0].device.unread = {{0, 512}};
      },
      [](WipeReport& r) { r.targets[0].device.partition = true; },
      [](WipeReport& r) {
        r.targets[0].device.bytes_written = r.counts.bytes_overwritten = 512 * 1000000;
      },
      [](WipeReport& r) { r.targets[0].device.passes_done = 3; },
      [](WipeReport& r) { r.targets[0].device.method = "keystream"; },
      [](WipeReport& r) { r.targets[0].device.method = "nvme-sanitize-crypto-erase"; },
      [](WipeReport& r) { r.targets[0].device.sampled = true; },  // then less was to be read
      [](WipeReport& r) { r.targets[0].purge.reset(); },
      [](WipeReport& r) { r.targets[0].medium.device = "sda"; },
      [](WipeReport& r) { r.outcome = WipeOutcome::kInterrupted; },
      [](WipeReport& r) { r.failures_total = 1; },
      [](WipeReport& r) {
        r.targets[0].medium.device = "sda";  // behind USB
        r.targets[0].claim.medium = "USB";
      },
  };
  for (const auto& change : changes) {
    WipeReport report = Purged();
    change(report);
    report.counts.bytes_verified = report.targets[0].device.bytes_verified;
    EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report)))) << &change - changes;
  }
}

TEST(WipeReport, ACryptographicEraseHasToBeStatedAndOverwritten) {
  WipeReport report = Purged();
  TargetReport& target = report.targets[0];
  target.device.method = PurgeMethodName(PurgeMethod::kNvmeCryptoErase);
  target.claim = PurgeClaimFor(MediumKind::kNvme, PurgeMethod::kNvmeCryptoErase);
  target.purge->encryption_stated = true;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  target.device.passes_done = 1;
  target.device.bytes_written = report.counts.bytes_overwritten = target.device.size_bytes;
  EXPECT_TRUE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  target.purge->encryption_stated = false;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
}

TEST(WipeReport, AnOverwrittenDeviceIsNeverPurged) {
  WipeReport report = Purged();
  TargetReport& target = report.targets[0];
  target.purge.reset();
  target.device.method = "keystream";
  target.device.passes_done = 1;
  target.device.bytes_written = report.counts.bytes_overwritten = target.device.size_bytes;
  target.claim = ClaimFor(FileSystemKind::kWholeDevice, MediumKind::kNvme, Done::kDevice);
  report.grade = Grade::kClear;
  EXPECT_TRUE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  report.grade = Grade::kPurge;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  target.claim.grade = Grade::kPurge;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
}

}  // namespace
}  // namespace sekisho
