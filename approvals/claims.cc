#include "approvals/claims.h"

#include <algorithm>
#include <set>

#include "base/message.h"
#include "base/uuid.h"
#include "libcrypt/keys.h"

namespace sekisho {
namespace {

constexpr size_t kMaxListItems = 64;
constexpr int64_t kMaxCount = int64_t{1} << 53;

Error Bad(const char* key, const std::string& why) {
  return Fail(ErrorCode::kMalformed, Message("field '{0}' {1}", {key, why}));
}

Json OptionalTime(const std::optional<Time>& time, ZoneOffset zone) {
  if (!time) return nullptr;
  return FormatTime(*time, zone);
}

Result<Time> GetTime(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::string text, GetString(object, key));
  return ParseTime(text);
}

Result<std::optional<Time>> GetOptionalTime(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return std::optional<Time>();
  ASSIGN_OR_RETURN(const Time time, GetTime(object, key));
  return std::optional<Time>(time);
}

Result<Digest> GetDigest(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::string hex, GetString(object, key));
  return DigestFromHex(hex);
}

Result<uint64_t> GetCount(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const int64_t count, GetInt(object, key, 0, kMaxCount));
  return static_cast<uint64_t>(count);
}

// An id that may be absent: null, or a well-formed one.
Result<std::string> GetOptionalId(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return std::string();
  ASSIGN_OR_RETURN(std::string id, GetString(object, key));
  if (!IsUuid7(id)) return Bad(key, Message("is not an id"));  // defence: I3-10
  return id;
}

Json OptionalText(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json OptionalId(const std::string& id) { return OptionalText(id); }

Result<std::string> GetOptionalText(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return std::string();
  return GetString(object, key);
}

Json OptionalDigest(const std::optional<Digest>& digest) {
  return digest ? Json(HexEncode(*digest)) : Json();
}

Result<std::optional<Digest>> GetOptionalDigest(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return std::optional<Digest>();
  ASSIGN_OR_RETURN(const Digest digest, GetDigest(object, key));
  return std::optional<Digest>(digest);
}

// In ascending order, so that the order carries nothing.
Json DigestsToJson(const std::vector<Digest>& digests) {
  Json out = Json::array();
  for (const Digest& digest : std::set<Digest>(digests.begin(), digests.end()))
    out.push_back(HexEncode(digest));
  return out;
}

Result<std::vector<Digest>> GetDigests(const Json& object, const char* key, size_t most) {
  ASSIGN_OR_RETURN(const std::vector<std::string> list, GetStrings(object, key));
  if (list.size() > most) return Bad(key, Message("is too long a list"));  // defence: I3-11
  std::vector<Digest> digests;
  for (const std::string& hex : list) {
    ASSIGN_OR_RETURN(const Digest digest, DigestFromHex(hex));
    digests.push_back(digest);
  }
  return digests;
}

Result<std::string> GetId(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(std::string id, GetOptionalId(object, key));
  if (id.empty()) return Bad(key, Message("is missing"));  // defence: I3-12
  return id;
}

template <typename E>
Result<E> GetCode(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::string code, GetString(object, key));
  const auto value = FromCode<E>(code);
  if (!value) return Bad(key, Message("is not one of {0}", {AllCodes<E>()}));  // defence: I3-13
  return *value;
}

Result<std::vector<std::string>> GetShortList(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(std::vector<std::string> list, GetStrings(object, key));
  // defence: I3-14
  if (list.size() > kMaxListItems) return Bad(key, Message("is too long a list"));
  return list;
}

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
  // defence: I3-17
  if (it == claims.end() || !it->is_object()) return Bad("destination", Message("is missing"));
  ASSIGN_OR_RETURN(request.destination, GetCode<Destination>(*it, "kind"));
  if (request.destination == Destination::kMedium) {
    ASSIGN_OR_RETURN(request.medium, GetId(*it, "medium"));
    ASSIGN_OR_RETURN(request.registration, GetDigest(*it, "registration"));
  }
  if (request.destination == Destination::kMail) {
    ASSIGN_OR_RETURN(request.domain, GetString(*it, "domain"));
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
  if (request.destination == Destination::kMail) json["domain"] = request.domain;
  if (request.destination == Destination::kCloud) json["name"] = request.cloud;
  return json;
}

constexpr CodeName<VerifiedHow> kVerifiedHows[] = {
    {VerifiedHow::kWitnessed, "witnessed"},
    {VerifiedHow::kExamined, "examined"},
    {VerifiedHow::kReport, "report"},
};

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
  if (kind == Kind::kWithdrawal) return claims;
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

Json ToClaims(const MediumClaims& medium) {
  return Json{{"label", medium.label},
              {"medium_kind", medium.medium_kind},
              {"hardware", medium.hardware},
              {"home", OptionalText(medium.home)}};
}

Result<MediumClaims> ReadMediumClaims(const Json& claims) {
  MediumClaims medium;
  ASSIGN_OR_RETURN(medium.label, GetString(claims, "label"));
  ASSIGN_OR_RETURN(medium.medium_kind, GetString(claims, "medium_kind"));
  const auto hardware = claims.find("hardware");
  if (hardware == claims.end() || !hardware->is_object())
    return Bad("hardware", Message("is missing"));  // defence: I3-20
  medium.hardware = *hardware;
  ASSIGN_OR_RETURN(medium.home, GetOptionalText(claims, "home"));
  return medium;
}

Json ToClaims(const MediumStateClaims& state) {
  Json claims{{"state", state.state}};
  if (state.hardware) claims["hardware"] = *state.hardware;
  return claims;
}

Result<MediumStateClaims> ReadMediumStateClaims(const Json& claims) {
  MediumStateClaims state;
  ASSIGN_OR_RETURN(state.state, GetString(claims, "state"));
  if (claims.contains("hardware")) state.hardware = claims["hardware"];
  return state;
}

Json ToClaims(const CheckoutClaims& checkout, ZoneOffset zone) {
  return Json{{"to", checkout.to},
              {"request", HexEncode(checkout.request)},
              {"due", FormatTime(checkout.due, zone)}};
}

Result<CheckoutClaims> ReadCheckoutClaims(const Json& claims) {
  CheckoutClaims checkout;
  ASSIGN_OR_RETURN(checkout.to, GetId(claims, "to"));
  ASSIGN_OR_RETURN(checkout.request, GetDigest(claims, "request"));
  ASSIGN_OR_RETURN(checkout.due, GetTime(claims, "due"));
  return checkout;
}

Json ToClaims(const ReturnClaims& returned) {
  return Json{{"readable", returned.readable},
              {"packages", returned.packages},
              {"strangers", returned.strangers}};
}

Result<ReturnClaims> ReadReturnClaims(const Json& claims) {
  ReturnClaims returned;
  ASSIGN_OR_RETURN(returned.readable, GetBool(claims, "readable"));
  ASSIGN_OR_RETURN(returned.packages, GetCount(claims, "packages"));
  ASSIGN_OR_RETURN(returned.strangers, GetCount(claims, "strangers"));
  return returned;
}

Json ToClaims(const WipeClaims& wipe) {
  return Json{{"scope", wipe.scope},
              {"grade", wipe.grade},
              {"complete", wipe.complete},
              {"files", wipe.files},
              {"failures", wipe.failures}};
}

Result<WipeClaims> ReadWipeClaims(const Json& claims) {
  WipeClaims wipe;
  ASSIGN_OR_RETURN(wipe.scope, GetString(claims, "scope"));
  ASSIGN_OR_RETURN(wipe.grade, GetString(claims, "grade"));
  ASSIGN_OR_RETURN(wipe.complete, GetBool(claims, "complete"));
  ASSIGN_OR_RETURN(wipe.files, GetCount(claims, "files"));
  ASSIGN_OR_RETURN(wipe.failures, GetCount(claims, "failures"));
  return wipe;
}

template <>
std::span<const CodeName<VerifiedHow>> CodesOf<VerifiedHow>() {
  return kVerifiedHows;
}

Json ToClaims(const WipeVerifiedClaims& verified) {
  return Json{{"wipe", HexEncode(verified.wipe)}, {"how", CodeOf(verified.how)}};
}

Result<WipeVerifiedClaims> ReadWipeVerifiedClaims(const Json& claims) {
  WipeVerifiedClaims verified;
  ASSIGN_OR_RETURN(verified.wipe, GetDigest(claims, "wipe"));
  ASSIGN_OR_RETURN(verified.how, GetCode<VerifiedHow>(claims, "how"));
  return verified;
}

Json ToClaims(const SnapshotClaims& snapshot) {
  return Json{{"format", snapshot.format},
              {"body", HexEncode(snapshot.body)},
              {"entries", snapshot.entries},
              {"size", snapshot.size},
              {"root", HexEncode(snapshot.root)}};
}

Result<SnapshotClaims> ReadSnapshotClaims(const Json& claims) {
  SnapshotClaims snapshot;
  ASSIGN_OR_RETURN(snapshot.format, GetInt(claims, "format", 1, kMaxCount));
  ASSIGN_OR_RETURN(snapshot.body, GetDigest(claims, "body"));
  ASSIGN_OR_RETURN(snapshot.entries, GetCount(claims, "entries"));
  ASSIGN_OR_RETURN(snapshot.size, GetCount(claims, "size"));
  ASSIGN_OR_RETURN(snapshot.root, GetDigest(claims, "root"));
  return snapshot;
}

Json ToClaims(const GateClaims& gate) {
  std::set<std::string> reasons(gate.reasons.begin(), gate.reasons.end());
  return Json{{"seals", DigestsToJson(gate.seals)},
              {"files", gate.files},
              {"reasons", reasons},
              {"medium", OptionalId(gate.medium)}};
}

Result<GateClaims> ReadGateClaims(const Json& claims) {
  GateClaims gate;
  ASSIGN_OR_RETURN(gate.seals, GetDigests(claims, "seals", kMaxListItems));
  ASSIGN_OR_RETURN(gate.files, GetCount(claims, "files"));
  ASSIGN_OR_RETURN(gate.reasons, GetStrings(claims, "reasons"));
  ASSIGN_OR_RETURN(gate.medium, GetOptionalId(claims, "medium"));
  return gate;
}

}  // namespace sekisho
