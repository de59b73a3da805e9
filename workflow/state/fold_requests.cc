// The part of the fold that knows requests, what was decided about them, and seals.
#include <algorithm>

#include "base/text/message.h"
#include "workflow/state/org_state.h"

namespace sekisho {
namespace {

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

}  // namespace

// What a request names must be there: the words in it are those of the charter, so that none of its
// claims carries anything else (ATTACKS I3, I8, I18).
Result<void> OrgState::CheckRequestTerms(const Statement& statement,
                                         const RequestClaims& claims) const {
  const Charter& rules = charter().charter;
  // defence: C1-2
  if (FindMember(claims.holder) == nullptr) return Void(Message("its holder is not a member"));
  // defence: I3-21
  if (FindClass(rules, claims.class_id) == nullptr) return Void(Message("its class is unknown"));
  if (claims.duty_text != rules.duty_text)
    // defence: I3-22
    return Void(Message("it accepts another duty-of-care text than the charter's"));
  if (claims.destination == Destination::kMedium) {
    const MediumRecord* const medium = FindMedium(claims.medium);
    if (medium == nullptr || StatementHash(medium->token) != claims.registration)
      return Void(Message("its medium is not registered"));  // defence: I3-23
  }
  for (const std::string& domain : claims.domains)
    if (!MailDomainAllowed(rules, domain))
      return Void(Message("the charter does not allow mail to its domain"));  // defence: I8-3
  if (claims.destination == Destination::kCloud && FindCloud(rules, claims.cloud) == nullptr)
    return Void(Message("the charter does not know its cloud"));  // defence: I8-4
  for (const auto& other : {claims.extends, claims.replaces}) {
    if (!other) continue;
    const RequestRecord* const request = FindRequestByHash(*other);
    if (request == nullptr || request->requester() != statement.header.iss)
      return Void(Message("it extends or replaces a request of somebody else"));  // defence: I18-3
  }
  if (claims.replaces && FindRequestByHash(*claims.replaces)->HasPackage())
    // defence: I18-29
    return Void(Message("it replaces a request that is sealed already: that one is revoked"));
  // defence: I3-24
  if (!claims.series.empty()) return Void(Message("it belongs to a series that there is not"));
  return {};
}

Result<void> OrgState::ApplyRequest(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  // defence: I3-25
  if (header.subject != header.jti) return Void(Message("a request is its own subject"));
  RequestRecord record;
  ASSIGN_OR_RETURN(record.claims, ReadRequestClaims(statement.claims));
  RETURN_IF_ERROR(CheckRequestTerms(statement, record.claims));
  // The view says so, and so it is: one of the two goes on.
  if (record.claims.replaces) {
    RequestRecord& replaced = *requests_.Change(FindRequestByHash(*record.claims.replaces)->id());
    replaced.withdrawn = true;
    Stop(replaced);
  }
  record.index = index;
  record.ordinal = numbers_['R'];
  record.statement = statement;
  KeepRequest(std::move(record));
  return {};
}

// Files that an approver opened are lines of the request's list: bounded by it, the numbers carry
// nothing else (ATTACKS I3).
Result<void> OrgState::CheckOpened(const Statement& statement, const RequestRecord& request) const {
  const auto opened = statement.claims.find("opened");
  if (opened == statement.claims.end() || !opened->is_array()) return {};
  const uint64_t lines = request.claims.files + request.claims.directories;
  for (const Json& line : *opened)
    if (line.get<uint64_t>() < 1 || line.get<uint64_t>() > lines)
      return Void(Message("it names a file that the request does not have"));  // defence: I3-45
  return {};
}

// An approval is recorded whoever gave it: the permit evaluator decides which count, and says why
// not. So is a veto; whether it has force is judged here, by what is known just before it, and
// never again.
Result<void> OrgState::ApplyDecision(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  RequestRecord* const request = requests_.Change(header.subject);
  // defence: I3-26, else {}
  if (request == nullptr) return Void(Message("it is about a request that there is not"));
  ASSIGN_OR_RETURN(const DecisionClaims decision, ReadDecisionClaims(statement.claims));
  if (decision.request != request->statement.hash)
    return Void(Message("it is about another version of the request"));  // defence: A10-24
  // What it names would be checked by no rule yet (ATTACKS G13).
  // defence: I3-44
  if (decision.delegation) return Void(Message("this version knows no delegations"));
  RETURN_IF_ERROR(CheckOpened(statement, *request));
  if (header.kind == Kind::kApproval) {
    if (decision.append_by && EntryTime(header.iat) > *decision.append_by)
      return Void(Message("it was to be recorded earlier than it was"));  // defence: I16-2
    request->approvals.push_back(JudgeApproval(index, statement, *request));
  } else {
    auto& vetoes = header.kind == Kind::kDenial ? request->denials : request->revocations;
    vetoes.push_back(JudgeVeto(index, statement, *request));
    if (vetoes.back().has_force) Stop(*request);
  }
  Concern(header.iss, request->id());
  return {};
}

// A request is withdrawn by its requester, as long as nothing is sealed.
Result<void> OrgState::ApplyWithdrawal(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  ASSIGN_OR_RETURN(const WithdrawalClaims withdrawal, ReadWithdrawalClaims(statement.claims));
  if (FindProposal(header.subject) != nullptr)
    return WithdrawProposal(index, statement, withdrawal.statement);
  RequestRecord* const request = requests_.Change(header.subject);
  // defence: I3-46, else {}
  if (request == nullptr) return Void(Message("it is about a request that there is not"));
  if (withdrawal.statement != request->statement.hash)
    return Void(Message("it is about another version of the request"));  // defence: A10-37
  if (header.iss != request->requester())
    return Void(Message("only the requester withdraws a request"));  // defence: I18-4
  if (request->HasPackage())
    // defence: I18-8
    return Void(Message("it is sealed already: a package is called off by revoking it"));
  request->withdrawn = true;
  Stop(*request);
  return {};
}

ApprovalRecord OrgState::JudgeApproval(uint64_t index, const Statement& statement,
                                       const RequestRecord& request) const {
  const StatementHeader& header = statement.header;
  ApprovalRecord record{index, statement, {}, false};
  const PermitFacts facts = FactsOfAuthor(request, header.iss, index);
  record.could_fill = HeldWhenSaid(statement, [&](Time at) {
    record.at = at;
    return CouldFill(facts, FactsOf(record), at);
  });
  return record;
}

VetoRecord OrgState::JudgeVeto(uint64_t index, const Statement& statement,
                               const RequestRecord& request) const {
  const StatementHeader& header = statement.header;
  VetoRecord record{index, statement, {}, false};
  const VetoKind kind = header.kind == Kind::kDenial ? VetoKind::kDenial : VetoKind::kRevocation;
  const PermitFacts facts = FactsOfAuthor(request, header.iss, index);
  record.has_force = HeldWhenSaid(statement, [&](Time at) {
    record.at = at;
    return HasForce(facts, kind, FactsOf(record));
  });
  return record;
}

// A seal counts only if the permit allowed it at its own place in the log (ATTACKS F17).
Result<void> OrgState::ApplySeal(uint64_t index, const Statement& statement) {
  const StatementHeader& header = statement.header;
  RequestRecord* const request = requests_.Change(header.subject);
  // defence: I3-27, else {}
  if (request == nullptr) return Void(Message("it is about a request that there is not"));
  SealRecord record;
  ASSIGN_OR_RETURN(record.claims, ReadSealClaims(statement.claims));
  if (record.claims.request != request->statement.hash)
    return Void(Message("it is about another version of the request"));  // defence: A10-25
  const bool on_medium = request->claims.destination == Destination::kMedium;
  if (record.claims.medium != (on_medium ? request->claims.medium : std::string()))
    return Void(Message("it is on another medium than the request's"));  // defence: I18-30
  if (header.iat + std::chrono::seconds(charter().charter.skew_seconds) < request->claims.from)
    return Void(Message("it is dated before the period of the permit"));  // defence: A7-20
  record.sealer = MemberOf(header.iss).Now();
  PermitQuestion question;
  question.ask = PermitAsk::kSeal;
  // A date before what the log knows already counts for nothing (ATTACKS F19).
  question.now = std::max(EntryTime(header.iat), request->claims.from);
  question.person = record.sealer;
  if (on_medium) question.medium = record.claims.medium;
  const PermitVerdict verdict = JudgePermit(Facts(*request, index), question);
  if (!verdict.valid) return Void(verdict.problems.front().message);  // defence: I3-28
  record.jti = header.jti;
  record.request = header.subject;
  record.index = index;
  record.hash = statement.hash;
  record.token = statement.token;
  record.iat = header.iat;
  if (MediumRecord* const medium = media_.Change(record.claims.medium))
    PutOnto(*request, header.iss, *medium);
  KeepSeal(*request, std::move(record));
  return {};
}

// Who sealed may say that nothing came of it; only an officer who did not seal gives the use back,
// or a permit for one package would be one for many (ATTACKS A8).
Result<void> OrgState::ApplySealVoid(const Statement& statement) {
  const StatementHeader& header = statement.header;
  RequestRecord* const request = requests_.Change(header.subject);
  // defence: I3-29, else {}
  if (request == nullptr) return Void(Message("it is about a request that there is not"));
  ASSIGN_OR_RETURN(const SealRefClaims ref, ReadSealRefClaims(statement.claims));
  for (SealRecord& seal : request->seals) {
    if (seal.hash != ref.seal) continue;
    const bool own = header.iss == seal.sealer.member;
    const bool officer = AuthorHas(statement, Role::kSecurityOfficer);
    if (!own && !officer)
      // defence: A8-1
      return Void(Message("a seal is declared void by who sealed, or by the security officer"));
    seal.voided = true;
    // Nor whom it would serve: who carries it, or asked for it.
    const bool concerned =
        own || header.iss == request->claims.holder || header.iss == request->requester();
    seal.use_returned = seal.use_returned || (officer && !concerned);
    return {};
  }
  return Void(Message("it is about a seal that there is not"));  // defence: I3-30, else {}
}

// Nobody says of their own that it is as it was approved.
Result<void> OrgState::ApplyEscrowAudit(const Statement& statement) const {
  const std::string& auditor = statement.header.iss;
  ASSIGN_OR_RETURN(const SealRefClaims ref, ReadSealRefClaims(statement.claims));
  const SealRecord* const seal = FindSeal(ref.seal);
  // defence: I3-47, else {}
  if (seal == nullptr) return Void(Message("it is about a seal that there is not"));
  const RequestRecord& request = *FindRequest(seal->request);
  if (auditor == seal->sealer.member || auditor == request.claims.holder ||
      auditor == request.requester())
    // defence: D8-20
    return Void(Message("who asked for a package, carries or sealed it does not audit it"));
  return {};
}

Person OrgState::PersonAt(const std::string& member, uint64_t index) const {
  const MemberRecord* const record = FindMember(member);
  const Person* const person = record == nullptr ? nullptr : record->At(index);
  return person == nullptr ? Person{} : *person;
}

std::optional<Person> OrgState::PersonNow(const std::string& member) const {
  const MemberRecord* const record = FindMember(member);
  return record == nullptr ? std::optional<Person>() : std::optional<Person>(record->Now());
}

ApprovalFacts OrgState::FactsOf(const ApprovalRecord& record) const {
  const StatementHeader& header = record.statement.header;
  ApprovalFacts approval;
  approval.id = header.jti;
  approval.index = record.index;
  approval.iat = header.iat;
  approval.approver = header.iss;
  if (const auto decision = ReadDecisionClaims(record.statement.claims))
    approval.until = decision->until;
  approval.approver_then = PersonAt(header.iss, record.index);
  approval.approver_now = PersonNow(header.iss);
  approval.could_fill = record.could_fill;
  return approval;
}

VetoFacts OrgState::FactsOf(const VetoRecord& record) const {
  const StatementHeader& header = record.statement.header;
  VetoFacts veto;
  veto.id = header.jti;
  veto.index = record.index;
  veto.iat = record.at;
  veto.author = header.iss;
  veto.author_then = PersonAt(header.iss, record.index);
  veto.has_force = record.has_force;
  return veto;
}

PermitFacts OrgState::TermFacts(const RequestRecord& request) const {
  PermitFacts facts;
  const RequestClaims& claims = request.claims;
  RequestFacts& out = facts.request;
  out.id = request.id();
  out.index = request.index;
  out.iat = request.statement.header.iat;
  out.requester = request.requester();
  out.holder = claims.holder;
  out.requester_then = PersonAt(out.requester, request.index);
  out.class_id = claims.class_id;
  for (const std::string& recipient : claims.recipients)
    out.recipients.push_back(FactsOfRecipient(recipient));
  out.destination = claims.destination;
  out.medium = claims.medium;
  if (const MediumRecord* const medium = FindMedium(claims.medium))
    out.medium_is_directory = medium->claims.medium_kind == "directory";
  out.cloud = claims.cloud;
  out.from = claims.from;
  out.until = claims.until;
  out.uses = claims.uses;
  out.personal_data = HoldsPersonalData(claims);
  out.third_party = claims.third_party;
  facts.charter = charter().charter;
  return facts;
}

PermitFacts OrgState::FactsOfAuthor(const RequestRecord& request, const std::string& author,
                                    uint64_t index) const {
  PermitFacts facts = TermFacts(request);
  // One of each says as much as all of them: anybody may say the same thousands of times.
  const auto add_one = [&](const auto& records, auto& to, const auto& counts) {
    for (const auto& record : records) {
      if (record.index >= index || record.statement.header.iss != author || !counts(record))
        continue;
      to.push_back(FactsOf(record));
      return;
    }
  };
  const auto any = [](const VetoRecord&) { return true; };
  add_one(request.approvals, facts.approvals,
          [](const ApprovalRecord& approval) { return approval.could_fill; });
  add_one(request.denials, facts.denials, any);
  add_one(request.revocations, facts.revocations, any);
  const std::optional<Person> person = PersonAt(author, index);
  for (ApprovalFacts& approval : facts.approvals) approval.approver_now = person;
  facts.requester_now = PersonAt(facts.request.requester, index);
  facts.holder_now = PersonAt(facts.request.holder, index);
  return facts;
}

PermitFacts OrgState::Facts(const RequestRecord& request, uint64_t before_index) const {
  PermitFacts facts = TermFacts(request);
  for (const ApprovalRecord& approval : request.approvals)
    facts.approvals.push_back(FactsOf(approval));
  for (const VetoRecord& denial : request.denials) facts.denials.push_back(FactsOf(denial));
  for (const VetoRecord& veto : request.revocations) facts.revocations.push_back(FactsOf(veto));
  facts.withdrawn = request.withdrawn;
  facts.requester_now = PersonNow(facts.request.requester);
  facts.holder_now = PersonNow(facts.request.holder);
  facts.uses_consumed = std::count_if(
      request.seals.begin(), request.seals.end(),
      [&](const SealRecord& seal) { return seal.index < before_index && !seal.use_returned; });
  return facts;
}

// Nobody's veto is hidden by a row, and no approval made to count: judged once more, by who they
// were then, and as of the time that the row has of them.
bool OrgState::IsAsJudged(const RequestRecord& request) const {
  const auto is_hidden = [&](const VetoRecord& veto, VetoKind kind) {
    const std::string& author = veto.statement.header.iss;
    return !veto.has_force &&
           HasForce(FactsOfAuthor(request, author, veto.index), kind, FactsOf(veto));
  };
  for (const VetoRecord& denial : request.denials)
    if (is_hidden(denial, VetoKind::kDenial)) return false;
  for (const VetoRecord& revocation : request.revocations)
    if (is_hidden(revocation, VetoKind::kRevocation)) return false;
  return std::all_of(
      request.approvals.begin(), request.approvals.end(), [&](const ApprovalRecord& approval) {
        const StatementHeader& header = approval.statement.header;
        return !approval.could_fill || CouldFill(FactsOfAuthor(request, header.iss, approval.index),
                                                 FactsOf(approval), approval.at);
      });
}

// Whose roles and keys its permit depends on.
std::set<std::string> OrgState::PeopleOf(const RequestRecord& request) const {
  std::set<std::string> people = {request.requester(), request.claims.holder};
  for (const ApprovalRecord& approval : request.approvals)
    people.insert(approval.statement.header.iss);
  for (const auto* const vetoes : {&request.denials, &request.revocations})
    for (const VetoRecord& veto : *vetoes) people.insert(veto.statement.header.iss);
  for (const SealRecord& seal : request.seals) people.insert(seal.sealer.member);
  for (const std::string& recipient : request.claims.recipients)
    if (const MemberRecord* const member = FindMemberByAgeKey(recipient)) people.insert(member->id);
  return people;
}

PermitFacts OrgState::FactsBefore(const RequestRecord& request, uint64_t index) const {
  PermitFacts facts = Facts(request, index);
  const auto is_later = [index](const auto& said) { return said.index >= index; };
  std::erase_if(facts.approvals, is_later);
  std::erase_if(facts.denials, is_later);
  std::erase_if(facts.revocations, is_later);
  const auto then = [&](const std::string& member) {
    return std::optional(PersonAt(member, index));
  };
  for (ApprovalFacts& approval : facts.approvals) approval.approver_now = then(approval.approver);
  facts.requester_now = then(facts.request.requester);
  facts.holder_now = then(facts.request.holder);
  return facts;
}

}  // namespace sekisho
