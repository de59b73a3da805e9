#include "wipe/report/report.h"

#include <algorithm>
#include <utility>

#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/text/text.h"
#include "wipe/purge/purge_claims.h"

namespace sekisho {

WipeFailure FailureOf(const std::string& path, const Error& error) {
  return {SafeForTerminal(path), SafeForTerminal(error.message), error.next};
}

namespace {

// Whether free space was wiped where `target` was.
bool FreeSpaceIsWiped(const WipeReport& report, const TargetReport& target) {
  return std::any_of(report.targets.begin(), report.targets.end(), [&](const TargetReport& other) {
    return other.kind == TargetKind::kFreeSpace && other.claim.grade != Grade::kNone &&
           other.file_system_device == target.file_system_device;
  });
}

// What was done to `target`, by what the report says of all of them.
Done DoneTo(const WipeReport& report, const TargetReport& target) {
  if (target.kind == TargetKind::kFreeSpace) return Done::kFreeSpace;
  if (target.kind == TargetKind::kDevice)
    return target.device.sampled ? Done::kDeviceSampled : Done::kDevice;
  return FreeSpaceIsWiped(report, target) ? Done::kFilesAndFreeSpace : Done::kFilesOverwritten;
}

// What the claim for free space lacks, by the report's own counts.
std::vector<Shortfall> ShortfallsOf(const TargetReport& target) {
  const FreeSpaceReport& freed = target.free_space;
  const FileSystemKind kind = FileSystemKindNamed(target.claim.file_system);
  const bool counted = freed.inodes_in_use > 0 ||
                       (kind != FileSystemKind::kExt && kind != FileSystemKind::kExtDataJournal);
  std::vector<Shortfall> missing;
  if (!freed.nothing_deleted_in_use) missing.push_back(Shortfall::kDeletedInUse);
  if (!counted || freed.inodes_in_use != freed.inodes_found)
    missing.push_back(Shortfall::kInodesWithoutName);
  if (freed.inodes_used != freed.inodes_free) missing.push_back(Shortfall::kInodesLeft);
  if (freed.directories == 0 || freed.directories_clean != freed.directories)
    missing.push_back(Shortfall::kNamesInDirectories);
  return missing;
}

// The same of the free space around `target`; of a plan, nothing yet.
std::vector<Shortfall> ShortfallsAround(const WipeReport& report, const TargetReport& target) {
  if (report.outcome == WipeOutcome::kPlanned) return {};
  for (const TargetReport& other : report.targets)
    if (other.kind == TargetKind::kFreeSpace &&
        other.file_system_device == target.file_system_device)
      return ShortfallsOf(other);
  return {};
}

Claim ClaimOf(const WipeReport& report, const TargetReport& target) {
  return ClaimFor(FileSystemKindNamed(target.claim.file_system), target.medium.kind,
                  DoneTo(report, target), ShortfallsAround(report, target));
}

// Whether the tables give this claim for where the target lay and what was done to it.
bool IsWhatTablesGive(const WipeReport& report, const TargetReport& target) {
  const FileSystemKind file_system = FileSystemKindNamed(target.claim.file_system);
  const MediumKind medium = target.medium.kind;
  if (target.purge) {
    const auto method = PurgeMethodNamed(target.device.method);
    return method && MayBeNamed(medium, target.medium.device) &&
           PurgeClaimFor(medium, *method) == target.claim;
  }
  return MayBeCalled(file_system, target.file_system_type) &&
         MayBeNamed(medium, target.medium.device) && ClaimOf(report, target) == target.claim;
}

// A claim for a device is of the right half of the table.
bool IsOfItsKind(const TargetReport& target) {
  const FileSystemKind named = FileSystemKindNamed(target.claim.file_system);
  const bool part = target.kind == TargetKind::kDevice && target.device.partition;
  const bool whole = target.kind == TargetKind::kDevice && !target.device.partition;
  const bool called_part =
      named == FileSystemKind::kPartition || named == FileSystemKind::kPartOfImage;
  return part == called_part && whole == (named == FileSystemKind::kWholeDevice);
}

bool ErasureIsSeen(const TargetReport& target) {
  const auto method = PurgeMethodNamed(target.device.method);
  return method && ErasureIsSeen(target.device, *target.purge, *method);
}

// Older reports do not say whether the journal was passed: only best effort went on without.
bool JournalIsPassed(const WipeReport& report, const FreeSpaceReport& freed) {
  return freed.journal_passed.value_or(!report.best_effort || freed.journal_bytes > 0);
}

bool IsReached(const WipeReport& report, const TargetReport& target) {
  const FreeSpaceReport& freed = target.free_space;
  const uint64_t most_left = MostBytesLeft(FileSystemKindNamed(target.claim.file_system));
  if (!freed.reserve_reached) return false;                         // defence: H6-58
  if (freed.bytes_verified != freed.bytes_written) return false;    // defence: H6-59
  if (std::cmp_greater(freed.bytes_left, most_left)) return false;  // defence: H6-60
  return JournalIsPassed(report, freed);
}

bool AllReadBack(const WipeReport& report, const TargetReport& target) {
  if (target.purge) return ErasureIsSeen(target);
  if (target.kind == TargetKind::kDevice)
    return target.device.passes_done == target.claim.passes && IsReadBack(target.device);
  return target.kind == TargetKind::kFreeSpace
             ? IsReached(report, target)
             : report.counts.bytes_verified == report.counts.bytes_overwritten;
}

// What is said beside a claim, of a device, is what the device and the method can have given.
bool DeviceFits(const TargetReport& target) {
  const DeviceReport& device = target.device;
  const auto capacity = static_cast<int64_t>(target.medium.capacity_bytes);
  // defence: H6-61
  if (device.partition ? device.size_bytes > capacity : device.size_bytes != capacity) return false;
  if (!HasWholeBlocks(device)) return false;  // defence: H6-62
  if (!target.purge) return IsOverwriteMethod(device.method);
  const auto method = PurgeMethodNamed(device.method);
  return method &&
         (IsCryptographic(*method) || (device.passes_done == 0 && device.bytes_written == 0));
}

bool Supports(const WipeReport& report, const TargetReport& target) {
  if (target.claim.grade == Grade::kNone) return ClaimsNothing(target.claim);
  if (!IsOfItsKind(target)) return false;                                       // defence: H6-63
  if (!IsWhatTablesGive(report, target)) return false;                          // defence: H6-64
  if (target.kind == TargetKind::kDevice && !DeviceFits(target)) return false;  // defence: H6-65
  if (report.outcome == WipeOutcome::kPlanned) return true;
  if (report.outcome != WipeOutcome::kDone) return false;  // defence: H6-66
  if (!target.removed) return false;                       // defence: H6-67
  if (!AllReadBack(report, target)) return false;          // defence: H6-68
  return report.failures_total == 0;
}

// Devices are wiped alone, each once; the totals are theirs.
bool TotalsFit(const WipeReport& report) {
  WipeCounts counts;
  counts.bytes_found = report.counts.bytes_found;
  for (size_t i = 0; i < report.targets.size(); ++i) {
    const TargetReport& target = report.targets[i];
    if (target.kind != TargetKind::kDevice) return false;  // defence: H6-69
    for (size_t j = 0; j < i; ++j)
      // defence: H6-70
      if (report.targets[j].file_system_device == target.file_system_device) return false;
    counts.bytes_overwritten += target.device.bytes_written;
    counts.bytes_verified += target.device.bytes_verified;
  }
  return counts == report.counts;
}

// A discard follows when everything was overwritten and read back.
bool DiscardFits(const WipeReport& report, const TargetReport& target) {
  const DeviceReport& device = target.device;
  return device.discard == DeviceReport::Discard::kNotAsked ||
         (report.outcome == WipeOutcome::kDone && target.kind == TargetKind::kDevice &&
          target.removed && !target.purge && device.passes_done > 0 && IsReadBack(device));
}

// Whether what the report says in two places is the same.
bool AgreesWithItself(const WipeReport& report) {
  const bool devices =
      std::any_of(report.targets.begin(), report.targets.end(),
                  [](const auto& target) { return target.kind == TargetKind::kDevice; });
  const bool sampled = VerificationDone(report) == "sample";
  const bool stopped =
      report.outcome != WipeOutcome::kPlanned && report.outcome != WipeOutcome::kDone;
  if (devices && !TotalsFit(report)) return false;  // defence: H6-71
  for (const TargetReport& target : report.targets)
    if (!DiscardFits(report, target)) return false;              // defence: H6-72
  if (!stopped && !report.interrupted_at.empty()) return false;  // defence: H6-73
  // defence: H6-74
  if (report.verify_asked != "sample" && report.verify_asked != "full") return false;
  if (report.verify_asked == "full" && sampled) return false;  // defence: H6-75
  // defence: H6-76
  if (std::cmp_greater(report.failures.size(), report.failures_total)) return false;
  if (std::cmp_greater(report.found.size(), report.found_total)) return false;  // defence: H6-77
  return true;
}

bool EarlierIsClaimed(const TargetReport& target) {
  return std::any_of(
      target.claim.aspects.begin(), target.claim.aspects.end(),
      [](const AspectClaim& said) { return said.aspect == Aspect::kEarlier && said.claimed; });
}

bool Has(const WipeReport& report, TargetKind kind, const std::string& mount_point) {
  return std::any_of(report.targets.begin(), report.targets.end(), [&](const TargetReport& target) {
    return target.kind == kind && target.removed && target.mount_point == mount_point;
  });
}

// The root of a medium: a mount point, or a directory of which its tag was to stay.
bool HasRoot(const WipeReport& report, const std::string& mount_point) {
  return Has(report, TargetKind::kMountPoint, mount_point) ||
         (!report.kept.empty() && Has(report, TargetKind::kDirectory, mount_point));
}

}  // namespace

void MakePrintable(MediumInfo& medium) {
  for (std::string* text :
       {&medium.device, &medium.vendor, &medium.model, &medium.serial, &medium.backing_file})
    *text = SafeForTerminal(*text);
}

void WithdrawWhereNotReached(WipeReport& report) {
  for (TargetReport& target : report.targets)
    if (target.kind == TargetKind::kFreeSpace && !IsReached(report, target))
      // defence: H6-78
      Withdraw(target.claim, "Not all of the free space was reached: nothing is claimed.");
  for (TargetReport& target : report.targets) {
    // Free space that was not reached gives the files no more than they have without it.
    if (target.kind != TargetKind::kDevice && target.claim.grade != Grade::kNone)
      target.claim = ClaimOf(report, target);
    report.grade = std::min(report.grade, target.claim.grade);
  }
}

bool WipedWholeMedium(const WipeReport& report) {
  // defence: H6-79
  if (report.outcome != WipeOutcome::kDone || report.grade == Grade::kNone) return false;
  for (const std::string& kept : report.kept)
    if (kept != kTagOfMedium) return false;  // defence: H6-80
  return std::all_of(report.targets.begin(), report.targets.end(), [&](const TargetReport& target) {
    if (target.kind == TargetKind::kDevice) return !target.device.partition;
    return HasRoot(report, target.mount_point) &&
           Has(report, TargetKind::kFreeSpace, target.mount_point) && EarlierIsClaimed(target);
  });
}

bool WipedAllOfDirectory(const WipeReport& report) {
  const bool done = report.outcome == WipeOutcome::kDone && report.grade != Grade::kNone;
  return done && report.kept == std::vector<std::string>{kTagOfMedium} &&
         report.targets.size() == 1 && report.targets.front().kind == TargetKind::kDirectory &&
         report.targets.front().removed;
}

std::string VerificationDone(const WipeReport& report) {
  return std::any_of(report.targets.begin(), report.targets.end(),
                     [](const TargetReport& target) { return target.device.sampled; })
             ? MessageId("sample")
             : MessageId("full");
}

std::string VerificationResult(const WipeReport& report) {
  switch (report.outcome) {
    case WipeOutcome::kPlanned:
      return MessageId("not done");
    case WipeOutcome::kDone:
      return MessageId("passed");
    case WipeOutcome::kOldData:
      return MessageId("failed");
    default:
      return MessageId("not finished");
  }
}

std::vector<std::string> NotClaimed(const WipeReport& report) {
  std::vector<std::string> sentences;
  for (const TargetReport& target : report.targets)
    for (const AspectClaim& aspect : target.claim.aspects)
      if (!aspect.claimed &&
          std::find(sentences.begin(), sentences.end(), aspect.sentence) == sentences.end())
        sentences.push_back(aspect.sentence);
  sentences.emplace_back(MessageId(
      "Copies elsewhere are not reached: backups, snapshots, temporary files of programs, swap, "
      "other media."));
  return sentences;
}

Result<void> CheckClaims(const WipeReport& report) {
  const Error error = Fail(ErrorCode::kMalformed, Message("the report claims more than was done"));
  if (!AgreesWithItself(report))
    return Fail(ErrorCode::kMalformed, Message("the report contradicts itself"));  // defence: H6-81
  Grade lowest = report.targets.empty() ? Grade::kNone : Grade::kPurge;
  for (const TargetReport& target : report.targets) {
    lowest = std::min(lowest, target.claim.grade);
    if (!Supports(report, target)) return error;  // defence: H6-82
  }
  if (report.grade > lowest) return error;  // defence: H6-83
  return {};
}

}  // namespace sekisho
