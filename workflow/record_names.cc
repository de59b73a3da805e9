#include "workflow/record_names.h"

#include <algorithm>

#include "base/message.h"

namespace sekisho {
namespace {

// "総務, 経理"; empty without any.
std::string DepartmentWords(const Person& person, Time now) {
  std::string out;
  for (const std::string& department : DepartmentsOf(person, now))
    out += (out.empty() ? "" : ", ") + department;
  return out;
}

// Who had this key once and has another now, or may not use it any more.
const MemberRecord* FormerOwner(const OrgState& state, const std::string& age_key) {
  for (const auto& [id, member] : state.members())
    for (const auto& [index, person] : member.versions)
      if (person.age_recipient == age_key) return &member;
  return nullptr;
}

}  // namespace

std::string RecordNames::Person(const std::string& member) const {
  const MemberRecord* const record = session_.state().FindMember(member);
  if (record == nullptr) return Message("nobody known ({0})", {member});
  const std::string id = ShortId(*record);
  const std::string name = session_.NameOf(member);
  const std::string departments = DepartmentWords(record->Now(), session_.now());
  const std::string where = departments.empty() ? id : departments + ", " + id;
  return name == id ? Message("{0} ({1})", {Message("name not readable"), where})
                    : Message("{0} ({1})", {name, where});
}

bool RecordNames::IsOutside(const std::string& age_key) const {
  return session_.state().ReaderOf(age_key, session_.now()) == nullptr;
}

std::string RecordNames::Reader(const std::string& age_key) const {
  const OrgState& state = session_.state();
  if (const MemberRecord* const reader = state.ReaderOf(age_key, session_.now()))
    return Person(reader->id);
  const auto earlier =
      std::count_if(state.requests().begin(), state.requests().end(), [&](const auto& request) {
        const auto& recipients = request.second.claims.recipients;
        return request.second.index < before_ &&
               std::find(recipients.begin(), recipients.end(), age_key) != recipients.end();
      });
  std::string out = earlier == 0
                        ? Message("OUTSIDE the organisation: {0}, never named before", {age_key})
                        : Message("OUTSIDE the organisation: {0}, named in {1} earlier requests",
                                  {age_key, std::to_string(earlier)});
  if (const MemberRecord* const former = FormerOwner(state, age_key))
    out += "; " + Message("no longer a key of {0}", {Person(former->id)});
  return out;
}

std::string RecordNames::Medium(const std::string& jti) const {
  const MediumRecord* const medium = session_.state().FindMedium(jti);
  if (medium == nullptr) return jti;
  return medium->claims.label + " (" + ShortId(*medium) + ")";
}

std::string RecordNames::Statement(const std::string& jti) const {
  const OrgState& state = session_.state();
  if (const RequestRecord* const request = state.FindRequest(jti)) return ShortId(*request);
  if (const MediumRecord* const medium = state.FindMedium(jti)) return ShortId(*medium);
  if (const MemberRecord* const member = state.FindMember(jti)) return ShortId(*member);
  return jti;
}

std::string RecordNames::StatementByHash(const std::string& hex) const {
  const auto hash = DigestFromHex(hex);
  const OrgState& state = session_.state();
  if (!hash) return hex;
  if (const RequestRecord* const request = state.FindRequestByHash(*hash)) return ShortId(*request);
  for (const auto& [id, medium] : state.media())
    if (StatementHash(medium.token) == *hash) return ShortId(medium);
  return hex;
}

}  // namespace sekisho
