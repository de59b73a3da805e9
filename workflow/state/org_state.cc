#include "workflow/state/org_state.h"

#include <algorithm>
#include <array>

#include "approvals/claims/claim_rules.h"
#include "approvals/duties.h"
#include "base/text/message.h"
#include "libcrypt/tokens/paserk.h"
#include "workflow/state/row_key.h"

namespace sekisho {
namespace {

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
  RETURN_IF_ERROR(CheckDate(statement));
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

// Bad news is heard whatever the clock says. Of what is said of a member only the suspension is:
// that somebody leaves or comes back can wait, and the first cannot be undone (ATTACKS I11).
bool IsHeardAlways(const Statement& statement) {
  const StatementHeader& header = statement.header;
  if (header.kind != Kind::kMemberStatus) return IsBadNews(KindName(header.kind));
  const auto status = ReadStatusClaims(statement.claims);
  return status && status->action == StatusAction::kSuspend;
}

}  // namespace

// A statement is made when it is appended, whatever it claims (ATTACKS A7, F19).
Result<void> OrgState::CheckDate(const Statement& statement) const {
  const StatementHeader& header = statement.header;
  if (IsHeardAlways(statement) || header.iat + AllowedLag(header) >= latest()) return {};
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
  HeldWhenSaid(statement, [&](Time at) {
    may = MaySign(KindName(header.kind), person, at);
    return may.has_value();
  });
  return may;
}

std::array<Time, 2> OrgState::TimesToHold(const Statement& statement) const {
  const StatementHeader& header = statement.header;
  if (!IsHeardAlways(statement))
    return {EntryTime(header.iat), BelievedTime(header.iss, header.iat)};
  // Up to two weeks more than what others have signed: an office may be quiet until something is
  // stolen. And a clock that is behind may be one that has stopped.
  const Time others = time_.KnownWithout(header.iss);
  const Time known = std::max(latest(), others == Time{} ? newest() : others);
  const Time said = EntryTime(std::min(header.iat, known + kUnconfirmedLead));
  return {said, std::max(said, known)};
}

bool OrgState::HeldWhenSaid(const Statement& statement,
                            const std::function<bool(Time at)>& held) const {
  const auto [said, known] = TimesToHold(statement);
  return IsHeardAlways(statement) ? held(said) || held(known) : held(said) && held(known);
}

// What a member may say of their own while suspended, nobody says by a role (ATTACKS I15, I18).
bool OrgState::AuthorHas(const Statement& statement, Role role) const {
  const Person& person = MemberOf(statement.header.iss).Now();
  return HeldWhenSaid(statement,
                      [&](Time at) { return IsActive(person, at) && HasRole(person, role, at); });
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

std::string ShortId(const RequestRecord& request) { return "R" + std::to_string(request.ordinal); }
std::string ShortId(const MemberRecord& member) { return "P" + std::to_string(member.ordinal); }
std::string ShortId(const MediumRecord& medium) { return "M" + std::to_string(medium.ordinal); }
std::string ShortId(const ProposalRecord& proposal) {
  return "W" + std::to_string(proposal.ordinal);
}

}  // namespace sekisho
