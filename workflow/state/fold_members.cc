// The part of the fold that knows who is who: cards, suspensions, departures.
#include <algorithm>

#include "base/text/message.h"
#include "base/text/plain_name.h"
#include "workflow/state/org_state.h"

namespace sekisho {
namespace {

constexpr std::chrono::days kTimeForSuccessors{31};
constexpr size_t kMaxGrants = 16;  // of one card: an officer of several departments has some

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

std::optional<Digest> GrantOf(const Statement& statement) {
  const auto grant = statement.AnnexCommitment("grant");
  return grant ? std::optional<Digest>(*grant) : std::nullopt;
}

bool Holds(const Person& person, Role role, Time at) {
  return HasRole(person, role, at) && MayGivePower(person, at);
}

// Those of them who hold `role` at some time.
std::vector<const Person*> Holders(const std::vector<const MemberRecord*>& members, Role role) {
  std::vector<const Person*> holders;
  for (const MemberRecord* const record : members) {
    const auto& grants = record->Now().grants;
    if (std::any_of(grants.begin(), grants.end(),
                    [&](const RoleGrant& grant) { return grant.role == role; }))
      holders.push_back(&record->Now());
  }
  return holders;
}

// The moments from `first` on at which one of them may begin or cease to hold `role`: the last of
// each term, and the first after it.
std::vector<Time> Moments(const std::vector<const Person*>& people, Role role, Time first) {
  std::vector<Time> out = {first};
  const auto add = [&](Time moment) {
    if (moment > first) out.push_back(moment);
  };
  const auto add_end = [&](const std::optional<Time>& end) {
    if (!end) return;
    add(*end);
    add(*end + std::chrono::seconds(1));
  };
  for (const Person* const person : people) {
    add_end(person->valid_until);
    for (const RoleGrant& grant : person->grants) {
      // An auditor holds no other role meanwhile.
      if (grant.role != role && grant.role != Role::kAuditor) continue;
      add(grant.from);
      add_end(grant.until);
    }
  }
  return out;
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

// Or what was approved for somebody outside would be a member's by one hand, and nobody's once that
// member has left (ATTACKS I1, I19). Asked of a card and of a proposal, not once more at the
// consent: anybody who read the proposal could name its key in a request, and end it.
Result<void> OrgState::CheckNotNamed(const Person& person) const {
  const bool is_new = !person.age_recipient.empty() && OwnerOf(person.age_recipient) == nullptr;
  if (is_new && TimesNamed(person.age_recipient, UINT64_MAX) > 0)
    // defence: I19-11
    return Void(Message("a request has named its key for packages as somebody's outside"));
  return {};
}

// What no card may be, whoever signs it. `member` has one already, or gets its first.
Result<void> OrgState::CheckCard(const std::string& member, const Person& person, Time at) const {
  // Nor one that another had: what they signed or was encrypted to them would be this one's.
  const auto was_anothers = [&](const std::string* owner) {
    return owner != nullptr && *owner != member;
  };
  if (!person.keyless && (was_anothers(owners_by_sign_key_.Find(person.sign_key)) ||
                          was_anothers(owners_by_age_key_.Find(person.age_recipient))))
    return Void(Message("one of its keys belongs to another member"));  // defence: C9-5
  const Charter& rules = charter().charter;
  if (!person.age_recipient.empty() && (person.age_recipient == rules.directory ||
                                        std::find(rules.escrow.begin(), rules.escrow.end(),
                                                  person.age_recipient) != rules.escrow.end()))
    // defence: I19-10
    return Void(Message("its key for packages is one that others have"));
  RETURN_IF_ERROR(CheckDepartments(person));
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

// Judged at every moment, not only at the date that the statement gives: who dates ahead or back,
// or ends two terms one after the other, would leave nobody (ATTACKS I11).
Result<void> OrgState::CheckSomebodyStays(const std::string& member, const Person& after,
                                          Time at) const {
  const std::vector<const MemberRecord*> in_office = OfficeHolders();
  const Time now = PowerTime(at);  // not what the author says alone
  for (const Role role : {Role::kSecurityOfficer, Role::kRegistrar}) {
    const std::vector<const Person*> before = Holders(in_office, role);
    std::vector<const Person*> then = {&after};
    std::copy_if(before.begin(), before.end(), std::back_inserter(then),
                 [&](const Person* person) { return person->member != member; });
    std::vector<const Person*> all = before;
    all.push_back(&after);
    std::vector<Time> moments = Moments(all, role, latest());
    moments.insert(moments.end(), {at, now});
    for (const Time when : moments) {
      // Who suspends somebody at once leaves the others a month to see to their successors.
      if (after.status != MemberStatus::kActive && when > now + kTimeForSuccessors) continue;
      const auto holds = [&](const Person* person) { return Holds(*person, role, when); };
      if (std::any_of(before.begin(), before.end(), holds) &&
          std::none_of(then.begin(), then.end(), holds))
        // defence: I11-1
        return Void(role == Role::kRegistrar ? Message("there would be no active registrar")
                                             : Message("there would be no active officer"));
    }
  }
  return {};
}

bool OrgState::MayActAlone(const std::string& author, const std::string& target, Time at) const {
  const MemberRecord* const record = FindMember(author);
  if (record == nullptr || author == target || !IsBoth(record->Now(), at)) return false;
  // Up to what others of office have signed: who dates back is beside those who have come since.
  const Time last = std::max(at, time_.OfficeWithout(author));
  std::vector<Time> moments = {at, last};
  for (const Role role : {Role::kSecurityOfficer, Role::kRegistrar})
    for (const Time moment : Moments(Holders(OfficeHolders(), role), role, latest()))
      if (moment < last) moments.push_back(moment);
  return std::all_of(moments.begin(), moments.end(),
                     [&](Time when) { return Seconds(*record, target, when, true).empty(); });
}

// Its words are the charter's, or few and plain where it has none: a core is no place for text
// (ATTACKS I2, I3).
Result<void> OrgState::CheckDepartments(const Person& person) const {
  const auto& known = charter().charter.departments;
  for (const RoleGrant& grant : person.grants) {
    const std::string& name = grant.department;
    if (name.empty()) continue;
    const bool fits = known.empty() ? IsPlainDepartment(name)
                                    : std::find(known.begin(), known.end(), name) != known.end();
    // defence: I3-41
    if (!fits) return Void(Message("it names a department that the charter does not know"));
  }
  if (person.grants.size() > kMaxGrants)
    // defence: I3-42
    return Void(Message("it has more than {0} roles", {std::to_string(kMaxGrants)}));
  return {};
}

// The directory key of somebody whose keys stay is not given anew: with another one they would read
// nobody's name, or write for one reader what is for all (ATTACKS I5, I20).
Result<void> OrgState::CheckGrant(const std::string& member, const Person& person,
                                  const std::optional<Digest>& grant) const {
  const MemberRecord* const known = FindMember(member);
  if (known == nullptr || grant == known->grant) return {};
  if (known->Now().keyless || person.keyless || !SameKeys(known->Now(), person)) return {};
  // defence: I5-20, else {}
  return Void(Message("it gives another directory key to somebody whose keys stay"));
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
  const bool founds = !has_members_;
  if (founds && card.person.sign_key != charter().charter.roots.front().key)
    return Void(Message("the first card is not the officer's"));  // defence: I5-8
  RETURN_IF_ERROR(CheckNotNamed(card.person));
  RETURN_IF_ERROR(CheckCard(header.subject, card.person, at));
  RETURN_IF_ERROR(CheckGrant(header.subject, card.person, GrantOf(statement)));
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
  Power power{PowerTime(at), {}, takes_two, at};
  if (!founds) power.by = {header.iss};
  SetCard(index, statement, numbers_['P'], std::move(card.person), power);
  return {};
}

// `ordinal` is for a new member. What the member had already keeps its date and givers.
void OrgState::SetCard(uint64_t index, const Statement& statement, uint64_t ordinal, Person person,
                       const Power& power) {
  MemberRecord* const known = members_.Change(person.member);
  const bool is_new = known == nullptr;
  MemberRecord& record = is_new ? members_.Put(person.member, {}) : *known;
  const Person before = is_new ? Person{} : record.Now();
  if (is_new) {
    record.id = person.member;
    record.ordinal = ordinal;
    by_number_.Put(ShortId(record), record.id);
    has_members_ = true;
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
  IndexMember(person);
  record.card_token = statement.token;
  record.name = *statement.AnnexCommitment("main");  // both kinds have it (annex_parts.h)
  record.grant = GrantOf(statement);
  record.versions.emplace_back(index, std::move(person));
}

void OrgState::SetStatus(uint64_t index, const std::string& member, MemberStatus status) {
  MemberRecord& record = *members_.Change(member);
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
  const MemberRecord* const known = FindMember(header.subject);
  // defence: I5-9, else {}
  if (known == nullptr) return Void(Message("it is about a member that there is not"));
  const Time at = EntryTime(header.iat);
  Result<void> may;
  HeldWhenSaid(statement, [&](Time when) {
    may = MaySignStatus(status.action, MemberOf(header.iss).Now(), header.subject, when);
    return may.has_value();
  });
  RETURN_IF_ERROR(may);
  Person after = known->Now();
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
      Reinstate(index, header.subject, {PowerTime(at), {header.iss}, true, at});
      return {};
    default:
      // defence: I5-10, else {}
      return Void(Message("this version does not know that change of a member"));
  }
}

// Whoever comes back has their keys and roles from those who let them.
void OrgState::Reinstate(uint64_t index, const std::string& member, const Power& power) {
  SetStatus(index, member, MemberStatus::kActive);
  MemberRecord& record = *members_.Change(member);
  if (record.keys) record.keys = power;
  for (RolePower& role : record.roles) role.power = power;
}

RecipientFacts OrgState::FactsOfRecipient(const std::string& recipient) const {
  const MemberRecord* const member = FindMemberByAgeKey(recipient);
  if (member != nullptr && member->Now().status == MemberStatus::kActive)
    return {recipient, RecipientKind::kMember, member->Now().valid_until};
  if (OwnerOf(recipient) != nullptr) return {recipient, RecipientKind::kFormer};
  return {recipient, RecipientKind::kOther};
}

const MemberRecord* OrgState::ReaderOf(const std::string& age_key, Time now) const {
  if (age_key.empty()) return nullptr;
  const MemberRecord* const member = FindMemberByAgeKey(age_key);
  return member != nullptr && IsActive(member->Now(), now) ? member : nullptr;
}

}  // namespace sekisho
