// How each grammar is spelled: one spelling for one value.
#include <algorithm>

#include "approvals/annex_parts.h"
#include "approvals/charter/charter.h"
#include "approvals/charter/mail_address.h"
#include "approvals/claims/claim_rules.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/text/text.h"
#include "base/uuid.h"
#include "libcrypt/keys/keys.h"
#include "libcrypt/primitives/sha256.h"
#include "libcrypt/tokens/paserk.h"

namespace sekisho {
namespace {

constexpr size_t kMaxWordBytes = 64;
constexpr size_t kMaxDeviceTextBytes = 64;
constexpr size_t kMaxToolNameBytes = 16;
constexpr size_t kMaxToolNumberDigits = 4;
constexpr size_t kMaxLabelBytes = 32;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

const std::string* AsString(const Json& value) { return value.get_ptr<const std::string*>(); }

template <typename Test>
bool IsText(const Json& value, Test test) {
  const std::string* const text = AsString(value);
  return text != nullptr && test(*text);
}

bool IsOneOf(const Json& value, std::span<const std::string_view> codes) {
  return IsText(value, [&](std::string_view text) {
    return std::find(codes.begin(), codes.end(), text) != codes.end();
  });
}

bool IsInteger(const Json& value, int64_t min, int64_t max) {
  if (!value.is_number_integer()) return false;
  if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX))
    return false;
  return value.get<int64_t>() >= min && value.get<int64_t>() <= max;
}

bool IsTime(const Json& value, ZoneOffset zone) {
  return IsText(value, [&](const std::string& text) {
    const auto time = ParseTime(text);
    return time && FormatTime(*time, zone) == text;
  });
}

bool IsDigest(const Json& value) {
  return IsText(value, [](const std::string& text) { return DigestFromHex(text).has_value(); });
}

bool IsUuid(const Json& value) {
  return IsText(value, [](const std::string& text) { return IsUuid7(text); });
}

bool IsOrg(const Json& value) {
  return IsText(value, [](std::string_view text) {
    return text.size() == 32 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  });
}

// A word out of the charter: what people can see, and no blanks at its ends.
bool IsWord(const Json& value, int64_t min) {
  return IsText(value, [&](std::string_view text) {
    const bool blank_ends = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    return static_cast<int64_t>(text.size()) >= min && text.size() <= kMaxWordBytes &&
           IsUtf8(text) && !HasUnsafeCharacters(text) && !blank_ends &&
           (text.empty() || HasVisibleText(text));
  });
}

bool IsLabel(std::string_view text) {
  return !text.empty() && text.size() <= kMaxLabelBytes &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return IsLower(c) || IsDigit(c) || (c >= 'A' && c <= 'Z') || c == '-';
         });
}

bool IsDeviceText(std::string_view text) {
  return !text.empty() && text.size() <= kMaxDeviceTextBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// Reads a decimal number without leading zeros off the front of `text`.
bool TakeNumber(std::string_view& text) {
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > kMaxToolNumberDigits || (digits > 1 && text.front() == '0'))
    return false;
  text.remove_prefix(digits);
  return true;
}

bool TakeByte(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

bool IsTool(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash > kMaxToolNameBytes) return false;
  const std::string_view name = text.substr(0, slash);
  if (!std::all_of(name.begin(), name.end(), [](char c) { return IsLower(c) || c == '-'; }))
    return false;
  text.remove_prefix(slash + 1);
  return TakeNumber(text) && TakeByte(text, '.') && TakeNumber(text) && TakeByte(text, '.') &&
         TakeNumber(text) && text.empty();
}

// Of a list of files: a million and more, and no room for words.
constexpr int64_t kMaxLine = 1 << 24;

// `min` to `max` items, each as `test` says, in strictly ascending order: no order carries anything
// and none stands there twice.
template <typename Test>
bool IsAscending(const Json& value, int64_t min, int64_t max, Test test) {
  if (!value.is_array()) return false;
  const auto size = static_cast<int64_t>(value.size());
  if (size < min || size > max) return false;
  for (size_t i = 0; i < value.size(); ++i)
    if (!test(value[i]) || (i > 0 && !(value[i - 1] < value[i]))) return false;
  return true;
}

// In the order of the package's stanzas, each once.
bool IsRecipients(const Json& value, const ClaimRule& rule) {
  if (!value.is_array()) return false;
  const auto size = static_cast<int64_t>(value.size());
  if (size < rule.min || size > rule.max) return false;
  for (size_t i = 0; i < value.size(); ++i) {
    const bool good =
        IsText(value[i], [](const std::string& text) { return ParseRecipient(text).has_value(); });
    if (!good || std::find(value.begin(), value.begin() + static_cast<ptrdiff_t>(i), value[i]) !=
                     value.begin() + static_cast<ptrdiff_t>(i))
      return false;
  }
  return true;
}

// Whether `value` is an object with exactly these keys.
bool HasExactly(const Json& value, std::initializer_list<const char*> keys) {
  return value.is_object() && value.size() == keys.size() &&
         std::all_of(keys.begin(), keys.end(),
                     [&](const char* key) { return value.contains(key); });
}

bool IsCharterRef(const Json& value) {
  return HasExactly(value, {"version", "digest"}) && IsInteger(value["version"], 1, INT64_MAX) &&
         IsDigest(value["digest"]);
}

bool IsHead(const Json& value) {
  return HasExactly(value, {"size", "root"}) && IsInteger(value["size"], 0, INT64_MAX) &&
         IsDigest(value["root"]);
}

// Two or more, each once and in one order: one alone has its own claim.
bool IsMailDomains(const Json& value) {
  if (!value.is_array() || value.size() < 2 || value.size() > kMaxMailAddresses) return false;
  size_t bytes = 0;
  for (size_t i = 0; i < value.size(); ++i) {
    if (!IsText(value[i], IsMailDomain)) return false;
    const auto& domain = value[i].get_ref<const std::string&>();
    if (i > 0 && domain <= value[i - 1].get_ref<const std::string&>()) return false;
    bytes += domain.size();
  }
  return bytes <= kMaxMailDomainsBytes;
}

bool IsDestination(const Json& value) {
  if (HasExactly(value, {"kind", "medium", "registration"}))
    return value["kind"] == "medium" && IsUuid(value["medium"]) && IsDigest(value["registration"]);
  if (HasExactly(value, {"kind", "domain"}))
    return value["kind"] == "mail" && IsText(value["domain"], IsMailDomain);
  if (HasExactly(value, {"kind", "domains"}))
    return value["kind"] == "mail" && IsMailDomains(value["domains"]);
  return HasExactly(value, {"kind", "name"}) && value["kind"] == "cloud" &&
         IsWord(value["name"], 1);
}

bool IsRole(const Json& value, ZoneOffset zone) {
  return HasExactly(value, {"role", "department", "from", "until"}) &&
         IsText(value["role"],
                [](const std::string& code) { return FromCode<Role>(code).has_value(); }) &&
         IsWord(value["department"], 0) && IsTime(value["from"], zone) &&
         (value["until"].is_null() || IsTime(value["until"], zone));
}

bool IsRoles(const Json& value, const ClaimRule& rule, ZoneOffset zone) {
  return value.is_array() && static_cast<int64_t>(value.size()) <= rule.max &&
         std::all_of(value.begin(), value.end(),
                     [&](const Json& role) { return IsRole(role, zone); });
}

// What a device says of itself (docs/formats/medium-tag.md). People read the keys, too.
bool IsHardware(const Json& value) {
  static constexpr std::string_view kTexts[] = {
      MessageId("fs_uuid"), MessageId("fs_type"), MessageId("vendor_id"), MessageId("product_id"),
      MessageId("vendor"),  MessageId("product"), MessageId("serial"),    MessageId("wwid")};
  if (!value.is_object() || !value.contains("kind")) return false;
  for (const auto& [key, item] : value.items()) {
    const bool text = std::find(std::begin(kTexts), std::end(kTexts), key) != std::end(kTexts);
    const bool good = text                             ? IsText(item, IsDeviceText)
                      : key == MessageId("kind")       ? item == "mount" || item == "directory"
                      : key == MessageId("size_bytes") ? IsInteger(item, 1, INT64_MAX)
                      : key == MessageId("removable")  ? item.is_boolean()
                                                       : false;
    if (!good) return false;
  }
  return value["kind"] == "mount" || value.size() == 1;
}

bool IsKeyOrEmpty(const Json& value, bool signing) {
  return IsText(value, [&](const std::string& text) {
    return text.empty() ||
           (signing ? ParsePublicPaserk(text).has_value() : ParseRecipient(text).has_value());
  });
}

Result<void> CheckObject(std::span<const ClaimRule> common, std::span<const ClaimRule> own,
                         const Json& claims, ZoneOffset zone);

Result<void> CheckAct(const Json& value, const Json& claims, ZoneOffset zone) {
  const auto act = KindFromName(
      claims.value("act", Json()).is_string() ? claims["act"].get<std::string>() : std::string());
  if (!act)
    return Fail(ErrorCode::kMalformed, Message("its act is unknown"));  // defence: I3-2, else {}
  return CheckObject({}, OwnClaims(*act), value, zone);
}

bool IsSpelled(const ClaimRule& rule, const Json& value, ZoneOffset zone) {
  switch (rule.grammar) {
    case Grammar::kKind:
      return IsText(value, [](const std::string& text) { return KindFromName(text).has_value(); });
    case Grammar::kOrg:
      return IsOrg(value);
    case Grammar::kMember:
    case Grammar::kStatement:
    case Grammar::kRequest:
    case Grammar::kMedium:
      return IsUuid(value);
    case Grammar::kTime:
      return IsTime(value, zone);
    case Grammar::kCharter:
      return IsCharterRef(value);
    case Grammar::kHead:
      return IsHead(value);
    case Grammar::kTool:
      return IsText(value, IsTool);
    case Grammar::kDigest:
    case Grammar::kReference:
      return IsDigest(value);
    case Grammar::kDigests:
    case Grammar::kReferences:
      return IsAscending(value, rule.min, rule.max, IsDigest);
    case Grammar::kCount:
    case Grammar::kBytes:
      return IsInteger(value, rule.min, rule.max);
    case Grammar::kCounts:
      return IsAscending(value, rule.min, rule.max,
                         [](const Json& item) { return IsInteger(item, 0, kMaxLine); });
    case Grammar::kFlag:
      return value.is_boolean();
    case Grammar::kCode:
      return IsOneOf(value, rule.codes);
    case Grammar::kCodes:
      return IsAscending(value, rule.min, rule.max,
                         [&](const Json& item) { return IsOneOf(item, rule.codes); });
    case Grammar::kSignKey:
      return IsKeyOrEmpty(value, true);
    case Grammar::kAgeKey:
      return IsKeyOrEmpty(value, false);
    case Grammar::kRecipients:
      return IsRecipients(value, rule);
    case Grammar::kWord:
      return IsWord(value, rule.min);
    case Grammar::kDomain:
      return IsText(value, IsMailDomain);
    case Grammar::kLabel:
      return IsText(value, IsLabel);
    case Grammar::kDestination:
      return IsDestination(value);
    case Grammar::kRoles:
      return IsRoles(value, rule, zone);
    case Grammar::kHardware:
      return IsHardware(value);
    case Grammar::kCharterBody:
      return value.is_object();  // read by CharterFromJson, which is as strict
    case Grammar::kAct:
      return value.is_object();
  }
  return false;
}

Error Malformed(const std::string& name, const std::string& why) {
  return Fail(ErrorCode::kMalformed, Message("the claim '{0}' {1}", {name, why}));
}

const ClaimRule* FindRule(std::span<const ClaimRule> rules, std::string_view name) {
  for (const ClaimRule& rule : rules)
    if (rule.name == name) return &rule;
  return nullptr;
}

Result<void> CheckPresent(std::span<const ClaimRule> rules, const Json& claims, ZoneOffset zone) {
  for (const ClaimRule& rule : rules) {
    const auto it = claims.find(rule.name);
    if (it == claims.end()) {
      if (rule.presence == Presence::kOptional) continue;
      return Malformed(std::string(rule.name), Message("is missing"));  // defence: I3-3
    }
    RETURN_IF_ERROR(CheckClaim(rule, *it, claims, zone));
  }
  return {};
}

Result<void> CheckObject(std::span<const ClaimRule> common, std::span<const ClaimRule> own,
                         const Json& claims, ZoneOffset zone) {
  for (const auto& [name, value] : claims.items()) {
    const bool known = FindRule(common, name) != nullptr || FindRule(own, name) != nullptr ||
                       (!common.empty() && name == "annex");
    if (!known) return Malformed(name, Message("is not on the list of its kind"));  // defence: I3-4
  }
  RETURN_IF_ERROR(CheckPresent(common, claims, zone));
  return CheckPresent(own, claims, zone);
}

// Exactly the annex parts of the kind, each a commitment.
Result<void> CheckAnnex(Kind kind, const Json& claims) {
  const std::span<const AnnexPartRule> parts = AnnexPartsOf(kind);
  const auto annex = claims.find("annex");
  const size_t given = annex == claims.end() ? 0 : annex->size();
  if (annex != claims.end() && (!annex->is_object() || annex->empty()))
    return Malformed("annex", Message("is not a list of parts"));  // defence: I3-5
  size_t known = 0;
  for (const AnnexPartRule& part : parts) {
    const bool there = given > 0 && annex->contains(part.part);
    if (!there && part.required)
      // defence: I3-6
      return Malformed("annex", Message("lacks the part '{0}'", {std::string(part.part)}));
    if (!there) continue;
    if (!IsDigest((*annex)[std::string(part.part)]))
      return Malformed("annex", Message("has something that is no commitment"));  // defence: I3-7
    ++known;
  }
  // defence: I3-8
  if (known != given) return Malformed("annex", Message("has a part that its kind does not list"));
  return {};
}

}  // namespace

Result<void> CheckClaim(const ClaimRule& rule, const Json& value, const Json& claims,
                        ZoneOffset zone) {
  // Absent and null are two spellings of nothing, but for the head, which the genesis has not.
  const bool may_be_null = rule.presence == Presence::kNullable || rule.grammar == Grammar::kHead;
  if (value.is_null() && may_be_null) return {};
  if (!IsSpelled(rule, value, zone))
    // defence: I3-9
    return Malformed(std::string(rule.name), Message("is not spelled as its list says"));
  if (rule.grammar == Grammar::kAct) return CheckAct(value, claims, zone);
  return {};
}

Result<void> CheckClaims(Kind kind, const Json& claims, ZoneOffset zone) {
  RETURN_IF_ERROR(CheckObject(CommonClaims(), OwnClaims(kind), claims, zone));
  return CheckAnnex(kind, claims);
}

std::vector<Digest> ReferencesOf(Kind kind, const Json& claims) {
  std::vector<Digest> references;
  const auto add = [&](const Json& value) {
    if (const auto digest = DigestFromHex(value.get<std::string>())) references.push_back(*digest);
  };
  for (const ClaimRule& rule : OwnClaims(kind)) {
    const auto it = claims.find(rule.name);
    if (it == claims.end() || it->is_null()) continue;
    if (rule.grammar == Grammar::kReference) add(*it);
    if (rule.grammar == Grammar::kReferences)
      for (const Json& item : *it) add(item);
  }
  return references;
}

Result<void> CheckClaims(Kind kind, const Json& claims) {
  constexpr size_t kOffsetBytes = 6;
  ASSIGN_OR_RETURN(const std::string iat, GetString(claims, "iat"));
  const size_t at = iat.size() < kOffsetBytes ? 0 : iat.size() - kOffsetBytes;
  ASSIGN_OR_RETURN(const ZoneOffset zone, ParseZone(std::string_view(iat).substr(at)));
  return CheckClaims(kind, claims, zone);
}

}  // namespace sekisho
