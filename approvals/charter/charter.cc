#include "approvals/charter/charter.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr CodeName<RootRole> kRootRoles[] = {{RootRole::kOfficer, "officer"},
                                             {RootRole::kDeputy, "deputy"},
                                             {RootRole::kRecovery, "recovery"}};
constexpr CodeName<Regulator> kRegulators[] = {{Regulator::kCompany, "company"},
                                               {Regulator::kPublicBody, "public-body"}};
constexpr CodeName<Destination> kDestinations[] = {{Destination::kMedium, MessageId("medium")},
                                                   {Destination::kMail, MessageId("mail")},
                                                   {Destination::kCloud, MessageId("cloud")}};
constexpr CodeName<RecipientRule> kRecipientRules[] = {{RecipientRule::kAny, "any"},
                                                       {RecipientRule::kMembers, "members"},
                                                       {RecipientRule::kPartners, "partners"}};
constexpr CodeName<SealedBy> kSealedBy[] = {{SealedBy::kRequester, MessageId("requester")},
                                            {SealedBy::kOtherPerson, MessageId("other-person")},
                                            {SealedBy::kStation, MessageId("station")}};
constexpr CodeName<WipeOnReturn> kWipesOnReturn[] = {{WipeOnReturn::kNone, MessageId("none")},
                                                     {WipeOnReturn::kEmptied, MessageId("emptied")},
                                                     {WipeOnReturn::kWiped, MessageId("wiped")}};
constexpr CodeName<WipeGrade> kWipeGrades[] = {
    {WipeGrade::kClear, "clear"}, {WipeGrade::kPurge, "purge"}, {WipeGrade::kDestroy, "destroy"}};

Error Bad(std::string message, Next next = {}) {
  return Fail(ErrorCode::kMalformed, std::move(message), std::move(next));
}

// Names that people read and compare: short, printable, no surrounding spaces.
bool IsName(std::string_view text, size_t max_bytes = 100) {
  return !text.empty() && text.size() <= max_bytes && text.front() != ' ' && text.back() != ' ' &&
         IsUtf8(text) && !HasUnsafeCharacters(text);
}

bool IsDomain(std::string_view text) {
  if (text.empty() || text.size() > 253 || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos || text.find('.') == std::string_view::npos)
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

// MAJOR.MINOR.PATCH, each without leading zeros and below 100,000.
std::optional<std::array<int64_t, 3>> ParseVersion(std::string_view text) {
  std::array<int64_t, 3> out{};
  for (size_t part = 0; part < 3; ++part) {
    const size_t dot = part < 2 ? text.find('.') : text.size();
    if (dot == std::string_view::npos || dot == 0 || dot > 5) return std::nullopt;
    if (dot > 1 && text[0] == '0') return std::nullopt;
    for (char c : text.substr(0, dot)) {
      if (c < '0' || c > '9') return std::nullopt;
      out[part] = out[part] * 10 + (c - '0');
    }
    text.remove_prefix(std::min(text.size(), dot + 1));
  }
  return out;
}

Result<void> InRange(int64_t value, int64_t min, int64_t max, const char* field) {
  if (value >= min && value <= max) return {};
  return Bad(Message("'{0}' must be between {1} and {2}",
                     {field, std::to_string(min), std::to_string(max)}));  // defence: C6-1, else {}
}

template <typename E>
bool StrictlyAscending(const std::vector<E>& values) {
  return std::adjacent_find(values.begin(), values.end(), std::greater_equal<E>()) == values.end();
}

// Checks one list of slots and adds the approvals it asks for to `total`.
Result<void> CheckSlots(const std::vector<ApprovalSlot>& slots, const CharterRules& rules,
                        const char* field, int64_t& total) {
  if (slots.size() > kMaxSlotsPerList)
    // defence: C6-2
    return Bad(
        Message("'{0}' has more than {1} entries", {field, std::to_string(kMaxSlotsPerList)}));
  for (const ApprovalSlot& slot : slots) {
    if (slot.roles.empty() || !StrictlyAscending(slot.roles))
      // defence: C6-3
      return Bad(
          Message("'{0}' needs roles, each once and in the order {1}", {field, AllCodes<Role>()}));
    for (Role role : slot.roles) {
      if (role == Role::kAuditor || role == Role::kGuard)
        // defence: C6-4
        return Bad(
            Message("'{0}' names the role {1}, which never approves", {field, CodeOf(role)}));
      if (std::find(rules.roles.begin(), rules.roles.end(), role) == rules.roles.end())
        return Bad(
            Message("'{0}' names the role {1}, which is not in 'roles'", {field, CodeOf(role)}),
            Message("add it to 'roles' at the top of the charter"));  // defence: C6-5
    }
    RETURN_IF_ERROR(InRange(slot.count, 1, kMaxApprovals, "count"));
    total += slot.count;
  }
  return {};
}

Result<void> CheckClass(const ClassRule& rule, const CharterRules& rules) {
  // defence: C6-6
  if (!IsName(rule.id)) return Bad(Message("a class needs a short printable name"));
  int64_t approvals = 0;
  RETURN_IF_ERROR(CheckSlots(rule.slots, rules, "approvals", approvals));
  RETURN_IF_ERROR(CheckSlots(rule.personal_data_slots, rules, "personal-data", approvals));
  RETURN_IF_ERROR(CheckSlots(rule.third_party_slots, rules, "third-party", approvals));
  if (approvals > kMaxApprovals)
    return Bad(Message("more than {0} approvals do not fit into a package",
                       {std::to_string(kMaxApprovals)}));  // defence: C6-7
  if (rule.destinations.empty() || !StrictlyAscending(rule.destinations))
    return Bad(Message("'destinations' needs at least one of {0}, each once and in this order",
                       {AllCodes<Destination>()}));  // defence: C6-8
  RETURN_IF_ERROR(InRange(rule.max_days, 1, 3650, "max-days"));
  RETURN_IF_ERROR(InRange(rule.approval_max_days, 1, 3650, "approval-max-days"));
  RETURN_IF_ERROR(InRange(rule.offline_days, 0, 365, "offline-days"));
  return InRange(rule.retention_days, 0, 36500, "retention-days");
}

template <typename Item, typename Get>
Result<void> CheckDistinct(const std::vector<Item>& items, Get get, size_t max, const char* field) {
  if (items.size() > max)
    // defence: C6-9
    return Bad(Message("'{0}' has more than {1} entries", {field, std::to_string(max)}));
  std::set<std::string> seen;
  for (const Item& item : items)
    if (!seen.insert(get(item)).second)
      return Bad(Message("'{0}' names {1} twice", {field, get(item)}));  // defence: C6-10
  return {};
}

const std::string& Itself(const std::string& text) { return text; }

Result<void> CheckNames(const CharterRules& rules) {
  RETURN_IF_ERROR(CheckDistinct(rules.departments, Itself, 500, "departments"));
  RETURN_IF_ERROR(CheckDistinct(rules.mail_domains, Itself, 500, "mail-domains"));
  RETURN_IF_ERROR(CheckDistinct(
      rules.clouds, [](const Cloud& cloud) { return cloud.name; }, 100, "cloud"));
  RETURN_IF_ERROR(CheckDistinct(
      rules.classes, [](const ClassRule& rule) { return rule.id; }, kMaxClasses, "class"));
  for (const std::string& department : rules.departments)
    // defence: C6-11
    if (!IsName(department)) return Bad(Message("'{0}' is no name for a department", {department}));
  for (const std::string& domain : rules.mail_domains)
    if (!IsDomain(domain))
      return Bad(Message("'{0}' is no mail domain", {domain}),
                 Message("lower case, as in example.co.jp"));  // defence: I8-1
  for (const Cloud& cloud : rules.clouds)
    // defence: I8-2
    if (!IsName(cloud.name)) return Bad(Message("'{0}' is no name for a cloud", {cloud.name}));
  return {};
}

Result<void> CheckRoots(const Charter& charter) {
  if (charter.roots.size() > kMaxRoots)
    // defence: C6-12
    return Bad(Message("'{0}' has more than {1} entries", {"roots", std::to_string(kMaxRoots)}));
  std::set<std::string> members, keys;
  int64_t voters = 0;
  for (const Root& root : charter.roots) {
    const bool recovery = root.role == RootRole::kRecovery;
    if (!LooksLikeMemberId(root.member) && !(recovery && root.member.empty()))
      return Bad(Message("a root has no valid member id"));  // defence: C6-13
    // defence: C6-14
    if (!LooksLikePublicKey(root.key)) return Bad(Message("a root has no valid key"));
    // defence: C6-15
    if (!keys.insert(root.key).second) return Bad(Message("two roots have one key"));
    if (recovery) continue;
    ++voters;
    if (!members.insert(root.member).second)
      return Bad(Message("one member is root twice: {0}", {root.member}));  // defence: C6-16
  }
  // defence: C6-17
  if (voters == 0) return Bad(Message("a charter needs an officer or a deputy as root"));
  if (charter.threshold > voters || charter.threshold <= voters / 2)
    // defence: C6-18
    return Bad(Message("the threshold of {0} roots must be between {1} and {0}",
                       {std::to_string(voters), std::to_string(voters / 2 + 1)}));
  return {};
}

Result<void> CheckKeys(const Charter& charter) {
  RETURN_IF_ERROR(CheckDistinct(charter.escrow, Itself, kMaxEscrow, "escrow"));
  for (const std::string& recipient : charter.escrow)
    if (!LooksLikeRecipient(recipient))
      return Bad(Message("an escrow recipient is not an age recipient"));  // defence: C6-19
  if (!LooksLikeRecipient(charter.directory))
    return Bad(Message("the directory key is not an age recipient"));  // defence: C6-20
  if (std::find(charter.escrow.begin(), charter.escrow.end(), charter.directory) !=
      charter.escrow.end())
    return Bad(Message("the directory key is also an escrow recipient"));  // defence: C6-21
  RETURN_IF_ERROR(CheckDistinct(
      charter.witnesses, [](const Witness& witness) { return witness.name; }, 16, "witnesses"));
  RETURN_IF_ERROR(CheckDistinct(
      charter.witnesses, [](const Witness& witness) { return witness.key; }, 16, "witnesses"));
  for (const Witness& witness : charter.witnesses) {
    // A signed note's key name: no space, no plus (C2SP signed-note).
    if (!IsName(witness.name) || witness.name.find_first_of(" +") != std::string::npos)
      return Bad(Message("'{0}' is no name for a witness", {witness.name}));  // defence: C6-22
    // defence: C6-23
    if (!LooksLikePublicKey(witness.key)) return Bad(Message("a witness has no valid key"));
  }
  return {};
}

bool AllFrom(std::string_view text, std::string_view alphabet) {
  return text.find_first_not_of(alphabet) == std::string_view::npos;
}

constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

template <>
std::span<const CodeName<RootRole>> CodesOf<RootRole>() {
  return kRootRoles;
}
template <>
std::span<const CodeName<Regulator>> CodesOf<Regulator>() {
  return kRegulators;
}
template <>
std::span<const CodeName<Destination>> CodesOf<Destination>() {
  return kDestinations;
}
template <>
std::span<const CodeName<RecipientRule>> CodesOf<RecipientRule>() {
  return kRecipientRules;
}
template <>
std::span<const CodeName<SealedBy>> CodesOf<SealedBy>() {
  return kSealedBy;
}
template <>
std::span<const CodeName<WipeOnReturn>> CodesOf<WipeOnReturn>() {
  return kWipesOnReturn;
}
template <>
std::span<const CodeName<WipeGrade>> CodesOf<WipeGrade>() {
  return kWipeGrades;
}

void SetFromOldGrade(WipeGrade grade, ClassRule& rule) {
  const bool whole = grade != WipeGrade::kClear && !rule.directory_media;
  rule.wipe_on_return = whole ? WipeOnReturn::kWiped : WipeOnReturn::kEmptied;
  rule.wipe_on_disposal = grade;
}

Result<void> CheckRules(const CharterRules& rules) {
  if (rules.roles.empty() || !StrictlyAscending(rules.roles))
    // defence: C6-24
    return Bad(
        Message("'{0}' needs roles, each once and in the order {1}", {"roles", AllCodes<Role>()}));
  RETURN_IF_ERROR(CheckNames(rules));
  // defence: C6-25
  if (rules.classes.empty()) return Bad(Message("a charter needs at least one class"));
  for (const ClassRule& rule : rules.classes) {
    const Result<void> checked = CheckClass(rule, rules);
    if (!checked) return checked.error().WithContext(Message("class {0}", {rule.id}));
  }
  if (!ParseVersion(rules.min_tool))
    return Bad(Message("'min-tool' is no version"), Message("as in 0.1.0"));  // defence: C6-26
  if (rules.zone < ZoneOffset(-12 * 60) || rules.zone > ZoneOffset(14 * 60))
    // defence: C6-27
    return Bad(Message("'zone' is no offset of a time zone"), Message("as in +09:00"));
  RETURN_IF_ERROR(InRange(rules.skew_seconds, 1, 3600, "skew-seconds"));
  RETURN_IF_ERROR(InRange(rules.snapshot_max_hours, 1, 24 * 31, "snapshot-max-hours"));
  RETURN_IF_ERROR(InRange(rules.young_key_days, 1, 90, "young-key-days"));
  // defence: C6-28
  if (!IsName(rules.duty_text, 32)) return Bad(Message("'duty-text' is no version of a text"));
  return {};
}

Result<void> CheckCharter(const Charter& charter) {
  RETURN_IF_ERROR(CheckRules(charter));
  RETURN_IF_ERROR(InRange(charter.version, 1, 1'000'000, "version"));
  if ((charter.version == 1) == charter.previous.has_value())
    // defence: C6-29
    return Bad(Message("exactly the charters after the first name a previous one"));
  RETURN_IF_ERROR(CheckRoots(charter));
  RETURN_IF_ERROR(CheckKeys(charter));
  if (charter.effective >= charter.expires)
    return Bad(Message("the charter expires before it takes effect"));  // defence: C6-30
  if (WriteJson(CharterToJson(charter)).size() > kMaxCharterBytes)
    return Bad(Message("the charter is too large"),
               Message("leave 'departments' empty, or shorten the lists"));  // defence: C6-31
  return {};
}

const ClassRule* FindClass(const CharterRules& rules, std::string_view id) {
  for (const ClassRule& rule : rules.classes)
    if (rule.id == id) return &rule;
  return nullptr;
}

const Cloud* FindCloud(const CharterRules& rules, std::string_view name) {
  for (const Cloud& cloud : rules.clouds)
    if (cloud.name == name) return &cloud;
  return nullptr;
}

bool MailDomainAllowed(const CharterRules& rules, std::string_view domain) {
  return rules.mail_domains.empty() ||
         std::find(rules.mail_domains.begin(), rules.mail_domains.end(), domain) !=
             rules.mail_domains.end();
}

bool ToolIsAtLeast(std::string_view tool, std::string_view minimum) {
  const auto have = ParseVersion(tool);
  const auto want = ParseVersion(minimum);
  return have && want && *have >= *want;
}

bool LooksLikePublicKey(std::string_view text) {
  constexpr std::string_view kPrefix = "k4.public.";
  if (text.size() != kPrefix.size() + 43 || text.substr(0, kPrefix.size()) != kPrefix) return false;
  if (!AllFrom(text.substr(kPrefix.size()), kBase64Url)) return false;
  return kBase64Url.find(text.back()) % 4 == 0;  // 43 characters carry 258 bits, the last two zero
}

bool LooksLikeRecipient(std::string_view text) {
  return text.size() == 62 && text.substr(0, 4) == "age1" &&
         AllFrom(text.substr(4), "qpzry9x8gf2tvdw0s3jn54khce6mua7l");
}

bool LooksLikeMemberId(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         AllFrom(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");
}

}  // namespace sekisho
