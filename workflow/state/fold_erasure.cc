// The part of the fold that says which annexes may be erased.
#include <algorithm>

#include "base/text/message.h"
#include "workflow/state/annexes.h"

namespace sekisho {
namespace {

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

// Whose words or name an annex of it is.
std::string AnnexOwner(const Statement& statement) {
  const StatementHeader& header = statement.header;
  if (header.kind == Kind::kRequest) return "R" + header.jti;
  if (header.kind == Kind::kMemberCard) return "P" + header.subject;
  if (header.kind != Kind::kProposal) return {};
  const auto proposal = ReadProposalClaims(statement.claims);
  return "P" + (proposal && !proposal->target.empty() ? proposal->target : header.jti);
}

}  // namespace

// The first that commits to an annex has it: a later one has copied it, keeps nobody's words alive
// and lets nobody's go (ATTACKS I20).
void OrgState::RememberAnnexes(const Statement& statement) {
  const auto annex = statement.claims.find("annex");
  if (annex == statement.claims.end()) return;
  for (const auto& [part, commitment] : annex->items())
    if (const auto digest = DigestFromHex(commitment.get<std::string>());
        digest && !annexes_.Contains(KeyOf(*digest)))
      annexes_.Put(KeyOf(*digest), AnnexOwner(statement));
}

// Whether it can still be sealed, or its medium is not back.
bool OrgState::IsStillNeeded(const RequestRecord& request, Time at) const {
  const MediumRecord* const medium = FindMedium(request.claims.medium);
  const bool away = medium != nullptr &&
                    (!medium->holder.empty() || medium->state == MediumState::kOut ||
                     medium->state == MediumState::kLost || medium->state == MediumState::kFound);
  const auto has_force = [](const VetoRecord& veto) { return veto.has_force; };
  const bool stopped =
      request.withdrawn ||
      (!request.HasPackage() &&
       (std::any_of(request.denials.begin(), request.denials.end(), has_force) ||
        std::any_of(request.revocations.begin(), request.revocations.end(), has_force)));
  return away || (!stopped && request.claims.until >= at);
}

// What is read to decide, or who has to be able to read, is not erased: the names and directory
// keys of members, and the words of a request that can still be sealed or whose medium is not back.
// Anything else is no annex that this version erases, and might be words itself: a retention that
// knows more comes with its command (ATTACKS I3, I20).
Result<void> OrgState::CheckErasure(const Statement& statement) const {
  // What is over is over by the clock of another one of office, too, where there is one.
  const StatementHeader& header = statement.header;
  const Time office = time_.OfficeWithout(header.iss);
  const Time at = office == Time{} ? BelievedTime(header.iss, header.iat)
                                   : std::max(latest(), std::min(header.iat, office));
  for (const Digest& doomed : ErasedBy(statement)) {
    const std::string* const owner = annexes_.Find(KeyOf(doomed));
    const std::string id = owner == nullptr || owner->empty() ? std::string() : owner->substr(1);
    const RequestRecord* const request = FindRequest(id);
    const MemberRecord* const member = FindMember(id);
    if (request == nullptr && member == nullptr)
      return Void(
          Message("it erases what this version does not erase"));  // defence: I20-8, else {}
    if (member != nullptr && member->Now().status != MemberStatus::kLeft)
      return Void(Message("it erases the name or the key of a member"));  // defence: I20-6
    if (request != nullptr && IsStillNeeded(*request, at))
      return Void(Message("it erases the words of a request that is not over"));  // defence: I20-7
  }
  return {};
}

}  // namespace sekisho
