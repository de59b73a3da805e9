#include "workflow/requests/request_details.h"

#include <algorithm>

#include "approvals/duties.h"
#include "approvals/slots.h"

namespace sekisho {
namespace {

// Where somebody else than the requester seals: IT, a station, and the requester's department.
bool MaySealForOthers(const Person& person, const std::vector<std::string>& departments, Time at) {
  return HasRole(person, Role::kIt, at) ||
         std::any_of(departments.begin(), departments.end(), [&](const std::string& department) {
           return InDepartment(person, department, at);
         });
}

}  // namespace

std::vector<X25519PublicKey> ReadersOf(Session& session, const RequestClaims& claims,
                                       const std::string& requester) {
  const OrgState& state = session.state();
  const Charter& charter = state.charter().charter;
  std::vector<SlotUnit> slots;
  const ClassRule* const rule = FindClass(charter, claims.class_id);
  if (rule != nullptr) slots = SlotsNeeded(*rule, HoldsPersonalData(claims), claims.third_party);
  const MemberRecord* const asker = state.FindMember(requester);
  const bool others_seal = rule != nullptr && rule->sealed_by != SealedBy::kRequester;
  const auto departments =
      asker == nullptr ? std::vector<std::string>() : DepartmentsOf(asker->Now(), session.now());
  std::vector<X25519PublicKey> readers;
  const auto add = [&](const std::string& recipient) {
    if (const auto key = ParseRecipient(recipient)) readers.push_back(*key);
  };
  for (const auto& [id, member] : state.members()) {
    const Person& person = member.Now();
    const bool concerned = id == requester || id == claims.holder ||
                           HasRole(person, Role::kSecurityOfficer, session.now()) ||
                           (others_seal && MaySealForOthers(person, departments, session.now())) ||
                           std::any_of(slots.begin(), slots.end(), [&](const SlotUnit& slot) {
                             return FitsSlot(slot, person, departments, session.now());
                           });
    if (concerned && !person.keyless) add(person.age_recipient);
  }
  for (const std::string& escrow : charter.escrow) add(escrow);
  return readers;
}

Json MailToJson(const std::vector<std::string>& addresses) {
  if (addresses.size() > 1) return addresses;
  return addresses.empty() ? std::string() : addresses.front();
}

namespace {

std::vector<std::string> MailFromJson(const Json& annex) {
  if (auto several = GetStrings(annex, "mail")) return *std::move(several);
  std::string one = GetString(annex, "mail").value_or("");
  if (one.empty()) return {};
  return {std::move(one)};
}

}  // namespace

RequestDetails ReadDetails(Session& session, const RequestRecord& request) {
  RequestDetails details;
  const auto annex = session.ReadAnnex(request.statement, "main");
  if (!annex && annex.error().code == ErrorCode::kVerdict) details.damage = annex.error();
  const auto json = annex ? ParseJson(AsText(annex->bytes)) : Result<Json>(Error{});
  if (!json) return details;
  const auto raw = [](const std::string& hex) {
    const auto bytes = HexDecode(hex);
    return bytes ? std::string(AsText(*bytes)) : std::string();
  };
  details.purpose = GetString(*json, "purpose").value_or("");
  details.base = raw(GetString(*json, "base").value_or(""));
  for (const std::string& name : GetStrings(*json, "names").value_or({}))
    details.names.push_back(raw(name));
  details.recipients = GetStrings(*json, "recipients").value_or({});
  details.mail = MailFromJson(*json);
  details.third_party = GetString(*json, "third_party").value_or("");
  details.basis = GetString(*json, "basis").value_or("");
  details.left_out = LeftOutFromJson(*json);
  details.readable = true;
  return details;
}

}  // namespace sekisho
