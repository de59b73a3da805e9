// The part of the fold for what takes two people: a proposal by the first, a consent by the second.
// Nothing has changed before the consent, and its index is the act's.
#include <algorithm>

#include "base/text/message.h"
#include "workflow/state/org_state.h"

namespace sekisho {
namespace {

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

Result<Person> PersonOf(const ProposalClaims& proposal, const std::string& member) {
  ASSIGN_OR_RETURN(CardClaims card, ReadCardClaims(proposal.claims));
  card.person.member = member;
  return std::move(card.person);
}

// A card is signed somewhat later than the day that it names for its roles: its signer types a
// passphrase, the machine is slow. Of what was given before that, such a card is not dated ahead.
constexpr std::chrono::hours kTimeToSign{1};

}  // namespace

// Two of whom one has made the other are one (ATTACKS I15), whichever of them begins.
bool OrgState::IsBarred(const MemberRecord& first, const MemberRecord& second, Time at,
                        bool but_ahead) const {
  const int64_t days = charter().charter.young_key_days;
  const auto made = [&](const MemberRecord& by, const MemberRecord& member) {
    const auto lately = [&](const Power& power) {
      return GaveLately(by.id, power, days, at) && !(but_ahead && power.dated > at + kTimeToSign);
    };
    return (member.keys && lately(*member.keys)) ||
           std::any_of(member.roles.begin(), member.roles.end(),
                       [&](const RolePower& role) { return lately(role.power); });
  };
  return made(first, second) || made(second, first);
}

std::vector<std::string> OrgState::WhoMayConsent(const std::string& first,
                                                 const std::string& target, Time at) const {
  const MemberRecord* const proposer = FindMember(first);
  return proposer == nullptr ? std::vector<std::string>() : Seconds(*proposer, target, at, false);
}

std::vector<std::string> OrgState::Seconds(const MemberRecord& first, const std::string& target,
                                           Time at, bool ahead_too) const {
  std::vector<std::string> out;
  for (const MemberRecord* const member : OfficeHolders())
    if (member->id != target && AreTwo(first.Now(), member->Now(), at) &&
        !IsBarred(first, *member, at, ahead_too))
      out.push_back(member->id);
  return out;
}

Result<void> OrgState::ApplyProposal(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  // defence: I15-15
  if (header.subject != header.jti) return Void(Message("a proposal is its own subject"));
  ProposalRecord record;
  ASSIGN_OR_RETURN(record.claims, ReadProposalClaims(statement.claims));
  const std::string& target = record.claims.target;
  const MemberRecord* const known = FindMember(target);
  if (!target.empty() && known == nullptr)
    return Void(Message("it is about a member that there is not"));  // defence: I15-16, else {}
  // defence: I15-17
  if (target == header.iss)
    return Void(Message("nobody gives themselves a role, keys or another name"));
  if (record.claims.act == ProposedAct::kMemberCard) {
    const std::string member = target.empty() ? header.jti : target;
    ASSIGN_OR_RETURN(const Person person, PersonOf(record.claims, member));
    RETURN_IF_ERROR(CheckNotNamed(person));
    RETURN_IF_ERROR(CheckCard(member, person, EntryTime(header.iat)));
    const auto grant = statement.AnnexCommitment("grant");
    RETURN_IF_ERROR(
        CheckGrant(member, person, grant ? std::optional<Digest>(*grant) : std::nullopt));
  } else {
    ASSIGN_OR_RETURN(const StatusClaims status, ReadStatusClaims(record.claims.claims));
    if (known == nullptr || status.action != StatusAction::kReinstate)
      // defence: I15-18, else {}
      return Void(Message("that change of a member takes one person, not two"));
    RETURN_IF_ERROR(CheckReinstate(target));
  }
  record.index = index;
  record.ordinal = numbers_['W'];
  record.member_ordinal = numbers_['P'];
  record.statement = statement;
  by_number_.Put(ShortId(record), header.jti);
  proposals_.Put(header.jti, std::move(record));
  return {};
}

Result<void> OrgState::CheckConsent(const ProposalRecord& proposal, const std::string& second,
                                    Time at) const {
  const MemberRecord& first = MemberOf(proposal.proposer());
  const std::string& target = proposal.claims.target;
  if (proposal.consented) return Void(Message("it was consented to already"));  // defence: I15-19
  if (proposal.withdrawn) return Void(Message("it was withdrawn"));             // defence: I15-32
  // defence: I15-20
  if (second == first.id) return Void(Message("the second person is another than the first"));
  // defence: I15-21
  if (second == target)
    return Void(Message("nobody gives themselves a role, keys or another name"));
  if (!AreTwo(first.Now(), MemberOf(second).Now(), at))
    // defence: I15-22
    return Void(Message("it takes a registrar and a security officer, both active"));
  if (IsBarred(first, MemberOf(second), at, false))
    return Void(
        std::to_string(charter().charter.young_key_days) == "1"
            ? Message("one of the two has given the other keys or a role within one day")
            : Message("one of the two has given the other keys or a role within {0} days",
                      {std::to_string(charter().charter.young_key_days)}));  // defence: I15-23
  if (!target.empty() && MemberOf(target).versions.back().first > proposal.index)
    return Void(Message("the member has changed since it was proposed"));  // defence: I15-24
  return {};
}

// Taken back by who made it, or turned down by whose office it is: it waits for nobody then.
Result<void> OrgState::WithdrawProposal(uint64_t index, const Statement& statement,
                                        const Digest& hash) {
  const StatementHeader& header = statement.header;
  ProposalRecord& proposal = *proposals_.Change(header.subject);
  if (hash != proposal.statement.hash)
    return Void(Message("it is about another proposal than it names"));         // defence: I15-33
  if (proposal.consented) return Void(Message("it was consented to already"));  // defence: I15-34
  if (header.iss != proposal.proposer() && !AuthorHas(statement, Role::kRegistrar) &&
      !AuthorHas(statement, Role::kSecurityOfficer))
    // defence: I15-35
    return Void(Message("a proposal is withdrawn by who made it, a registrar or an officer"));
  proposal.withdrawn = index;
  return {};
}

Result<void> OrgState::ApplyConsent(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  ASSIGN_OR_RETURN(const ConsentClaims consent, ReadConsentClaims(statement.claims));
  const ProposalRecord* const known = FindProposal(header.subject);
  // defence: I15-25, else {}
  if (known == nullptr) return Void(Message("it is about a proposal that there is not"));
  const ProposalRecord& proposal = *known;
  if (consent.proposal != proposal.statement.hash)
    return Void(Message("it is about another proposal than it names"));  // defence: I15-26
  const Time at = EntryTime(header.iat);
  RETURN_IF_ERROR(CheckConsent(proposal, header.iss, at));
  RETURN_IF_ERROR(CheckConsent(proposal, header.iss, BelievedTime(header.iss, header.iat)));
  const Power power{PowerTime(at), {proposal.proposer(), header.iss}, false, at};
  const std::string& target = proposal.claims.target;
  if (proposal.claims.act == ProposedAct::kMemberCard) {
    const std::string member = target.empty() ? proposal.id() : target;
    ASSIGN_OR_RETURN(Person person, PersonOf(proposal.claims, member));
    RETURN_IF_ERROR(CheckCard(member, person, at));
    SetCard(index, proposal.statement, proposal.member_ordinal, std::move(person), power);
  } else {
    RETURN_IF_ERROR(CheckReinstate(target));
    Reinstate(index, target, power);
  }
  proposals_.Change(header.subject)->consented = index;
  return {};
}

}  // namespace sekisho
