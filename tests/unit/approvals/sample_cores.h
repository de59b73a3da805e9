// One good core of each kind, for tests over all lists: every claim present, none at its default.
#pragma once

#include <algorithm>
#include <string>

#include "approvals/annex_parts.h"
#include "approvals/claims/claim_rules.h"
#include "base/json.h"
#include "libcrypt/keys/keys.h"
#include "libcrypt/primitives/sha256.h"
#include "libcrypt/tokens/paserk.h"

namespace sekisho {

inline constexpr const char* kSampleId = "0192e4a0-0000-7000-8000-000000000001";
inline constexpr const char* kOtherId = "0192e4a0-0000-7000-8000-000000000002";
inline constexpr const char* kSampleTime = "2026-11-22T13:45:04+09:00";
inline constexpr const char* kOtherTime = "2026-11-23T13:45:04+09:00";

inline std::string SampleDigest(const std::string& of) { return HexEncode(Sha256(AsBytes(of))); }

// Two values of a rule's grammar that differ, in turn: `which` is 0 or 1.
inline Json SampleValue(const ClaimRule& rule, Kind kind, int which) {
  const bool other = which == 1;
  const auto digest = [&] { return SampleDigest(other ? "other" : "x"); };
  switch (rule.grammar) {
    case Grammar::kKind:
      return KindName(kind);
    case Grammar::kOrg:
      return std::string(32, other ? 'b' : 'a');
    case Grammar::kMember:
    case Grammar::kStatement:
    case Grammar::kRequest:
    case Grammar::kMedium:
      return other ? kOtherId : kSampleId;
    case Grammar::kTime:
      return other ? kOtherTime : kSampleTime;
    case Grammar::kCharter:
      return {{"version", other ? 2 : 1}, {"digest", digest()}};
    case Grammar::kHead:
      return {{"size", other ? 2 : 1}, {"root", digest()}};
    case Grammar::kTool:
      return other ? "other-tool/1.0.10" : "sekisho/0.1.0";
    case Grammar::kDigest:
    case Grammar::kReference:
      return digest();
    case Grammar::kDigests:
    case Grammar::kReferences:
      return Json::array({digest()});
    case Grammar::kCount:
      return std::min(rule.max, std::max(rule.min, int64_t{other ? 3 : 2}));
    case Grammar::kBytes:
      return other ? 1025 : 1024;
    case Grammar::kCounts:
      return other ? Json::array({1, 2}) : Json::array({1, 3});
    case Grammar::kFlag:
      return other;
    case Grammar::kCode:
      return std::string(other ? rule.codes.back() : rule.codes.front());
    case Grammar::kCodes:
      return Json::array({std::string(other ? rule.codes.back() : rule.codes.front())});
    case Grammar::kSignKey:
      return EncodePublicPaserk(Ed25519PublicKey{static_cast<uint8_t>(9 + which)});
    case Grammar::kAgeKey:
      return EncodeRecipient(X25519PublicKey{static_cast<uint8_t>(9 + which)});
    case Grammar::kRecipients:
      return Json::array({EncodeRecipient(X25519PublicKey{static_cast<uint8_t>(9 + which)})});
    case Grammar::kWord:
      return other ? "極秘" : "秘";
    case Grammar::kDomain:
      return other ? "example.org" : "example.jp";
    case Grammar::kLabel:
      return other ? "USB-2" : "USB-1";
    case Grammar::kDestination:
      return other ? Json{{"kind", "mail"}, {"domain", "example.jp"}}
                   : Json{{"kind", "medium"}, {"medium", kSampleId}, {"registration", digest()}};
    case Grammar::kRoles:
      return Json::array({{{"role", other ? "it" : "manager"},
                           {"department", "総務"},
                           {"from", kSampleTime},
                           {"until", nullptr}}});
    case Grammar::kHardware:
      return {{"kind", "mount"}, {"serial", other ? "0002" : "0001"}, {"size_bytes", 1 << 20}};
    case Grammar::kCharterBody:
      return Json{{"x", which}};
    case Grammar::kAct:
      return Json{{"action", other ? "suspend" : "leave"}};
  }
  return {};
}

// The payload of a core of `kind` that its lists accept.
inline Json SampleClaims(Kind kind) {
  Json claims;
  for (const auto rules : {CommonClaims(), OwnClaims(kind)})
    for (const ClaimRule& rule : rules) claims[std::string(rule.name)] = SampleValue(rule, kind, 0);
  if (kind == Kind::kProposal) claims["act"] = "member-status";
  for (const AnnexPartRule& part : AnnexPartsOf(kind))
    claims["annex"][part.part] = SampleDigest(part.part);
  return claims;
}

}  // namespace sekisho
