// The part of the fold that knows requests, what was decided about them, and seals.
#include <algorithm>

#include "base/message.h"
#include "workflow/org_state.h"

namespace sekisho {
namespace {

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

}  // namespace

// What a request names must be there: the words in it are those of the charter, so that none of its
// claims carries anything else (ATTACKS I3, I8, I18).
Result<void> OrgState::CheckRequestTerms(const Statement& statement,
                                         const RequestClaims& claims) const {
  const Charter& rules = charter().charter;
  if (FindMember(claims.holder) == nullptr) return Void(Message("its holder is not a member"));
  if (FindClass(rules, claims.class_id) == nullptr) return Void(Message("its class is unknown"));
  if (claims.duty_text != rules.duty_text)
    return Void(Message("it accepts another duty-of-care text than the charter's"));
  if (claims.destination == Destination::kMedium) {
    const MediumRecord* const medium = FindMedium(claims.medium);
    if (medium == nullptr || StatementHash(medium->token) != claims.registration)
      return Void(Message("its medium is not registered"));
  }
  if (claims.destination == Destination::kMail && !MailDomainAllowed(rules, claims.domain))
    return Void(Message("the charter does not allow mail to its domain"));
  if (claims.destination == Destination::kCloud && FindCloud(rules, claims.cloud) == nullptr)
    return Void(Message("the charter does not know its cloud"));
  for (const auto& other : {claims.extends, claims.replaces}) {
    if (!other) continue;
    const RequestRecord* const request = FindRequestByHash(*other);
    if (request == nullptr || request->requester() != statement.header.iss)
      return Void(Message("it extends or replaces a request of somebody else"));
  }
  if (!claims.series.empty()) return Void(Message("it belongs to a series that there is not"));
  return {};
}

Result<void> OrgState::ApplyRequest(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  if (header.subject != header.jti) return Void(Message("a request is its own subject"));
  RequestRecord record;
  ASSIGN_OR_RETURN(record.claims, ReadRequestClaims(statement.claims));
  RETURN_IF_ERROR(CheckRequestTerms(statement, record.claims));
  record.index = index;
  record.ordinal = requests_.size() + 1;
  record.statement = statement;
  request_ids_.emplace(statement.hash, header.jti);
  requests_.emplace(header.jti, std::move(record));
  return {};
}

// An approval is recorded whoever gave it: the permit evaluator decides which count, and says why
// not. A veto must come from somebody who may give one; a withdrawal from the requester.
Result<void> OrgState::ApplyDecision(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  RequestRecord* const request = MutableRequest(header.subject);
  if (request == nullptr) return Void(Message("it is about a request that there is not"));
  ASSIGN_OR_RETURN(const DecisionClaims decision, ReadDecisionClaims(statement.claims));
  if (decision.request != request->statement.hash)
    return Void(Message("it is about another version of the request"));
  switch (header.kind) {
    case Kind::kApproval:
      request->approvals.emplace_back(index, statement);
      return {};
    case Kind::kDenial:
      request->denials.emplace_back(index, statement);
      return {};
    case Kind::kRevocation:
      request->revocations.emplace_back(index, statement);
      return {};
    default:
      if (header.iss != request->requester())
        return Void(Message("only the requester withdraws a request"));
      request->withdrawn = true;
      return {};
  }
}

// A seal counts only if the permit allowed it at its own place in the log (ATTACKS F17).
Result<void> OrgState::ApplySeal(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  RequestRecord* const request = MutableRequest(header.subject);
  if (request == nullptr) return Void(Message("it is about a request that there is not"));
  SealRecord record;
  ASSIGN_OR_RETURN(record.claims, ReadSealClaims(statement.claims));
  if (record.claims.request != request->statement.hash)
    return Void(Message("it is about another version of the request"));
  record.sealer = members_.at(header.iss).Now();
  PermitQuestion question;
  question.ask = PermitAsk::kSeal;
  // A date before what the log knows already counts for nothing (ATTACKS F19).
  question.now = std::max(header.iat, latest_);
  question.person = record.sealer;
  if (request->claims.destination == Destination::kMedium) question.medium = record.claims.medium;
  const PermitVerdict verdict = JudgePermit(Facts(*request, index), question);
  if (!verdict.valid) return Void(verdict.problems.front().message);
  record.jti = header.jti;
  record.index = index;
  record.hash = statement.hash;
  record.token = statement.token;
  record.iat = header.iat;
  request->seals.push_back(std::move(record));
  return {};
}

// Who sealed may say that nothing came of it; only an officer who did not seal gives the use back,
// or a permit for one package would be one for many (ATTACKS A8).
Result<void> OrgState::ApplySealVoid(const Statement& statement) {
  const StatementHeader& header = statement.header;
  RequestRecord* const request = MutableRequest(header.subject);
  if (request == nullptr) return Void(Message("it is about a request that there is not"));
  ASSIGN_OR_RETURN(const SealRefClaims ref, ReadSealRefClaims(statement.claims));
  for (SealRecord& seal : request->seals) {
    if (seal.hash != ref.seal) continue;
    const bool own = header.iss == seal.sealer.member;
    const bool officer = HasRole(members_.at(header.iss).Now(), Role::kSecurityOfficer, header.iat);
    if (!own && !officer)
      return Void(Message("a seal is declared void by who sealed, or by the security officer"));
    seal.voided = true;
    seal.use_returned = seal.use_returned || (officer && !own);
    return {};
  }
  return Void(Message("it is about a seal that there is not"));
}

PermitFacts OrgState::Facts(const RequestRecord& request, uint64_t before_index) const {
  PermitFacts facts;
  const RequestClaims& claims = request.claims;
  RequestFacts& out = facts.request;
  out.id = request.id();
  out.index = request.index;
  out.iat = request.statement.header.iat;
  out.requester = request.requester();
  out.holder = claims.holder;
  const auto person_at = [&](const std::string& member, uint64_t index) {
    const MemberRecord* const record = FindMember(member);
    const Person* const person = record == nullptr ? nullptr : record->At(index);
    return person == nullptr ? Person{} : *person;
  };
  const auto person_now = [&](const std::string& member) {
    const MemberRecord* const record = FindMember(member);
    return record == nullptr ? std::optional<Person>() : std::optional<Person>(record->Now());
  };
  out.requester_then = person_at(out.requester, request.index);
  out.class_id = claims.class_id;
  for (const std::string& recipient : claims.recipients)
    out.recipients.push_back({recipient, KindOfRecipient(recipient)});
  out.destination = claims.destination;
  out.medium = claims.medium;
  if (const MediumRecord* const medium = FindMedium(claims.medium))
    out.medium_is_directory = medium->claims.medium_kind == "directory";
  out.cloud = claims.cloud;
  out.from = claims.from;
  out.until = claims.until;
  out.uses = claims.uses;
  out.persons = claims.persons;
  out.third_party = claims.third_party;
  for (const auto& [index, statement] : request.approvals) {
    ApprovalFacts approval;
    approval.id = statement.header.jti;
    approval.index = index;
    approval.iat = statement.header.iat;
    approval.approver = statement.header.iss;
    if (const auto decision = ReadDecisionClaims(statement.claims))
      approval.until = decision->until;
    approval.approver_then = person_at(approval.approver, index);
    approval.approver_now = person_now(approval.approver);
    facts.approvals.push_back(std::move(approval));
  }
  const auto add_vetoes = [&](const auto& statements, std::vector<VetoFacts>& vetoes) {
    for (const auto& [index, statement] : statements) {
      VetoFacts veto;
      veto.id = statement.header.jti;
      veto.index = index;
      veto.iat = statement.header.iat;
      veto.author = statement.header.iss;
      veto.author_then = person_at(veto.author, index);
      vetoes.push_back(std::move(veto));
    }
  };
  add_vetoes(request.denials, facts.denials);
  add_vetoes(request.revocations, facts.revocations);
  facts.withdrawn = request.withdrawn;
  facts.requester_now = person_now(out.requester);
  facts.holder_now = person_now(out.holder);
  facts.uses_consumed = std::count_if(
      request.seals.begin(), request.seals.end(),
      [&](const SealRecord& seal) { return seal.index < before_index && !seal.use_returned; });
  facts.charter = charter().charter;
  return facts;
}

}  // namespace sekisho
