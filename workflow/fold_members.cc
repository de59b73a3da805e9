// The part of the fold that knows who is who.
#include <algorithm>

#include "base/message.h"
#include "workflow/org_state.h"

namespace sekisho {
namespace {

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

}  // namespace

Result<void> OrgState::ApplyCard(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  ASSIGN_OR_RETURN(CardClaims card, ReadCardClaims(statement.claims));
  card.person.member = header.subject;
  const auto known = members_.find(header.subject);
  const bool is_first = known == members_.end();
  if (is_first && header.subject != header.jti)
    return Void(Message("it is about a member that there is not"));
  if (!is_first && header.subject == header.jti) return Void(Message("its id is in use"));
  for (const auto& [id, other] : members_) {
    if (id == header.subject || card.person.keyless || other.Now().keyless) continue;
    if (other.Now().sign_key == card.person.sign_key ||
        other.Now().age_recipient == card.person.age_recipient)
      return Void(Message("one of its keys belongs to another member"));
  }
  // The officer's own card, the first of all, carries the key that signed the charter.
  if (members_.empty() && card.person.sign_key != charter().charter.roots.front().key)
    return Void(Message("the first card is not the officer's"));
  if (is_first) {
    MemberRecord record;
    record.id = header.subject;
    record.ordinal = members_.size() + 1;
    members_.emplace(record.id, std::move(record));
  } else {
    card.person.status = known->second.Now().status;
  }
  MemberRecord& record = members_.at(header.subject);
  record.card_token = statement.token;
  record.versions.emplace_back(index, std::move(card.person));
  return {};
}

Result<void> OrgState::ApplyStatus(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  ASSIGN_OR_RETURN(const StatusClaims status, ReadStatusClaims(statement.claims));
  const auto it = members_.find(header.subject);
  if (it == members_.end()) return Void(Message("it is about a member that there is not"));
  RETURN_IF_ERROR(
      MaySignStatus(status.action, members_.at(header.iss).Now(), header.subject, header.iat));
  Person person = it->second.Now();
  switch (status.action) {
    case StatusAction::kSuspend:
      if (person.status == MemberStatus::kLeft) return Void(Message("the member has left"));
      person.status = MemberStatus::kSuspended;
      break;
    case StatusAction::kLeave:
      person.status = MemberStatus::kLeft;
      break;
    default:
      return Void(Message("this version does not know that change of a member"));
  }
  it->second.versions.emplace_back(index, std::move(person));
  return {};
}

RecipientKind OrgState::KindOfRecipient(const std::string& recipient) const {
  for (const auto& [id, member] : members_)
    if (member.Now().age_recipient == recipient && member.Now().status == MemberStatus::kActive)
      return RecipientKind::kMember;
  return RecipientKind::kOther;
}

const MemberRecord* OrgState::ReaderOf(const std::string& age_key, Time now) const {
  if (age_key.empty()) return nullptr;
  for (const auto& [id, member] : members_)
    if (member.Now().age_recipient == age_key && IsActive(member.Now(), now)) return &member;
  return nullptr;
}

}  // namespace sekisho
