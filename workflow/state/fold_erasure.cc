// The part of the fold that says which annexes may be erased.
#include <algorithm>

#include "approvals/annex_parts.h"
#include "base/text/message.h"
#include "workflow/state/annexes.h"

namespace sekisho {
namespace {

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

bool Commits(const Statement& statement, const Digest& digest) {
  const auto parts = AnnexPartsOf(statement.header.kind);
  return std::any_of(parts.begin(), parts.end(), [&](const AnnexPartRule& part) {
    const auto has = statement.AnnexCommitment(part.part);
    return has && *has == digest;
  });
}

bool IsNameOrKey(const MemberRecord& member, const Digest& digest) {
  return member.name == digest || member.grant == digest;
}

}  // namespace

// Whose words they are: a later one that commits to the same has copied them, and keeps nobody's
// words alive (ATTACKS I20).
const RequestRecord* OrgState::RequestWithAnnex(const Digest& digest) const {
  const RequestRecord* first = nullptr;
  for (const auto& [id, request] : requests())
    if (Commits(request.statement, digest) && (first == nullptr || request.index < first->index))
      first = &request;
  return first;
}

// Whether it can still be sealed, or its medium is not back.
bool OrgState::IsStillNeeded(const RequestRecord& request, Time at) const {
  const MediumRecord* const medium = FindMedium(request.claims.medium);
  const bool away = medium != nullptr &&
                    (!medium->holder.empty() || medium->state == MediumState::kOut ||
                     medium->state == MediumState::kLost || medium->state == MediumState::kFound);
  return away || (!request.withdrawn && request.claims.until >= at);
}

// What is read to decide, or who has to be able to read, is not erased: the names and directory
// keys of members, and the words of a request that can still be sealed or whose medium is not back.
// Anything else is no annex that this version erases, and might be words itself: a retention that
// knows more comes with its command (ATTACKS I3, I20).
Result<void> OrgState::CheckErasure(const Statement& statement) const {
  const Time at = BelievedTime(statement.header.iss, statement.header.iat);
  for (const Digest& doomed : ErasedBy(statement)) {
    bool left = false;
    for (const auto& [id, member] : members()) {
      if (!IsNameOrKey(member, doomed)) continue;
      if (member.Now().status != MemberStatus::kLeft)
        return Void(Message("it erases the name or the key of a member"));  // defence: I20-6
      left = true;
    }
    if (left) continue;
    const RequestRecord* const request = RequestWithAnnex(doomed);
    if (request == nullptr)
      return Void(
          Message("it erases what this version does not erase"));  // defence: I20-8, else {}
    if (IsStillNeeded(*request, at))
      return Void(Message("it erases the words of a request that is not over"));  // defence: I20-7
  }
  return {};
}

}  // namespace sekisho
