#include "approvals/claims/claims.h"

#include <algorithm>
#include <set>

#include "approvals/claims/claim_fields.h"
#include "base/text/message.h"
#include "base/uuid.h"
#include "libcrypt/keys/keys.h"

namespace sekisho {

using namespace fields;  // NOLINT: what every function here is made of

namespace {

Result<RoleGrant> ReadGrant(const Json& json) {
  RoleGrant grant;
  ASSIGN_OR_RETURN(grant.role, GetCode<Role>(json, "role"));
  ASSIGN_OR_RETURN(grant.department, GetString(json, "department"));
  ASSIGN_OR_RETURN(grant.from, GetTime(json, "from"));
  ASSIGN_OR_RETURN(grant.until, GetOptionalTime(json, "until"));
  return grant;
}

Result<void> ReadKeys(const Json& claims, Person& person) {
  ASSIGN_OR_RETURN(person.sign_key, GetString(claims, "sign"));
  ASSIGN_OR_RETURN(person.age_recipient, GetString(claims, "age"));
  person.keyless = person.sign_key.empty();
  if (!person.keyless && !LooksLikePublicKey(person.sign_key))
    return Bad("sign", Message("is not a public key"));  // defence: I3-15
  if (person.keyless != person.age_recipient.empty() ||
      (!person.keyless && !LooksLikeRecipient(person.age_recipient)))
    return Bad("age", Message("is not a recipient"));  // defence: I3-16
  return {};
}

Result<void> ReadDestination(const Json& claims, RequestClaims& request) {
  const auto it = claims.find("destination");
  // defence: I3-17, else {}
  if (it == claims.end() || !it->is_object()) return Bad("destination", Message("is missing"));
  ASSIGN_OR_RETURN(request.destination, GetCode<Destination>(*it, "kind"));
  if (request.destination == Destination::kMedium) {
    ASSIGN_OR_RETURN(request.medium, GetId(*it, "medium"));
    ASSIGN_OR_RETURN(request.registration, GetDigest(*it, "registration"));
  }
  if (request.destination == Destination::kMail) {
    if (it->contains("domains")) {
      ASSIGN_OR_RETURN(request.domains, GetStrings(*it, "domains"));
    } else {
      ASSIGN_OR_RETURN(std::string domain, GetString(*it, "domain"));
      request.domains = {std::move(domain)};
    }
  }
  if (request.destination == Destination::kCloud) {
    ASSIGN_OR_RETURN(request.cloud, GetString(*it, "name"));
  }
  return {};
}

Json DestinationToJson(const RequestClaims& request) {
  Json json{{"kind", CodeOf(request.destination)}};
  if (request.destination == Destination::kMedium) {
    json["medium"] = request.medium;
    json["registration"] = HexEncode(request.registration);
  }
  if (request.destination == Destination::kMail && request.domains.size() == 1)
    json["domain"] = request.domains.front();
  else if (request.destination == Destination::kMail)
    json["domains"] = request.domains;
  if (request.destination == Destination::kCloud) json["name"] = request.cloud;
  return json;
}

}  // namespace

Json ToClaims(const CardClaims& card, ZoneOffset zone) {
  const Person& person = card.person;
  Json roles = Json::array();
  for (const RoleGrant& grant : person.grants)
    roles.push_back({{"role", CodeOf(grant.role)},
                     {"department", grant.department},
                     {"from", FormatTime(grant.from, zone)},
                     {"until", OptionalTime(grant.until, zone)}});
  return Json{{"sign", person.sign_key},
              {"age", person.age_recipient},
              {"employment", CodeOf(person.employment)},
              {"responsible", OptionalId(person.responsible)},
              {"roles", roles},
              {"valid_until", OptionalTime(person.valid_until, zone)},
              {"trained_until", OptionalTime(person.trained_until, zone)},
              {"device", person.is_device},
              {"agent", person.forwarded_agent}};
}

Result<CardClaims> ReadCardClaims(const Json& claims) {
  CardClaims card;
  Person& person = card.person;
  RETURN_IF_ERROR(ReadKeys(claims, person));
  ASSIGN_OR_RETURN(person.employment, GetCode<Employment>(claims, "employment"));
  ASSIGN_OR_RETURN(person.responsible, GetOptionalId(claims, "responsible"));
  ASSIGN_OR_RETURN(person.valid_until, GetOptionalTime(claims, "valid_until"));
  ASSIGN_OR_RETURN(person.trained_until, GetOptionalTime(claims, "trained_until"));
  ASSIGN_OR_RETURN(person.is_device, GetBool(claims, "device"));
  ASSIGN_OR_RETURN(person.forwarded_agent, GetBool(claims, "agent"));
  const auto roles = claims.find("roles");
  if (roles == claims.end() || !roles->is_array() || roles->size() > kMaxListItems)
    return Bad("roles", Message("is not a short list"));  // defence: I3-18
  for (const Json& json : *roles) {
    ASSIGN_OR_RETURN(RoleGrant grant, ReadGrant(json));
    person.grants.push_back(std::move(grant));
  }
  return card;
}

Json ToClaims(const StatusClaims& status) { return Json{{"action", CodeOf(status.action)}}; }

Result<StatusClaims> ReadStatusClaims(const Json& claims) {
  StatusClaims status;
  ASSIGN_OR_RETURN(status.action, GetCode<StatusAction>(claims, "action"));
  return status;
}

constexpr CodeName<ProposedAct> kProposedActs[] = {
    {ProposedAct::kMemberCard, "member-card"},
    {ProposedAct::kMemberStatus, "member-status"},
};
template <>
std::span<const CodeName<ProposedAct>> CodesOf<ProposedAct>() {
  return kProposedActs;
}

Json ToClaims(const ProposalClaims& proposal) {
  return Json{{"act", CodeOf(proposal.act)},
              {"target", OptionalId(proposal.target)},
              {"claims", proposal.claims}};
}

Result<ProposalClaims> ReadProposalClaims(const Json& claims) {
  ProposalClaims proposal;
  ASSIGN_OR_RETURN(proposal.act, GetCode<ProposedAct>(claims, "act"));
  ASSIGN_OR_RETURN(proposal.target, GetOptionalId(claims, "target"));
  const auto act = claims.find("claims");
  // defence: I15-11
  if (act == claims.end() || !act->is_object()) return Bad("claims", Message("is missing"));
  proposal.claims = *act;
  return proposal;
}

Json ToClaims(const ConsentClaims& consent) {
  return Json{{"proposal", HexEncode(consent.proposal)}};
}

Result<ConsentClaims> ReadConsentClaims(const Json& claims) {
  ConsentClaims consent;
  ASSIGN_OR_RETURN(consent.proposal, GetDigest(claims, "proposal"));
  return consent;
}

Json ToClaims(const AcknowledgementClaims& acknowledgement) {
  return Json{{"statement", HexEncode(acknowledgement.statement)}};
}

Result<AcknowledgementClaims> ReadAcknowledgementClaims(const Json& claims) {
  AcknowledgementClaims acknowledgement;
  ASSIGN_OR_RETURN(acknowledgement.statement, GetDigest(claims, "statement"));
  return acknowledgement;
}

Json ToClaims(const RequestClaims& request, ZoneOffset zone) {
  return Json{
      {"holder", request.holder},
      {"class", request.class_id},
      {"files", request.files},
      {"directories", request.directories},
      {"bytes", request.bytes},
      {"recipients", request.recipients},
      {"destination", DestinationToJson(request)},
      {"uses", request.uses},
      {"from", FormatTime(request.from, zone)},
      {"until", FormatTime(request.until, zone)},
      {"due", OptionalTime(request.due, zone)},
      {"persons", request.persons},
      {"data_kinds", std::set<std::string>(request.data_kinds.begin(), request.data_kinds.end())},
      {"third_party", request.third_party},
      {"duty_text", request.duty_text},
      {"transport", OptionalText(request.transport)},
      {"include-keys", request.include_keys},
      {"series", OptionalId(request.series)},
      {"extends", OptionalDigest(request.extends)},
      {"replaces", OptionalDigest(request.replaces)}};
}

bool HoldsPersonalData(const RequestClaims& claims) {
  return claims.persons > 0 || !claims.data_kinds.empty();
}

Result<RequestClaims> ReadRequestClaims(const Json& claims) {
  RequestClaims request;
  ASSIGN_OR_RETURN(request.holder, GetId(claims, "holder"));
  ASSIGN_OR_RETURN(request.class_id, GetString(claims, "class"));
  ASSIGN_OR_RETURN(request.files, GetCount(claims, "files"));
  ASSIGN_OR_RETURN(request.directories, GetCount(claims, "directories"));
  ASSIGN_OR_RETURN(request.bytes, GetCount(claims, "bytes"));
  ASSIGN_OR_RETURN(request.recipients, GetShortList(claims, "recipients"));
  std::vector<std::string> sorted = request.recipients;
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty() || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end() ||
      !std::all_of(sorted.begin(), sorted.end(),
                   [](const std::string& text) { return ParseRecipient(text).has_value(); }))
    // defence: I3-19
    return Bad("recipients", Message("is not a list of different age recipients"));
  RETURN_IF_ERROR(ReadDestination(claims, request));
  ASSIGN_OR_RETURN(request.uses, GetInt(claims, "uses", 1, 1000));
  ASSIGN_OR_RETURN(request.from, GetTime(claims, "from"));
  ASSIGN_OR_RETURN(request.until, GetTime(claims, "until"));
  ASSIGN_OR_RETURN(request.due, GetOptionalTime(claims, "due"));
  ASSIGN_OR_RETURN(request.persons, GetInt(claims, "persons", 0, kMaxCount));
  ASSIGN_OR_RETURN(request.data_kinds, GetShortList(claims, "data_kinds"));
  ASSIGN_OR_RETURN(request.third_party, GetBool(claims, "third_party"));
  ASSIGN_OR_RETURN(request.duty_text, GetString(claims, "duty_text"));
  ASSIGN_OR_RETURN(request.transport, GetOptionalText(claims, "transport"));
  ASSIGN_OR_RETURN(request.include_keys, GetBool(claims, "include-keys"));
  ASSIGN_OR_RETURN(request.series, GetOptionalId(claims, "series"));
  ASSIGN_OR_RETURN(request.extends, GetOptionalDigest(claims, "extends"));
  ASSIGN_OR_RETURN(request.replaces, GetOptionalDigest(claims, "replaces"));
  return request;
}

Json ToClaims(const DecisionClaims& decision, Kind kind, ZoneOffset zone) {
  Json claims{{"request", HexEncode(decision.request)}};
  claims["delegation"] = OptionalDigest(decision.delegation);
  if (kind != Kind::kApproval) return claims;
  claims["until"] = OptionalTime(decision.until, zone);
  claims["append-by"] = OptionalTime(decision.append_by, zone);
  claims["opened"] = nullptr;
  return claims;
}

Result<DecisionClaims> ReadDecisionClaims(const Json& claims) {
  DecisionClaims decision;
  ASSIGN_OR_RETURN(decision.request, GetDigest(claims, "request"));
  ASSIGN_OR_RETURN(decision.until, GetOptionalTime(claims, "until"));
  ASSIGN_OR_RETURN(decision.append_by, GetOptionalTime(claims, "append-by"));
  ASSIGN_OR_RETURN(decision.delegation, GetOptionalDigest(claims, "delegation"));
  return decision;
}

Json ToClaims(const WithdrawalClaims& withdrawal) {
  return Json{{"statement", HexEncode(withdrawal.statement)}};
}

Result<WithdrawalClaims> ReadWithdrawalClaims(const Json& claims) {
  WithdrawalClaims withdrawal;
  ASSIGN_OR_RETURN(withdrawal.statement, GetDigest(claims, "statement"));
  return withdrawal;
}

constexpr size_t kMaxCompanions = 2;

Json ToClaims(const SealClaims& seal) {
  return Json{{"request", HexEncode(seal.request)},
              {"prefix", HexEncode(seal.prefix)},
              {"root", HexEncode(seal.root)},
              {"length", seal.length},
              {"medium", OptionalId(seal.medium)},
              {"volume", seal.volume},
              {"companions", DigestsToJson(seal.companions)}};
}

Result<SealClaims> ReadSealClaims(const Json& claims) {
  SealClaims seal;
  ASSIGN_OR_RETURN(seal.request, GetDigest(claims, "request"));
  ASSIGN_OR_RETURN(seal.prefix, GetDigest(claims, "prefix"));
  ASSIGN_OR_RETURN(seal.root, GetDigest(claims, "root"));
  ASSIGN_OR_RETURN(seal.length, GetCount(claims, "length"));
  ASSIGN_OR_RETURN(seal.medium, GetOptionalId(claims, "medium"));
  ASSIGN_OR_RETURN(seal.volume, GetInt(claims, "volume", 1, 1000));
  ASSIGN_OR_RETURN(seal.companions, GetDigests(claims, "companions", kMaxCompanions));
  return seal;
}

Json ToClaims(const SealRefClaims& ref) { return Json{{"seal", HexEncode(ref.seal)}}; }

Result<SealRefClaims> ReadSealRefClaims(const Json& claims) {
  SealRefClaims ref;
  ASSIGN_OR_RETURN(ref.seal, GetDigest(claims, "seal"));
  return ref;
}

}  // namespace sekisho
