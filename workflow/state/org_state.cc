#include "workflow/state/org_state.h"

#include <algorithm>
#include <array>

#include "approvals/claims/claim_rules.h"
#include "approvals/duties.h"
#include "base/text/message.h"
#include "libcrypt/tokens/paserk.h"

namespace sekisho {
namespace {

// Labels are ASCII; two that differ only in case are one to whoever reads them aloud.
std::string InLowerCase(std::string_view label) {
  std::string out(label);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 0x20);
  return out;
}

// An id, for keys of more than one part: no id begins another (ParseStatement has seen to that).
std::string KeyPart(std::string_view id) { return std::string(id) + '/'; }

// So that keys are in the order of the numbers.
std::string KeyPart(uint64_t number) {
  std::array<uint8_t, 8> bytes{};
  PutBe64(number, bytes);
  return std::string(AsText(bytes));
}

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

bool NamesNewerFormat(const Statement& charter) {
  const auto format = GetInt(charter.claims, "format", 1, INT64_MAX);
  return format && *format > kRecordFormat;
}

ClockWord ClockWordOf(const Json& claims) {
  const auto word = claims.find("clock");
  if (word == claims.end()) return ClockWord::kNothing;
  return *word == "confirmed" ? ClockWord::kConfirmed : ClockWord::kUnconfirmed;
}

// Whether others will name it by its id alone.
bool Begins(const StatementHeader& header) {
  if (header.subject != header.jti) return false;
  switch (header.kind) {
    case Kind::kRequest:
    case Kind::kMedium:
    case Kind::kMemberCard:
    case Kind::kProposal:
    case Kind::kSeries:
    case Kind::kPartner:
    case Kind::kDelegation:
    case Kind::kExemptionRequest:
    case Kind::kIncident:
      return true;
    default:
      return false;
  }
}

}  // namespace

const Person* MemberRecord::At(uint64_t index) const {
  const Person* found = nullptr;
  for (const auto& [from, person] : versions)
    if (from < index) found = &person;
  return found;
}

Disposition OrgState::Apply(uint64_t index, std::string_view token, Signatures signatures) {
  Disposition disposition;
  if (needs_newer_program_) return disposition;
  const auto statement = ParseStatement(token);
  if (!statement) {
    ++voids_;
    disposition.why = statement.error().message;
    return disposition;
  }
  disposition.kind = KindName(statement->header.kind);
  disposition.subject = statement->header.subject;
  disposition.author = statement->header.iss;
  disposition.iat = statement->header.iat;
  TakeNumbers(NumbersOf(*statement));
  if (auto judged = Judge(index, *statement, signatures); !judged) {
    if (needs_newer_program_) return disposition;
    ++voids_;
    disposition.why = judged.error().message;
    return disposition;
  }
  disposition.valid = true;
  const StatementHeader& header = statement->header;
  statements_.Put(KeyOf(statement->hash), {});
  ids_.Put(KeyPart(header.iss) + header.jti, {});
  if (Begins(header)) begun_.Put(header.jti, {});
  RememberAnnexes(*statement);
  Remember(*statement);
  return disposition;
}

std::string_view OrgState::NumbersOf(const Statement& statement) {
  const StatementHeader& header = statement.header;
  switch (header.kind) {
    case Kind::kRequest:
      return "R";
    case Kind::kMedium:
      return "M";
    case Kind::kMemberCard:
      return header.subject == header.jti ? "P" : "";
    case Kind::kProposal: {
      const auto proposal = ReadProposalClaims(statement.claims);
      const bool new_member =
          proposal && proposal->act == ProposedAct::kMemberCard && proposal->target.empty();
      return new_member ? "WP" : "W";
    }
    default:
      return "";
  }
}

void OrgState::TakeNumbers(std::string_view letters) {
  for (const char letter : letters) ++numbers_[letter];
}

// A device is nobody: it moves no time (ATTACKS J11).
void OrgState::Remember(const Statement& statement) {
  const StatementHeader& header = statement.header;
  const MemberRecord* const author = FindMember(header.iss);
  if (author == nullptr || author->Now().is_device) return;
  const Time at = EntryTime(header.iat);
  const auto has = [&](Role role) { return HasRole(author->Now(), role, at); };
  time_.Remember(header.iss, header.iat, ClockWordOf(statement.claims),
                 has(Role::kSecurityOfficer) || has(Role::kRegistrar) || has(Role::kManager));
}

Result<void> OrgState::Judge(uint64_t index, const Statement& statement, Signatures signatures) {
  const StatementHeader& header = statement.header;
  if (header.kind == Kind::kCharter && !founded()) return ApplyCharter(index, statement);
  if (!founded()) return Void(Message("it comes before the charter"));  // defence: C1-8, else {}
  // defence: A6-1
  if (header.org != org_) return Void(Message("it belongs to another organisation"));
  RETURN_IF_ERROR(CheckId(header));
  const bool known_charter =
      header.charter && std::any_of(charters_.begin(), charters_.end(), [&](const auto& record) {
        return record.charter.version == header.charter->version &&
               record.digest == header.charter->digest;
      });
  // defence: C1-9
  if (!known_charter) return Void(Message("it names a charter that there was not"));
  RETURN_IF_ERROR(CheckDate(header));
  if (header.kind == Kind::kCharter) return ApplyLaterCharter(statement);
  RETURN_IF_ERROR(CheckClaims(header.kind, statement.claims, charter().charter.zone));
  for (const Digest& reference : ReferencesOf(header.kind, statement.claims))
    // defence: F18-4
    if (!HasStatement(reference)) return Void(Message("it names a statement that there is not"));
  RETURN_IF_ERROR(CheckAuthor(statement, signatures));
  return ApplyKind(index, statement);
}

// An id is in use for its own signer only: who sees another's statement on its way takes nothing
// from it by being faster. What begins something is found by its id, so there the first has it
// (ATTACKS I17).
Result<void> OrgState::CheckId(const StatementHeader& header) const {
  if (ids_.Contains(KeyPart(header.iss) + header.jti) ||
      (Begins(header) && begun_.Contains(header.jti)))
    return Void(Message("its id is in use"));  // defence: I17-2
  return {};
}

// What travels (by file, mail or a spool) may be as late as its class allows.
std::chrono::seconds OrgState::AllowedLag(const StatementHeader& header) const {
  const std::chrono::seconds skew(charter().charter.skew_seconds);
  switch (header.kind) {
    case Kind::kApproval:
    case Kind::kSeal:
    case Kind::kGatePass:
    case Kind::kGateBlock:
    case Kind::kReceipt: {
      const RequestRecord* const request = FindRequest(header.subject);
      if (request == nullptr) return skew;
      const ClassRule* const rule = FindClass(charter().charter, request->claims.class_id);
      return rule == nullptr ? skew : skew + std::chrono::days(rule->offline_days);
    }
    default:
      return skew;
  }
}

namespace {

// Bad news is heard whatever the clock says.
bool IsHeardAlways(Kind kind) { return IsBadNews(KindName(kind)) || kind == Kind::kMemberStatus; }

}  // namespace

// A statement is made when it is appended, whatever it claims (ATTACKS A7, F19).
Result<void> OrgState::CheckDate(const StatementHeader& header) const {
  if (IsHeardAlways(header.kind) || header.iat + AllowedLag(header) >= latest()) return {};
  return Void(Message("it is dated before what was recorded already"));  // defence: F19-1, else {}
}

Result<Ed25519PublicKey> OrgState::SigningKeyOf(const std::string& member) const {
  if (const MemberRecord* record = FindMember(member))
    return ParsePublicPaserk(record->Now().sign_key);
  // The officer's own card is the first statement after the charter: its key is the root's.
  if (founded())
    for (const Root& root : charter().charter.roots)
      if (root.member == member && !member.empty()) return ParsePublicPaserk(root.key);
  return Fail(ErrorCode::kNotFound, Message("its author is not a member"));
}

Result<void> OrgState::CheckAuthor(const Statement& statement, Signatures signatures) const {
  const StatementHeader& header = statement.header;
  if (signatures == Signatures::kVerify) {
    ASSIGN_OR_RETURN(const Ed25519PublicKey key, SigningKeyOf(header.iss));
    RETURN_IF_ERROR(VerifyStatement(statement, key));
  }
  const MemberRecord* author = FindMember(header.iss);
  if (author == nullptr) {
    const bool own_first_card = header.kind == Kind::kMemberCard && header.subject == header.iss &&
                                header.jti == header.iss && !has_members_;
    if (own_first_card) return {};
    return Void(Message("its author is not a member"));  // defence: C1-10, else {}
  }
  const Person& person = author->Now();
  Result<void> may;
  HeldWhenSaid(header, [&](Time at) {
    may = MaySign(KindName(header.kind), person, at);
    return may.has_value();
  });
  return may;
}

std::array<Time, 2> OrgState::TimesToHold(const StatementHeader& header) const {
  if (!IsHeardAlways(header.kind))
    return {EntryTime(header.iat), BelievedTime(header.iss, header.iat)};
  // Up to two weeks more than what others have signed: an office may be quiet until something is
  // stolen. And a clock that is behind may be one that has stopped.
  const Time others = time_.KnownWithout(header.iss);
  const Time known = std::max(latest(), others == Time{} ? newest() : others);
  const Time said = EntryTime(std::min(header.iat, known + kUnconfirmedLead));
  return {said, std::max(said, known)};
}

bool OrgState::HeldWhenSaid(const StatementHeader& header,
                            const std::function<bool(Time at)>& held) const {
  const auto [said, known] = TimesToHold(header);
  return IsHeardAlways(header.kind) ? held(said) || held(known) : held(said) && held(known);
}

bool OrgState::AuthorHas(const StatementHeader& header, Role role) const {
  const Person& person = MemberOf(header.iss).Now();
  return HeldWhenSaid(header, [&](Time at) { return HasRole(person, role, at); });
}

Time OrgState::BelievedTime(const std::string& author, Time iat) const {
  if (time_.newest() == Time{}) return iat;
  const Time others = time_.KnownWithout(author);
  const Time known = others == Time{} ? time_.newest() + kUnconfirmedLead : others;
  return std::min(iat, std::max(latest(), known));
}

Result<void> OrgState::ApplyKind(uint64_t index, const Statement& statement) {
  switch (statement.header.kind) {
    case Kind::kCharter:
      return ApplyLaterCharter(statement);
    case Kind::kMemberCard:
      return ApplyCard(index, statement);
    case Kind::kMemberStatus:
      return ApplyStatus(index, statement);
    case Kind::kProposal:
      return ApplyProposal(index, statement);
    case Kind::kConsent:
      return ApplyConsent(index, statement);
    case Kind::kRequest:
      return ApplyRequest(index, statement);
    case Kind::kWithdrawal:
      return ApplyWithdrawal(index, statement);
    case Kind::kApproval:
    case Kind::kDenial:
    case Kind::kRevocation:
      return ApplyDecision(index, statement);
    case Kind::kSeal:
      return ApplySeal(index, statement);
    case Kind::kSealVoid:
      return ApplySealVoid(statement);
    case Kind::kMedium:
      return ApplyMedium(index, statement);
    case Kind::kCheckout:
    case Kind::kReturn:
    case Kind::kLoss:
    case Kind::kFound:
      return ApplyMediumEvent(statement);
    case Kind::kMediumState:
      return ApplyMediumState(statement);
    case Kind::kAcknowledgement:
      return ApplyAcknowledgement(statement);
    case Kind::kGatePass:
      return ApplyGatePass(statement);
    case Kind::kWipe:
      return ApplyWipe(statement);
    case Kind::kWipeVerified:
      return ApplyWipeVerified(statement);
    case Kind::kAnnexErased:
      return CheckErasure(statement);
    case Kind::kEscrowAudit:
      return ApplyEscrowAudit(statement);
    case Kind::kSeries:
      // Its words are checked by no rule yet (ATTACKS I3).
      return Void(Message("this version knows no series"));  // defence: I3-40, else {}
    default:
      return {};  // recorded; it changes nothing that is folded here
  }
}

// The genesis: pinned by its hash, signed by the officer whose key it names, about itself.
Result<void> OrgState::ApplyCharter(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  // defence: C1-11
  if (statement.hash != genesis_) return Void(Message("it is not the charter that was pinned"));
  if (NamesNewerFormat(statement)) {
    needs_newer_program_ = true;
    return Void(Message("it is of a newer format"));  // defence: C1-12
  }
  const auto body = statement.claims.find("body");
  // defence: C1-13, else {}
  if (body == statement.claims.end()) return Void(Message("the charter has no body"));
  CharterRecord record;
  ASSIGN_OR_RETURN(record.charter, CharterFromJson(*body));
  RETURN_IF_ERROR(CheckClaims(Kind::kCharter, statement.claims, record.charter.zone));
  const auto root = std::find_if(
      record.charter.roots.begin(), record.charter.roots.end(),
      [&](const Root& one) { return one.role == RootRole::kOfficer && one.member == header.iss; });
  // defence: C1-14, else {}
  if (root == record.charter.roots.end()) return Void(Message("no officer signed the charter"));
  ASSIGN_OR_RETURN(const Ed25519PublicKey key, ParsePublicPaserk(root->key));
  RETURN_IF_ERROR(VerifyStatement(statement, key));
  record.index = index;
  record.digest = statement.hash;
  record.token = statement.token;
  org_ = header.org;
  charters_.push_back(std::move(record));
  return {};
}

// This version knows no succession, but it must not go on under rules that it does not know: a
// charter of a newer format by a root that decides alone ends the fold. Of anybody else it is void.
Result<void> OrgState::ApplyLaterCharter(const Statement& statement) {
  const Charter& now = charter().charter;
  const auto root = std::find_if(now.roots.begin(), now.roots.end(), [&](const Root& one) {
    return one.role == RootRole::kOfficer && one.member == statement.header.iss;
  });
  // defence: C1-15, else {}
  if (root == now.roots.end()) return Void(Message("no officer signed the charter"));
  ASSIGN_OR_RETURN(const Ed25519PublicKey key, ParsePublicPaserk(root->key));
  RETURN_IF_ERROR(VerifyStatement(statement, key));
  if (now.threshold == 1 && NamesNewerFormat(statement)) needs_newer_program_ = true;
  // defence: C1-16, else {}
  return Void(Message("another charter than the first is not accepted by this version"));
}

const MemberRecord* OrgState::FindMember(const std::string& id) const { return members_.Find(id); }
const RequestRecord* OrgState::FindRequest(const std::string& id) const {
  return requests_.Find(id);
}
const RequestRecord* OrgState::FindRequestByHash(const Digest& hash) const {
  const std::string* const id = requests_by_hash_.Find(KeyOf(hash));
  const RequestRecord* const request = id == nullptr ? nullptr : FindRequest(*id);
  return request != nullptr && request->statement.hash == hash ? request : nullptr;
}
const RequestRecord* OrgState::FindRequestByNumber(const std::string& short_id) const {
  const std::string* const id = short_id.starts_with('R') ? by_number_.Find(short_id) : nullptr;
  return id == nullptr ? nullptr : FindRequest(*id);
}
const MemberRecord* OrgState::FindMemberByNumber(const std::string& short_id) const {
  const std::string* const id = short_id.starts_with('P') ? by_number_.Find(short_id) : nullptr;
  return id == nullptr ? nullptr : FindMember(*id);
}

const MediumRecord* OrgState::FindMedium(const std::string& id) const { return media_.Find(id); }

const ProposalRecord* OrgState::FindProposal(const std::string& id) const {
  return proposals_.Find(id);
}
const WipeRecord* OrgState::FindWipe(const Digest& hash) const { return wipes_.Find(KeyOf(hash)); }

const MediumRecord* OrgState::FindMediumByLabel(const std::string& label) const {
  const std::string* const id = media_by_label_.Find(InLowerCase(label));
  return id == nullptr ? nullptr : FindMedium(*id);
}
const MediumRecord* OrgState::FindMediumByHash(const Digest& registration) const {
  const std::string* const id = media_by_hash_.Find(KeyOf(registration));
  return id == nullptr ? nullptr : FindMedium(*id);
}
const MediumRecord* OrgState::FindMediumByTag(const std::string& token) const {
  const std::string* const id = media_by_tag_.Find(KeyOf(StatementHash(token)));
  const MediumRecord* const medium = id == nullptr ? nullptr : FindMedium(*id);
  return medium != nullptr && medium->tag == token ? medium : nullptr;
}

const MemberRecord* OrgState::FindMemberByKey(const std::string& sign_key) const {
  const std::string* const id = owners_by_sign_key_.Find(sign_key);
  const MemberRecord* const member = id == nullptr ? nullptr : FindMember(*id);
  return member != nullptr && member->Now().sign_key == sign_key ? member : nullptr;
}

// What an index says is believed of the row that it leads to only.
const MemberRecord* OrgState::FindMemberByAgeKey(const std::string& age_key) const {
  const std::string* const id = owners_by_age_key_.Find(age_key);
  const MemberRecord* const member = id == nullptr ? nullptr : FindMember(*id);
  return member != nullptr && member->Now().age_recipient == age_key ? member : nullptr;
}

const MemberRecord* OrgState::OwnerOf(const std::string& age_key) const {
  const std::string* const id = owners_by_age_key_.Find(age_key);
  return id == nullptr ? nullptr : FindMember(*id);
}

std::vector<const MemberRecord*> OrgState::OfficeHolders() const {
  std::vector<const MemberRecord*> members;
  for (const std::string& id : office_holders_.Keys(""))
    if (const MemberRecord* const member = FindMember(id)) members.push_back(member);
  return members;
}

const SealRecord* OrgState::FindSeal(const Digest& hash) const {
  const std::string* const id = requests_by_seal_.Find(KeyOf(hash));
  if (id == nullptr) return nullptr;
  const RequestRecord* const request = FindRequest(*id);
  if (request == nullptr) return nullptr;
  for (const SealRecord& seal : request->seals)
    if (seal.hash == hash) return &seal;
  return nullptr;
}

// Of keys that have the id of a request from `id_at` on.
std::vector<const RequestRecord*> OrgState::Requests(const std::vector<std::string>& keys,
                                                     size_t id_at) const {
  std::vector<const RequestRecord*> requests;
  for (const std::string& key : keys)
    if (const RequestRecord* const request = FindRequest(key.substr(id_at)))
      requests.push_back(request);
  return requests;
}

std::vector<const RequestRecord*> OrgState::RequestsBeginningWith(
    const std::string& id_prefix) const {
  return Requests(requests_.KeysBeginningWith(id_prefix), 0);
}

std::vector<const RequestRecord*> OrgState::RequestsNotOver(Time now) const {
  const std::string from = KeyPart(static_cast<uint64_t>(now.time_since_epoch().count()));
  return Requests(open_requests_.Keys(from), from.size());
}

std::vector<const RequestRecord*> OrgState::RequestsConcerning(const std::string& member) const {
  const std::string prefix = KeyPart(member);
  return Requests(concerned_.KeysBeginningWith(prefix), prefix.size());
}

std::vector<const RequestRecord*> OrgState::RequestsWithSeal(const std::string& seal_jti) const {
  const std::string prefix = KeyPart(seal_jti);
  return Requests(seal_ids_.KeysBeginningWith(prefix), prefix.size());
}

size_t OrgState::TimesNamed(const std::string& age_key, uint64_t before_index) const {
  const std::string key = KeyPart(age_key);
  const std::string* times = named_recipients_.Find(key + KeyPart(before_index));
  if (times == nullptr) times = named_recipients_.Find(key);
  return times == nullptr ? 0 : std::stoull(*times);
}

std::string OrgState::OpenKey(const RequestRecord& request) {
  return KeyPart(static_cast<uint64_t>(request.claims.until.time_since_epoch().count())) +
         request.id();
}

void OrgState::Concern(const std::string& member, const std::string& request) {
  const std::string key = KeyPart(member) + request;
  if (!concerned_.Contains(key)) concerned_.Put(key, {});
}

void OrgState::Stop(const RequestRecord& request) { open_requests_.Remove(OpenKey(request)); }

void OrgState::KeepRequest(RequestRecord record) {
  const std::string id = record.id();
  by_number_.Put(ShortId(record), id);
  requests_by_hash_.Put(KeyOf(record.statement.hash), id);
  open_requests_.Put(OpenKey(record), {});
  Concern(record.requester(), id);
  Concern(record.claims.holder, id);
  for (const std::string& recipient : record.claims.recipients) {
    const size_t times = TimesNamed(recipient, UINT64_MAX);
    named_recipients_.Put(KeyPart(recipient) + KeyPart(record.index), std::to_string(times));
    named_recipients_.Put(KeyPart(recipient), std::to_string(times + 1));
  }
  requests_.Put(id, std::move(record));
}

void OrgState::KeepSeal(RequestRecord& request, SealRecord record) {
  requests_by_seal_.Put(KeyOf(record.hash), request.id());
  seal_ids_.Put(KeyPart(record.jti) + request.id(), {});
  request.seals.push_back(std::move(record));
}

void OrgState::KeepMedium(MediumRecord record) {
  const std::string id = record.id;
  by_number_.Put(ShortId(record), id);
  media_by_hash_.Put(KeyOf(StatementHash(record.token)), id);
  media_by_tag_.Put(KeyOf(StatementHash(record.tag)), id);
  media_by_label_.Put(InLowerCase(record.claims.label), id);
  media_.Put(id, std::move(record));
}

// What an event has made of it.
void OrgState::ChangeMedium(MediumRecord record) {
  MediumRecord& medium = *media_.Change(record.id);
  if (medium.tag != record.tag) {
    media_by_tag_.Remove(KeyOf(StatementHash(medium.tag)));
    media_by_tag_.Put(KeyOf(StatementHash(record.tag)), record.id);
  }
  medium = std::move(record);
}

// By which its keys and offices find a member, who was `before` (null: nobody).
// CheckCard has seen to it that its keys were nobody else's.
void OrgState::IndexMember(const Person& person) {
  if (!person.keyless) {
    owners_by_sign_key_.Put(person.sign_key, person.member);
    owners_by_age_key_.Put(person.age_recipient, person.member);
  }
  const bool has_office =
      std::any_of(person.grants.begin(), person.grants.end(),
                  [](const RoleGrant& grant) { return grant.role != Role::kEmployee; });
  if (has_office)
    office_holders_.Put(person.member, {});
  else
    office_holders_.Remove(person.member);
}

std::string ShortId(const RequestRecord& request) { return "R" + std::to_string(request.ordinal); }
std::string ShortId(const MemberRecord& member) { return "P" + std::to_string(member.ordinal); }
std::string ShortId(const MediumRecord& medium) { return "M" + std::to_string(medium.ordinal); }
std::string ShortId(const ProposalRecord& proposal) {
  return "W" + std::to_string(proposal.ordinal);
}

}  // namespace sekisho
