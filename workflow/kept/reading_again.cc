#include "workflow/kept/reading_again.h"

#include <algorithm>

#include "workflow/kept/row_codec.h"

namespace sekisho {
namespace {

std::optional<Person> AfterCard(const Json& claims, const std::string& member,
                                const Person* before) {
  auto card = ReadCardClaims(claims);
  if (!card) return std::nullopt;
  card->person.member = member;
  if (before != nullptr) card->person.status = before->status;
  return std::move(card->person);
}

std::optional<Person> AfterStatus(const Json& claims, const Person* before) {
  const auto status = ReadStatusClaims(claims);
  if (!status || before == nullptr) return std::nullopt;
  Person after = *before;
  after.status = status->action == StatusAction::kLeave     ? MemberStatus::kLeft
                 : status->action == StatusAction::kSuspend ? MemberStatus::kSuspended
                                                            : MemberStatus::kActive;
  return after;
}

std::optional<Person> AfterConsent(RowSource& source, const Statement& consent,
                                   const std::string& member, const Person* before) {
  for (const Mention& mention : source.About(consent.header.subject)) {
    if (mention.kind != KindName(Kind::kProposal)) continue;
    const Statement proposal = StatementAt(&source, mention.index);
    const auto claims = ReadProposalClaims(proposal.claims);
    if (!claims) return std::nullopt;
    if (member != (claims->target.empty() ? proposal.header.jti : claims->target))
      return std::nullopt;
    return claims->act == ProposedAct::kMemberCard ? AfterCard(claims->claims, member, before)
                                                   : AfterStatus(claims->claims, before);
  }
  return std::nullopt;
}

std::optional<Person> After(RowSource& source, const Statement& statement,
                            const std::string& member, const Person* before) {
  const StatementHeader& header = statement.header;
  if (header.kind == Kind::kConsent) return AfterConsent(source, statement, member, before);
  if (header.subject != member) return std::nullopt;
  if (header.kind == Kind::kMemberCard) return AfterCard(statement.claims, member, before);
  if (header.kind == Kind::kMemberStatus) return AfterStatus(statement.claims, before);
  return std::nullopt;
}

}  // namespace

bool IsMadeBy(RowSource& source, const MemberRecord& member) {
  const Person* before = nullptr;
  std::set<uint64_t> places;
  for (const auto& [index, person] : member.versions) {
    if (After(source, StatementAt(&source, index), member.id, before) != person) return false;
    before = &person;
    places.insert(index);
  }
  const auto mentions = source.About(member.id);
  return std::all_of(mentions.begin(), mentions.end(), [&](const Mention& mention) {
    const bool makes = mention.kind == KindName(Kind::kMemberCard) ||
                       mention.kind == KindName(Kind::kMemberStatus);
    return !makes || places.contains(mention.index);
  });
}

}  // namespace sekisho
