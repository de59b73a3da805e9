#include "wipe/free_space/free_space.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "wipe/free_space/ext_superblock.h"
#include "wipe/free_space/metadata_churn.h"
#include "wipe/free_space/read_only_moment.h"
#include "wipe/free_space/reserved_blocks.h"
#include "wipe/free_space/space_filler.h"
#include "wipe/report/claims.h"

namespace sekisho {
namespace {

constexpr uint64_t kMiB = 1 << 20;
constexpr uint64_t kMostFatFileBytes = (uint64_t{4} << 30) - 4 * kMiB;
constexpr int kMostRounds = 16;
constexpr uint64_t kMostFileBytes = uint64_t{1} << 40;

Result<void> SyncAll(int root) {
  if (syncfs(root) == 0) return {};
  return SystemError(Message("the file system cannot be synced"), errno);
}

Result<uint64_t> FreeBytes(int root) {
  struct statvfs space {};
  if (fstatvfs(root, &space) != 0)
    return SystemError(Message("cannot look at the free space"), errno);
  return uint64_t{space.f_bfree} * space.f_frsize;
}

// A step that is not possible ends the run, unless best effort was asked for.
Result<void> Possible(Result<void> step, const FreeSpacePolicy& policy) {
  if (!step && step.error().code == ErrorCode::kRefused && policy.best_effort) return {};
  return step;
}

// Again, a few times, when too much is left: what another program gives back when all seems taken
// is free space, too.
Result<void> FillUntilLittleIsLeft(int root, FileSystemKind kind, SpaceFiller& filler,
                                   FreeSpaceTally& tally) {
  for (int round = 0; round < kMostRounds; ++round) {
    RETURN_IF_ERROR(filler.FillToTheLast());
    ASSIGN_OR_RETURN(tally.bytes_left, FreeBytes(root));
    if (tally.bytes_left <= MostBytesLeft(kind)) break;
  }
  return {};
}

// Full only between the first line and the last; the caller gives everything back.
Result<void> TakeTheLast(int root, FileSystemKind kind, ReservedBlocks& reserved,
                         SpaceFiller& filler, const FreeSpacePolicy& policy,
                         FreeSpaceTally& tally) {
  const auto lifted = reserved.Lift();
  RETURN_IF_ERROR(Possible(lifted, policy));
  RETURN_IF_ERROR(FillUntilLittleIsLeft(root, kind, filler, tally));
  tally.reserve_reached = lifted.has_value();
  return filler.ReadBack();
}

Result<void> FillAndReadBack(int root, FileSystemKind kind, ReservedBlocks& reserved,
                             SpaceFiller& filler, const FreeSpacePolicy& policy,
                             FreeSpaceTally& tally) {
  RETURN_IF_ERROR(Possible(reserved.WriteDown(), policy));
  ASSIGN_OR_RETURN(const uint64_t free_bytes, FreeBytes(root));
  const uint64_t keep = policy.keep_bytes == 0 ? DefaultReserve(free_bytes) : policy.keep_bytes;
  RETURN_IF_ERROR(filler.FillDownTo(keep));
  RETURN_IF_ERROR(filler.ReadBack());
  return TakeTheLast(root, kind, reserved, filler, policy, tally);
}

// What has to hold before, for what was deleted to be free space. That it cannot be found out is no
// failure: less is claimed then.
Result<void> LookBefore(int root, const FileSystemInfo& on, FreeSpaceTally& tally) {
  if (IsExt(on.kind))
    if (const auto counted = CountInodes(root, on)) tally.inodes = *counted;
  ASSIGN_OR_RETURN(const ReadOnlyMoment moment, MakeReadOnlyForAMoment(root, on));
  tally.nothing_deleted_in_use = moment.was_possible;
  tally.remark = moment.why_not;
  return CheckInterrupted();
}

Result<void> LookAfterwards(int root, const FileSystemInfo& on, FreeSpaceTally& tally) {
  RETURN_IF_ERROR(SyncAll(root));
  if (IsExt(on.kind))
    if (const auto counted = CountCleanDirectories(root, on)) tally.directories = *counted;
  return {};
}

}  // namespace

uint64_t DefaultReserve(uint64_t free_bytes) {
  return std::clamp(free_bytes / 8, 16 * kMiB, 1024 * kMiB);
}

uint64_t FreeSpaceWork(int root) { return 2 * FreeBytes(root).value_or(0); }

Result<void> WipeFreeSpace(int root, const FileSystemInfo& on, const FreeSpacePolicy& policy,
                           Random& random, FreeSpaceTally& tally) {
  RETURN_IF_ERROR(SyncAll(root));  // what is deleted but not yet committed cannot be taken
  RETURN_IF_ERROR(LookBefore(root, on, tally));
  ASSIGN_OR_RETURN(Workspace workspace, Workspace::Open(root, kReserveRecord));
  ASSIGN_OR_RETURN(ReservedBlocks reserved, ReservedBlocks::Find(root, workspace.fd(), on));
  ChurnTally churn;
  auto done = UseFreeInodes(workspace, on, random, churn);
  if (done) {
    done = PassJournal(workspace, on, random, churn);
    tally.journal_passed = done.has_value();
    done = Possible(std::move(done), policy);
  }
  tally.inodes_free = churn.inodes_free;
  tally.inodes_used = churn.inodes;
  tally.journal_bytes = churn.journal_bytes;
  RETURN_IF_ERROR(done);
  const bool fat = on.kind == FileSystemKind::kFat;
  SpaceFiller filler(
      workspace, fat ? kMostFatFileBytes : kMostFileBytes, random,
      policy.on_bytes ? policy.on_bytes : [](uint64_t) {});
  done = FillAndReadBack(root, on.kind, reserved, filler, policy, tally);
  tally.bytes_written = filler.bytes_written();
  tally.bytes_verified = filler.bytes_verified();
  const auto cleared = workspace.Clear();
  const auto restored = reserved.Restore();
  RETURN_IF_ERROR(done);
  RETURN_IF_ERROR(cleared);
  RETURN_IF_ERROR(restored);
  RETURN_IF_ERROR(workspace.Remove());
  return LookAfterwards(root, on, tally);
}

}  // namespace sekisho
