// Reports that are accepted, to be changed in one thing.
#pragma once

#include "wipe/report/report.h"

namespace sekisho {

// Of a directory.
inline WipeReport Example() {
  WipeReport report;
  report.tool_version = "0.1.0";
  report.started = *ParseTime("2026-11-22T13:45:04+09:00");
  report.finished = *ParseTime("2026-11-22T13:46:04+09:00");
  report.outcome = WipeOutcome::kDone;
  report.grade = Grade::kClear;
  TargetReport target;
  target.given = "t";
  target.path = "/home/x/t";
  target.kind = TargetKind::kDirectory;
  target.removed = true;
  target.file_system_type = "ext4";
  target.mount_point = "/home";
  target.file_system_device = "8:1";
  target.medium.device = "sda";
  target.medium.serial = "S1";
  target.medium.capacity_bytes = 1 << 30;
  target.medium.kind = MediumKind::kRotational;
  target.claim = ClaimFor(FileSystemKind::kExt, MediumKind::kRotational, Done::kFilesOverwritten);
  report.targets.push_back(target);
  report.counts.files = 2;
  report.counts.bytes_found = report.counts.bytes_overwritten = report.counts.bytes_verified = 8192;
  report.particulars.operator_name = "総務 山田";
  return report;
}

inline WipeReport OfDevice() {
  WipeReport report = Example();
  TargetReport& target = report.targets[0];
  target.given = target.path = "/dev/sda";
  target.kind = TargetKind::kDevice;
  target.file_system_type = target.mount_point = "";
  target.file_system_device = "8:0";
  target.claim = ClaimFor(FileSystemKind::kWholeDevice, MediumKind::kRotational, Done::kDevice);
  target.device = {"keystream", false, 1 << 30, 512, 1, 1, 1 << 30, 1 << 30, false, 0, {}, {}, {}};
  report.counts = {};
  report.counts.bytes_overwritten = report.counts.bytes_verified = 1 << 30;
  return report;
}

inline bool Accepted(const WipeReport& report) {
  return ParseWipeReport(WriteJson(WipeReportJson(report))).has_value();
}

}  // namespace sekisho
