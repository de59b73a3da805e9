#include "wipe/report/report.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/wipe/report_examples.h"
#include "wipe/report/scope.h"

namespace sekisho {
namespace {

TEST(WipeReport, IsReadBackAsWritten) {
  const std::string text = WriteJson(WipeReportJson(Example()));
  const auto report = ParseWipeReport(text);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(WriteJson(WipeReportJson(*report)), text);
  EXPECT_EQ(report->counts, Example().counts);
  EXPECT_EQ(report->targets[0].medium.kind, MediumKind::kRotational);
}

TEST(WipeReport, ClaimingMoreThanWasDoneIsRefused) {  // ATTACKS H6
  WipeReport report = Example();
  report.outcome = WipeOutcome::kInterrupted;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  report = Example();
  report.counts.bytes_verified = 4096;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  report = Example();
  report.failures_total = 1;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  report = Example();
  Withdraw(report.targets[0].claim, "not");
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));  // the whole still says Clear
  Json json = WipeReportJson(Example());
  json["verification"]["result"] = "failed";
  EXPECT_FALSE(ParseWipeReport(WriteJson(json)));
  json = WipeReportJson(Example());
  json["not_claimed"] = Json::array();
  EXPECT_FALSE(ParseWipeReport(WriteJson(json)));
}

WipeReport WithFreeSpace() {
  WipeReport report = Example();
  TargetReport& tree = report.targets[0];
  tree.claim = ClaimFor(FileSystemKind::kExt, MediumKind::kRotational, Done::kFilesAndFreeSpace);
  TargetReport free = tree;
  free.kind = TargetKind::kFreeSpace;
  free.claim = ClaimFor(FileSystemKind::kExt, MediumKind::kRotational, Done::kFreeSpace);
  free.free_space = {1 << 20, 1 << 20, 100, 8 << 20, 0, true, {}, true, 100, 40, 40, 3, 3};
  report.targets.push_back(free);
  return report;
}

TEST(WipeReport, ADryRunIsNotCertified) {  // ATTACKS H6
  WipeReport report = Example();
  EXPECT_TRUE(ParseCertifiableReport(WriteJson(WipeReportJson(report))));
  report.outcome = WipeOutcome::kPlanned;
  EXPECT_TRUE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  EXPECT_FALSE(ParseCertifiableReport(WriteJson(WipeReportJson(report))));
}

TEST(WipeReport, FreeSpaceIsReadBackAsWritten) {
  const std::string text = WriteJson(WipeReportJson(WithFreeSpace()));
  const auto report = ParseWipeReport(text);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->targets[1].free_space, WithFreeSpace().targets[1].free_space);
  EXPECT_EQ(WriteJson(WipeReportJson(*report)), text);
}

TEST(WipeReport, FreeSpaceIsClaimedOnlyWhereTheJournalWasPassed) {  // ATTACKS H6
  const auto accepted = [](const WipeReport& report) {
    return ParseWipeReport(WriteJson(WipeReportJson(report))).has_value();
  };
  WipeReport report = WithFreeSpace();
  FreeSpaceReport& freed = report.targets[1].free_space;
  freed.journal_passed = true;
  EXPECT_TRUE(accepted(report));
  freed.journal_passed = false;
  EXPECT_FALSE(accepted(report));
  // Reports that do not say: only best effort went on without.
  freed.journal_passed.reset();
  freed.journal_bytes = 0;
  EXPECT_TRUE(accepted(report));
  report.best_effort = true;
  EXPECT_FALSE(accepted(report));
}

// What was counted beforehand is what was reached, or it is not claimed.
TEST(WipeReport, FreeSpaceIsClaimedOnlyAsFarAsTheCountsAreEqual) {  // ATTACKS H8, H10
  const auto accepted = [](const WipeReport& report) {
    return ParseWipeReport(WriteJson(WipeReportJson(report))).has_value();
  };
  const auto claimed = [](const TargetReport& target) {
    std::string names;
    for (const AspectClaim& said : target.claim.aspects)
      if (said.claimed) names += AspectName(said.aspect) + " ";
    return names;
  };
  struct Case {
    std::function<void(FreeSpaceReport&)> change;
    const char* still_claimed;
  };
  for (const Case& missing :
       {Case{[](FreeSpaceReport& freed) { freed.nothing_deleted_in_use = false; }, "content "},
        Case{[](FreeSpaceReport& freed) { freed.inodes_found -= 1; }, "content "},
        Case{[](FreeSpaceReport& freed) { freed.inodes_found = freed.inodes_in_use = 0; },
             "content "},
        Case{[](FreeSpaceReport& freed) { freed.inodes_free += 1; }, "content earlier "},
        Case{[](FreeSpaceReport& freed) { freed.directories_clean -= 1; },
             "content attributes earlier "},
        Case{[](FreeSpaceReport& freed) { freed.directories = freed.directories_clean = 0; },
             "content attributes earlier "}}) {
    WipeReport report = WithFreeSpace();
    missing.change(report.targets[1].free_space);
    EXPECT_FALSE(accepted(report)) << missing.still_claimed;
    WithdrawWhereNotReached(report);
    EXPECT_EQ(report.grade, Grade::kClear);
    for (const TargetReport& target : report.targets)
      EXPECT_EQ(claimed(target), missing.still_claimed);
    EXPECT_TRUE(accepted(report)) << missing.still_claimed;
  }
}

TEST(WipeReport, NoMoreMayBeLeftThanWasMeasured) {  // ATTACKS H6
  WipeReport report = WithFreeSpace();
  report.targets[1].free_space.bytes_left = 1024;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  for (TargetReport& target : report.targets) {
    target.file_system_type = "xfs";
    const Done done =
        target.kind == TargetKind::kFreeSpace ? Done::kFreeSpace : Done::kFilesAndFreeSpace;
    target.claim = ClaimFor(FileSystemKind::kXfs, MediumKind::kRotational, done);
  }
  report.targets[1].free_space.bytes_left = 28672;
  EXPECT_TRUE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  report.targets[1].claim.aspects[3].claimed = true;  // what xfs keeps back is not reached
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  report = WithFreeSpace();
  report.targets[1].free_space.bytes_left = (1 << 20) + 4096;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
}

TEST(WipeReport, WhatWasNotReachedIsTakenBack) {  // ATTACKS H6
  WipeReport report = WithFreeSpace();
  report.best_effort = true;
  report.targets[1].free_space.journal_passed = false;
  WithdrawWhereNotReached(report);
  EXPECT_EQ(report.grade, Grade::kNone);
  EXPECT_TRUE(ClaimsNothing(report.targets[1].claim));
  EXPECT_EQ(report.targets[0].claim, Example().targets[0].claim);  // as without free space
  EXPECT_TRUE(ParseWipeReport(WriteJson(WipeReportJson(report))));
}

TEST(WipeReport, NamesAreClaimedOnlyWhereFreeSpaceWasWipedToo) {  // ATTACKS H6
  WipeReport report = WithFreeSpace();
  report.targets.pop_back();
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  report = WithFreeSpace();
  report.targets[1].file_system_device = "8:2";  // of another file system on the same disk
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  report = WithFreeSpace();
  report.targets[1].free_space.bytes_verified -= 512;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  report = WithFreeSpace();
  report.targets[1].free_space.reserve_reached = false;
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
  report = Example();
  report.targets[0].claim.aspects[1].claimed = true;  // names, of overwritten files alone
  EXPECT_FALSE(ParseWipeReport(WriteJson(WipeReportJson(report))));
}

TEST(WipeReport, ADeviceIsReadBackAsWritten) {
  WipeReport failed = OfDevice();
  failed.outcome = WipeOutcome::kFailed;
  failed.grade = Grade::kNone;
  Withdraw(failed.targets[0].claim, "no");
  failed.targets[0].device.unerased = {{512, 1024}, {8192, 512}};
  failed.targets[0].device.unread = {{4096, 512}};
  failed.targets[0].device.differing = {{0, 512}};
  for (const WipeReport& report : {OfDevice(), failed}) {
    const std::string text = WriteJson(WipeReportJson(report));
    const auto parsed = ParseWipeReport(text);
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(parsed->targets[0].device, report.targets[0].device);
    EXPECT_EQ(WriteJson(WipeReportJson(*parsed)), text);
  }
}

TEST(WipeReport, ADeviceIsClaimedOnlyWhenAllOfItWasReadBack) {  // ATTACKS H4, H6
  ASSERT_TRUE(Accepted(OfDevice()));
  const std::vector<std::function<void(DeviceReport&)>> lies = {
      [](DeviceReport& device) {
        device.unerased = {{0, 512}};
      },
      [](DeviceReport& device) {
        device.unread = {{0, 512}};
      },
      [](DeviceReport& device) {
        device.differing = {{0, 512}};
      },
      [](DeviceReport& device) { device.bytes_verified -= 512; },
      [](DeviceReport& device) { device.bytes_written -= 512; },
      [](DeviceReport& device) { device.size_bytes = 0; },
      [](DeviceReport& device) { device.passes_done = 0; },
      [](DeviceReport& device) { device.partition = true; },
  };
  for (const auto& lie : lies) {
    WipeReport report = OfDevice();
    lie(report.targets[0].device);
    report.counts.bytes_overwritten = report.targets[0].device.bytes_written;
    report.counts.bytes_verified = report.targets[0].device.bytes_verified;
    EXPECT_FALSE(Accepted(report)) << WriteJson(WipeReportJson(report));
  }
  WipeReport report = OfDevice();
  report.targets[0].kind = TargetKind::kDirectory;  // a device's claim for a tree
  EXPECT_FALSE(Accepted(report));
}

// What is said beside the claim is not more than the claim, either.
TEST(WipeReport, ADevicesFieldsFitTogether) {  // ATTACKS H6
  const std::vector<std::function<void(WipeReport&)>> lies = {
      [](WipeReport& r) { r.targets[0].device.method = "35 passes"; },
      [](WipeReport& r) { r.targets[0].device.method = "nvme-sanitize-block-erase"; },
      [](WipeReport& r) { r.targets[0].medium.capacity_bytes = uint64_t{1} << 40; },
      [](WipeReport& r) { r.targets[0].device.block_bytes = 0; },
      [](WipeReport& r) { r.targets[0].device.block_bytes = 513; },
      [](WipeReport& r) { r.targets[0].removed = false; },
      [](WipeReport& r) { r.targets.push_back(r.targets[0]); },  // one device for two
      [](WipeReport& r) { r.counts.files = 1; },
      [](WipeReport& r) { r.counts.bytes_verified += 512; },
      [](WipeReport& r) { r.counts.bytes_overwritten += 512; },
      [](WipeReport& r) { r.interrupted_at = "/dev/sda"; },
      [](WipeReport& r) {
        r.failures.push_back({"/dev/sda", "bad"});
      },
      [](WipeReport& r) { r.verify_asked = "everything, twice"; },
      [](WipeReport& r) { r.found = {"/dev/sda is open for writing"}; },  // and found_total is 0
  };
  for (const auto& lie : lies) {
    WipeReport report = OfDevice();
    lie(report);
    EXPECT_FALSE(Accepted(report)) << &lie - lies.data() << WriteJson(WipeReportJson(report));
  }
}

// The claim is about a sample then, and the sample follows from the seed that is printed.
TEST(WipeReport, ASampleIsCalledSo) {  // ATTACKS H6
  WipeReport report = OfDevice();
  TargetReport& target = report.targets[0];
  target.device.sampled = true;
  target.device.sample_seed = 0x0123456789ABCDEF;
  target.device.bytes_verified = 107521024;  // as in sample_test.cc
  report.counts.bytes_verified = 107521024;
  report.verify_asked = "sample";
  EXPECT_FALSE(Accepted(report)) << "the claim is still that everything was read back";
  target.claim =
      ClaimFor(FileSystemKind::kWholeDevice, MediumKind::kRotational, Done::kDeviceSampled);
  ASSERT_TRUE(Accepted(report));
  const Json json = WipeReportJson(report);
  EXPECT_EQ(json["verification"]["done"], "sample");
  EXPECT_EQ(json["targets"][0]["device"]["sample_seed"], "0123456789abcdef");
  report.verify_asked = "full";
  EXPECT_FALSE(Accepted(report)) << "less was read back than was asked";
  report.verify_asked = "sample";
  report.counts.bytes_verified = target.device.bytes_verified -= 512;
  EXPECT_FALSE(Accepted(report));
  report.counts.bytes_verified = target.device.bytes_verified += 512;
  target.device.block_bytes = 0;
  EXPECT_FALSE(Accepted(report));
  target.device.block_bytes = 512;
  target.device.sampled = false;
  EXPECT_FALSE(Accepted(report)) << "a sample's claim, and no seed";
}

// A discard comes after all else, and is mentioned only where it was asked for.
TEST(WipeReport, ADiscardStandsBesideFinishedWorkOnly) {
  WipeReport report = OfDevice();
  EXPECT_FALSE(WipeReportJson(report)["targets"][0]["device"].contains("discard"));
  for (const auto discard : {DeviceReport::Discard::kSent, DeviceReport::Discard::kRefused}) {
    report.targets[0].device.discard = discard;
    EXPECT_TRUE(Accepted(report));
  }
  const std::vector<std::function<void(WipeReport&)>> unfinished = {
      [](WipeReport& r) { r.outcome = WipeOutcome::kInterrupted; },
      [](WipeReport& r) { r.targets[0].device.passes_done = 0; },
      [](WipeReport& r) {
        r.targets[0].device.differing = {{0, 512}};
      },
      [](WipeReport& r) { r.targets[0].device.bytes_verified = r.counts.bytes_verified = 0; },
  };
  for (const auto& change : unfinished) {
    WipeReport claims_nothing = report;
    claims_nothing.grade = Grade::kNone;
    Withdraw(claims_nothing.targets[0].claim, "no");
    EXPECT_TRUE(Accepted(claims_nothing));
    change(claims_nothing);
    EXPECT_FALSE(Accepted(claims_nothing)) << &change - unfinished.data();
  }
  Json other = WipeReportJson(report);
  other["targets"][0]["device"]["discard"] = "perhaps";
  EXPECT_FALSE(ParseWipeReport(WriteJson(other)));
  report.outcome = WipeOutcome::kInterrupted;
  report.grade = Grade::kNone;
  Withdraw(report.targets[0].claim, "no");
  report.targets[0].removed = false;
  EXPECT_FALSE(Accepted(report));
  report.targets[0].device.discard = DeviceReport::Discard::kNotAsked;
  EXPECT_TRUE(Accepted(report));
}

TEST(WipeReport, AWholeDeviceIsAWholeMediumAndAPartitionIsNot) {
  EXPECT_TRUE(WipedWholeMedium(OfDevice()));
  WipeReport kept = OfDevice();
  kept.kept = {"SEKISHO.TAG"};
  EXPECT_TRUE(WipedWholeMedium(kept));
  kept.kept.emplace_back("confidential.doc");
  EXPECT_FALSE(WipedWholeMedium(kept));
  WipeReport part = OfDevice();
  part.targets[0].device.partition = true;
  part.targets[0].claim =
      ClaimFor(FileSystemKind::kPartition, MediumKind::kRotational, Done::kDevice);
  ASSERT_TRUE(Accepted(part));
  EXPECT_FALSE(WipedWholeMedium(part));
  EXPECT_EQ(ScopeOf(OfDevice()), WipeScope::kDevice);
  EXPECT_EQ(ScopeOf(part), WipeScope::kFileSystem);
  part.targets.push_back(OfDevice().targets[0]);
  EXPECT_EQ(ScopeOf(part), WipeScope::kFileSystem);
}

TEST(WipeReport, ADirectoryIsAllOfAMediumWhenItsTagWasToStay) {
  WipeReport report = WithFreeSpace();
  report.targets[0].kind = TargetKind::kDirectory;
  EXPECT_FALSE(WipedWholeMedium(report));
  report.kept = {"SEKISHO.TAG"};
  EXPECT_TRUE(WipedWholeMedium(report));
  EXPECT_EQ(ScopeOf(report), WipeScope::kFileSystem);
  report.targets.pop_back();  // its free space
  EXPECT_FALSE(WipedWholeMedium(report));
  EXPECT_EQ(ScopeOf(report), WipeScope::kFiles);
  EXPECT_EQ(ScopeOf(WipeReport()), WipeScope::kFiles);
}

TEST(WipeReport, AMediumIsWipedWhereWhatWasDeletedBeforeIsReached) {
  WipeReport report = WithFreeSpace();
  report.targets[0].kind = TargetKind::kMountPoint;
  EXPECT_TRUE(WipedWholeMedium(report));
  report.targets[1].claim =
      ClaimFor(FileSystemKind::kXfs, MediumKind::kRotational, Done::kFreeSpace);
  EXPECT_FALSE(WipedWholeMedium(report));
}

// The claim is worked out again from what the report says was found and done.
TEST(WipeReport, AClaimOfAnotherFileSystemOrMediumIsRefused) {  // ATTACKS H6
  const auto accepted = [](const WipeReport& report) {
    return ParseWipeReport(WriteJson(WipeReportJson(report))).has_value();
  };
  ASSERT_TRUE(accepted(Example()));
  for (const char* type : {"btrfs", "xfs", "overlay", "nfs4", ""}) {
    WipeReport report = Example();
    report.targets[0].file_system_type = type;
    EXPECT_FALSE(accepted(report)) << type;
  }
  for (const char* device : {"dm-0", "zram0", "nvme0n1", "loop3", ""}) {
    WipeReport report = Example();
    report.targets[0].medium.device = device;
    EXPECT_FALSE(accepted(report)) << device;
  }
  // What free space alone supports is not what files support, and the other way round.
  WipeReport report = WithFreeSpace();
  ASSERT_TRUE(accepted(report));
  std::swap(report.targets[0].claim, report.targets[1].claim);
  EXPECT_FALSE(accepted(report));
  report = Example();
  report.targets[0].medium.kind = MediumKind::kUsb;  // flash, in one pass
  report.targets[0].claim.medium = "USB";
  EXPECT_FALSE(accepted(report));
}

TEST(WipeReport, RefusesWhatItDoesNotWrite) {
  for (const char* path : {"/format", "/counts/files", "/targets/0/claim/aspects/0/aspect",
                           "/targets/0/kind", "/outcome", "/started", "/found"}) {
    Json json = WipeReportJson(Example());
    json[Json::json_pointer(path)] = "x";
    EXPECT_FALSE(ParseWipeReport(WriteJson(json))) << path;
  }
  Json json = WipeReportJson(Example());
  json["extra"] = 1;
  EXPECT_FALSE(ParseWipeReport(WriteJson(json)));
  for (const char* key : {"targets", "claim", "counts", "failures", "signed"}) {
    json = WipeReportJson(Example());
    json["targets"][0].erase(key);
    json.erase(key);
    EXPECT_FALSE(ParseWipeReport(WriteJson(json))) << key;
  }
  EXPECT_FALSE(ParseWipeReport("[]"));
}

TEST(WipeReport, AlwaysSaysWhatIsNotClaimed) {  // ATTACKS H5
  EXPECT_GE(NotClaimed(Example()).size(), 5u);
  EXPECT_GE(NotClaimed(WipeReport()).size(), 1u);
}

}  // namespace
}  // namespace sekisho
