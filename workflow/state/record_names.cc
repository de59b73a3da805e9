#include "workflow/state/record_names.h"

#include <algorithm>

#include "base/text/message.h"
#include "workflow/state/young_power.h"

namespace sekisho {
namespace {

// "総務, 経理"; empty without any.
std::string DepartmentWords(const Person& person, Time now) {
  std::string out;
  for (const std::string& department : DepartmentsOf(person, now))
    out += (out.empty() ? "" : Message(", ")) + WordInView(department);
  return out;
}

std::string TimesNamed(size_t requests) {
  if (requests == 0) return Message("never named before");
  if (requests == 1) return Message("named in one earlier request");
  return Message("named in {0} earlier requests", {std::to_string(requests)});
}

}  // namespace

RecordNames::NameOf ReadableNames(Session& session) {
  return [&session](const std::string& member) {
    const MemberRecord* const record = session.state().FindMember(member);
    std::string name = session.PlainNameOf(member);
    return record != nullptr && name == ShortId(*record) ? std::string() : name;
  };
}

RecordNames::RecordNames(Session& session, uint64_t before)
    : RecordNames(session.state(), session.now(), ReadableNames(session), before) {}

std::string RecordNames::Person(const std::string& member) const {
  const MemberRecord* const record = state_.FindMember(member);
  if (record == nullptr) return Message("nobody known ({0})", {member});
  const std::string departments = DepartmentWords(record->Now(), now_);
  const std::string id = ShortId(*record);
  const std::string name = name_of_ ? name_of_(member) : std::string();
  // Whose name cannot be read is called by the number instead.
  std::string where = departments;
  if (!name.empty()) where += (where.empty() ? std::string() : Message(", ")) + id;
  if (const auto young = YoungPowerOf(state_, *record, now_))
    where += (where.empty() ? std::string() : Message("; ")) + SentenceOf(*young, zone());
  const std::string& called = name.empty() ? id : name;
  return where.empty() ? called : Message("{0} ({1})", {called, where});
}

bool RecordNames::IsOutside(const std::string& age_key) const {
  return state_.ReaderOf(age_key, now_) == nullptr;
}

std::string RecordNames::Reader(const std::string& age_key) const {
  if (const MemberRecord* const reader = state_.ReaderOf(age_key, now_)) return Person(reader->id);
  // Whose key it was says more than how often it was used.
  if (const MemberRecord* const former = state_.OwnerOf(age_key))
    return Message("OUTSIDE the organisation: {0}, no longer a key of {1}",
                   {age_key, Person(former->id)});
  return Message("OUTSIDE the organisation: {0}, {1}",
                 {age_key, TimesNamed(state_.TimesNamed(age_key, before_))});
}

std::string RecordNames::Medium(const std::string& jti) const {
  const MediumRecord* const medium = state_.FindMedium(jti);
  if (medium == nullptr) return jti;
  return Message("{0} ({1})", {medium->claims.label, ShortId(*medium)});
}

std::string RecordNames::Statement(const std::string& jti) const {
  if (const RequestRecord* const request = state_.FindRequest(jti)) return ShortId(*request);
  if (const MediumRecord* const medium = state_.FindMedium(jti)) return ShortId(*medium);
  if (const MemberRecord* const member = state_.FindMember(jti)) return ShortId(*member);
  if (const ProposalRecord* const proposal = state_.FindProposal(jti)) return ShortId(*proposal);
  return jti;
}

std::string RecordNames::StatementByHash(const std::string& hex) const {
  const auto hash = DigestFromHex(hex);
  if (!hash) return hex;
  if (const RequestRecord* const request = state_.FindRequestByHash(*hash))
    return ShortId(*request);
  if (const MediumRecord* const medium = state_.FindMediumByHash(*hash)) return ShortId(*medium);
  return hex;
}

Result<std::vector<Term>> TermsOfHeader(Session* session, const Statement& request) {
  RETURN_IF_ERROR(CheckClaims(Kind::kRequest, request.claims));
  if (session == nullptr) return TermsOf(request, NoNames(kJapan));
  const OrgState& state = session->state();
  const RequestRecord* const record = state.FindRequestByHash(request.hash);
  return TermsOf(request, RecordNames(state, session->now(), {},
                                      record == nullptr ? UINT64_MAX : record->index));
}

std::string LineOf(Session& session, std::string_view token) {
  const auto statement = ParseStatement(token);
  return statement ? LineOf(TermsOf(*statement, RecordNames(session))) : std::string();
}

}  // namespace sekisho
