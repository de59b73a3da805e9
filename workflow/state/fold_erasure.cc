// The part of the fold that says which annexes may be erased.
#include <algorithm>

#include "approvals/annex_parts.h"
#include "base/text/message.h"
#include "workflow/state/annexes.h"

namespace sekisho {
namespace {

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

bool HasOneOf(const std::set<Digest>& digests, const Statement& statement) {
  for (const AnnexPartRule& part : AnnexPartsOf(statement.header.kind))
    if (const auto has = statement.AnnexCommitment(part.part); has && digests.contains(*has))
      return true;
  return false;
}

}  // namespace

// What is read to decide, or who has to be able to read, is not erased: the names and directory
// keys of members, and the words of a request that can still be sealed or whose medium is not back.
// A retention that knows more comes with its command (ATTACKS I20).
Result<void> OrgState::CheckErasure(const Statement& statement) const {
  const std::set<Digest> doomed = ErasedBy(statement);
  const Time at = BelievedTime(statement.header.iat);
  for (const auto& [id, member] : members_)
    if (member.Now().status != MemberStatus::kLeft &&
        (doomed.contains(member.name) || (member.grant && doomed.contains(*member.grant))))
      return Void(Message("it erases the name or the key of a member"));  // defence: I20-6
  for (const auto& [id, request] : requests_) {
    const bool away =
        std::any_of(media_.begin(), media_.end(), [&on = request.claims.medium](const auto& entry) {
          return !entry.second.holder.empty() && entry.second.id == on;
        });
    const bool open = !request.withdrawn && request.claims.until >= at;
    if ((away || open) && HasOneOf(doomed, request.statement))
      return Void(Message("it erases the words of a request that is not over"));  // defence: I20-7
  }
  return {};
}

}  // namespace sekisho
