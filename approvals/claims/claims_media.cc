// The claims of statements about media: registration, moves, wipes, the door.
#include <set>

#include "approvals/claims/claim_fields.h"
#include "approvals/claims/claims.h"

namespace sekisho {

using namespace fields;  // NOLINT: what every function here is made of

namespace {

constexpr CodeName<VerifiedHow> kVerifiedHows[] = {
    {VerifiedHow::kWitnessed, "witnessed"},
    {VerifiedHow::kExamined, "examined"},
    {VerifiedHow::kReport, "report"},
};

}  // namespace

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
