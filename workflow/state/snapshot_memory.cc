#include "workflow/state/snapshot_memory.h"

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"

namespace sekisho {
namespace {

std::string PathIn(const std::string& state_dir) { return state_dir + "/snapshot"; }

Error TakenBack(const std::string& why) {
  return Fail(ErrorCode::kVerdict, Message("the snapshot is not to be believed: {0}", {why}),
              next::GetSnapshotAndReport());
}

Error Damaged(const std::string& path) {
  return Fail(ErrorCode::kMalformed, Message("{0}, the snapshot last believed, is damaged", {path}),
              next::StartOver(path));
}

}  // namespace

Result<SnapshotMemory> SnapshotMemory::Recall(const std::string& state_dir, const Digest& genesis) {
  SnapshotMemory memory;
  const std::string path = PathIn(state_dir);
  if (IsAbsent(path)) return memory;
  ASSIGN_OR_RETURN(std::string text, ReadTextFile(path, kMaxSnapshotBytes));
  memory.text_ = std::move(text);
  auto parts = ParseSnapshot(memory.text_);
  if (!parts || parts->entries.empty()) return Damaged(path);  // defence: G5-8, else memory
  if (StatementHash(parts->entries.front().second) != genesis) return SnapshotMemory();
  const auto core = ParseStatement(parts->core);
  const auto claims = core ? ReadSnapshotClaims(core->claims) : Result<SnapshotClaims>(Error{});
  if (!claims) return Damaged(path);  // defence: G5-9, else memory
  memory.size_ = claims->size;
  memory.made_ = core->header.iat;
  memory.entries_ = std::move(parts->entries);
  return memory;
}

Result<void> SnapshotMemory::CheckContinues(uint64_t size, Time made,
                                            const SnapshotEntries& entries) const {
  // Of two sizes the one that was signed later counts: who once signed a size that the log does not
  // have yet would shut out all that are made until it has (ATTACKS G13).
  if (size < size_ && made <= made_)
    return TakenBack(Message("this gate has seen a newer one, of {0} entries of the log, not {1}",
                             {std::to_string(size_), std::to_string(size)}));  // defence: G5-10
  auto at = entries.begin();
  for (const auto& old : entries_) {
    if (old.second.size() <= kMaxNumberLetters) continue;  // its signer's word, no statement
    while (at != entries.end() && at->first < old.first) ++at;
    if (at == entries.end() || *at != old)
      return TakenBack(Message("entry {0} of the log, which this gate has seen, is missing in it",
                               {std::to_string(old.first)}));  // defence: G5-11
  }
  return {};
}

Result<void> SnapshotMemory::Remember(const std::string& state_dir, std::string_view text) {
  return WriteFileAtomic(PathIn(state_dir), AsBytes(text), TempFile::Existing::kReplace);
}

}  // namespace sekisho
