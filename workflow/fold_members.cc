// The part of the fold that knows who is who: cards, suspensions, departures.
#include <algorithm>

#include "base/message.h"
#include "workflow/org_state.h"

namespace sekisho {
namespace {

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

// Now, and the moments at which a person may cease to be officer or registrar.
std::vector<Time> Moments(const Person& person, Time at) {
  std::vector<Time> out = {at};
  const auto add = [&](const std::optional<Time>& end) {
    if (end && *end >= at) out.push_back(*end + std::chrono::seconds(1));
  };
  add(person.valid_until);
  for (const RoleGrant& grant : person.grants) add(grant.until);
  return out;
}

bool Holds(const Person& person, Role role, Time at) {
  return HasRole(person, role, at) && MayGivePower(person, at);
}

}  // namespace

bool OrgState::IsCharterRoot(const std::string& member) const {
  const auto& roots = charter().charter.roots;
  return std::any_of(roots.begin(), roots.end(), [&](const Root& root) {
    return !root.member.empty() && root.member == member;
  });
}

Gain OrgState::GainOfCard(const std::string& member, const Person& person) const {
  const MemberRecord* const record = FindMember(member);
  return record == nullptr ? GainOf(nullptr, false, person)
                           : GainOf(&record->Now(), record->had_keys, person);
}

bool OrgState::CardTakesTwo(const std::string& member, const Person& person,
                            const Digest& name) const {
  const MemberRecord* const known = FindMember(member);
  return GainOfCard(member, person).any() || (known != nullptr && name != known->name);
}

// What no card may be, whoever signs it. `member` has one already, or gets its first.
Result<void> OrgState::CheckCard(const std::string& member, const Person& person, Time at) const {
  for (const auto& [id, other] : members_) {
    if (id == member || person.keyless || other.Now().keyless) continue;
    if (other.Now().sign_key == person.sign_key ||
        other.Now().age_recipient == person.age_recipient)
      return Void(Message("one of its keys belongs to another member"));  // defence: C9-5
  }
  const MemberRecord* const known = FindMember(member);
  for (const Root& root : charter().charter.roots) {
    if (root.member.empty() || root.member != member) continue;
    if (person.sign_key != root.key ||
        (known != nullptr && person.age_recipient != known->Now().age_recipient))
      // defence: I5-12
      return Void(Message("a lost officer's key is replaced through the charter, by no card"));
  }
  if (known == nullptr) return {};
  // Who comes back is a new member: what was signed before stays theirs who left (ATTACKS B6).
  if (known->Now().status == MemberStatus::kLeft)
    return Void(Message("the member has left"));  // defence: B6-11
  if (person.is_device != known->Now().is_device)
    return Void(Message("a device stays a device, and a person a person"));  // defence: I5-13
  Person after = person;
  after.member = member;
  after.status = known->Now().status;
  return CheckSomebodyStays(member, after, at);
}

// Asked of now and of the day on which a changed member's term ends: a card that ends the last
// officer's tomorrow is the same attack a day later (ATTACKS I11).
Result<void> OrgState::CheckSomebodyStays(const std::string& member, const Person& after,
                                          Time at) const {
  for (const Role role : {Role::kSecurityOfficer, Role::kRegistrar}) {
    const auto somebody = [&](Time when, bool changed) {
      return std::any_of(members_.begin(), members_.end(), [&](const auto& entry) {
        const bool is_changed = changed && entry.first == member;
        return Holds(is_changed ? after : entry.second.Now(), role, when);
      });
    };
    for (const Time when : Moments(after, at))
      if (somebody(when, false) && !somebody(when, true))
        // defence: I11-1
        return Void(role == Role::kRegistrar ? Message("there would be no active registrar")
                                             : Message("there would be no active officer"));
  }
  return {};
}

// A first card, or a new one. What gives power takes two, by a proposal, and so does another name:
// what the old one signed would be shown under it. Only where nobody else may be the second does
// the officer who is registrar do it with a card alone (ATTACKS I2, I5, I15).
Result<void> OrgState::ApplyCard(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  ASSIGN_OR_RETURN(CardClaims card, ReadCardClaims(statement.claims));
  const bool is_first = header.subject == header.jti;
  if (!is_first && FindMember(header.subject) == nullptr)
    return Void(Message("it is about a member that there is not"));  // defence: I5-7
  const Time at = EntryTime(header.iat);
  card.person.member = header.subject;
  // The officer's own card, the first of all, carries the key that signed the charter.
  const bool founds = members_.empty();
  if (founds && card.person.sign_key != charter().charter.roots.front().key)
    return Void(Message("the first card is not the officer's"));  // defence: I5-8
  RETURN_IF_ERROR(CheckCard(header.subject, card.person, at));
  ASSIGN_OR_RETURN(const Digest name, statement.AnnexCommitment("main"));
  const bool takes_two = !founds && CardTakesTwo(header.subject, card.person, name);
  if (takes_two) {
    if (header.iss == header.subject)
      // defence: I15-12
      return Void(Message("nobody gives themselves a role, keys or another name"));
    if (!MayActAlone(header.iss, header.subject, at))
      // defence: I15-13
      return Void(
          Message("what gives power or another name takes two: registrar and security "
                  "officer"));
  }
  Power power{at, {}, takes_two};
  if (!founds) power.by = {header.iss};
  SetCard(index, statement, numbers_['P'], std::move(card.person), power);
  return {};
}

// `ordinal` is for a new member. What the member had already keeps its date and givers.
void OrgState::SetCard(uint64_t index, const Statement& statement, uint64_t ordinal, Person person,
                       const Power& power) {
  const auto [it, is_new] = members_.try_emplace(person.member);
  MemberRecord& record = it->second;
  const Person before = is_new ? Person{} : record.Now();
  if (is_new) {
    record.id = person.member;
    record.ordinal = ordinal;
  } else if (person.status != before.status) {
    person.status = before.status;  // defence: B6-5
  }
  if (person.keyless)
    record.keys.reset();
  else if (is_new || before.sign_key != person.sign_key ||
           before.age_recipient != person.age_recipient)
    record.keys = power;
  record.had_keys = record.had_keys || !person.keyless;
  std::vector<RolePower> roles;
  for (const RoleGrant& grant : person.grants) {
    if (grant.role == Role::kEmployee) continue;
    const auto old =
        std::find_if(record.roles.begin(), record.roles.end(), [&](const RolePower& had) {
          return Covers(had.grant, before.valid_until, grant, person.valid_until);
        });
    roles.push_back({grant, old == record.roles.end() ? power : old->power});
  }
  record.roles = std::move(roles);
  record.card_token = statement.token;
  record.name = *statement.AnnexCommitment("main");  // both kinds have it (annex_parts.h)
  record.versions.emplace_back(index, std::move(person));
}

void OrgState::SetStatus(uint64_t index, const std::string& member, MemberStatus status) {
  MemberRecord& record = members_.at(member);
  Person person = record.Now();
  person.status = status;
  record.versions.emplace_back(index, std::move(person));
}

Result<void> OrgState::CheckReinstate(const std::string& member) const {
  if (FindMember(member)->Now().status == MemberStatus::kSuspended) return {};
  return Void(Message("the member is not suspended"));  // defence: I5-14, else {}
}

Result<void> OrgState::ApplyStatus(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  ASSIGN_OR_RETURN(const StatusClaims status, ReadStatusClaims(statement.claims));
  const auto it = members_.find(header.subject);
  // defence: I5-9, else {}
  if (it == members_.end()) return Void(Message("it is about a member that there is not"));
  const Time at = EntryTime(header.iat);
  RETURN_IF_ERROR(MaySignStatus(status.action, members_.at(header.iss).Now(), header.subject, at));
  Person after = it->second.Now();
  switch (status.action) {
    case StatusAction::kSuspend:
    case StatusAction::kLeave:
      // defence: B6-4
      if (after.status == MemberStatus::kLeft) return Void(Message("the member has left"));
      after.status =
          status.action == StatusAction::kLeave ? MemberStatus::kLeft : MemberStatus::kSuspended;
      RETURN_IF_ERROR(CheckSomebodyStays(header.subject, after, at));
      SetStatus(index, header.subject, after.status);
      return {};
    case StatusAction::kReinstate:
      RETURN_IF_ERROR(CheckReinstate(header.subject));
      if (!MayActAlone(header.iss, header.subject, at))
        // defence: I15-14
        return Void(Message("reinstating takes two: registrar and security officer"));
      Reinstate(index, header.subject, {at, {header.iss}, true});
      return {};
    default:
      // defence: I5-10, else {}
      return Void(Message("this version does not know that change of a member"));
  }
}

// Whoever comes back has their keys and roles from those who let them.
void OrgState::Reinstate(uint64_t index, const std::string& member, const Power& power) {
  SetStatus(index, member, MemberStatus::kActive);
  MemberRecord& record = members_.at(member);
  if (record.keys) record.keys = power;
  for (RolePower& role : record.roles) role.power = power;
}

RecipientFacts OrgState::FactsOfRecipient(const std::string& recipient) const {
  for (const auto& [id, member] : members_)
    if (member.Now().age_recipient == recipient && member.Now().status == MemberStatus::kActive)
      return {recipient, RecipientKind::kMember, member.Now().valid_until};
  return {recipient, RecipientKind::kOther};
}

const MemberRecord* OrgState::ReaderOf(const std::string& age_key, Time now) const {
  if (age_key.empty()) return nullptr;
  for (const auto& [id, member] : members_)
    if (member.Now().age_recipient == age_key && IsActive(member.Now(), now)) return &member;
  return nullptr;
}

}  // namespace sekisho
