// The charter: who is at the root of an organisation and by which rules its data may leave
// (docs/design.md, section 4). Pure data. The organisation's name is confidential and not in it.
// Formats: docs/formats/charter.md. Succession: charter_chain.h. TOML: charter_toml.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/codes.h"
#include "approvals/members.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/json.h"

namespace sekisho {

enum class RootRole { kOfficer, kDeputy, kRecovery };  // officer, deputy, recovery
template <>
std::span<const CodeName<RootRole>> CodesOf<RootRole>();

enum class Regulator { kCompany, kPublicBody };  // company, public-body
template <>
std::span<const CodeName<Regulator>> CodesOf<Regulator>();

enum class Destination { kMedium, kMail, kCloud };  // medium, mail, cloud
template <>
std::span<const CodeName<Destination>> CodesOf<Destination>();

// Who may receive: anyone; members only; members and registered partners.
enum class RecipientRule { kAny, kMembers, kPartners };  // any, members, partners
template <>
std::span<const CodeName<RecipientRule>> CodesOf<RecipientRule>();

// Who seals: the requester; a human who neither requests nor carries; a sealing station (a device).
enum class SealedBy { kRequester, kOtherPerson, kStation };  // requester, other-person, station
template <>
std::span<const CodeName<SealedBy>> CodesOf<SealedBy>();

enum class WipeGrade { kClear, kPurge, kDestroy };  // clear, purge, destroy (NIST SP 800-88)
template <>
std::span<const CodeName<WipeGrade>> CodesOf<WipeGrade>();

// What a medium has to become after a take-out before it goes out again.
enum class WipeOnReturn { kNone, kEmptied, kWiped };  // none, emptied, wiped
template <>
std::span<const CodeName<WipeOnReturn>> CodesOf<WipeOnReturn>();

struct Root {
  std::string member;  // opaque id; may be empty for recovery
  RootRole role = RootRole::kOfficer;
  std::string key;  // k4.public...
  bool operator==(const Root&) const = default;
};

struct Witness {
  std::string name;
  std::string key;  // k4.public...
  bool operator==(const Witness&) const = default;
};

struct Cloud {
  std::string name;
  Time expires{};
  bool operator==(const Cloud&) const = default;
};

// `count` different persons, each holding one of `roles`.
struct ApprovalSlot {
  std::vector<Role> roles;
  bool same_department = false;  // in a department of the requester
  int64_t count = 1;
  bool operator==(const ApprovalSlot&) const = default;
};

struct ClassRule {
  std::string id;  // 秘
  std::vector<ApprovalSlot> slots;
  std::vector<ApprovalSlot> personal_data_slots;  // in addition, when persons are concerned
  std::vector<ApprovalSlot> third_party_slots;    // in addition, when given to a third party
  std::vector<Destination> destinations;          // in the order of the enumeration
  RecipientRule recipients = RecipientRule::kAny;
  int64_t max_days = 30;           // longest period of a take-out
  int64_t approval_max_days = 30;  // how old an approval may be when the package is sealed
  SealedBy sealed_by = SealedBy::kRequester;
  bool training = false;        // requester and holder must be trained
  bool scan = false;            // a malware scan before sealing: not built, lint refuses it
  bool directory_media = true;  // plain directories may serve as media
  WipeOnReturn wipe_on_return = WipeOnReturn::kEmptied;
  WipeGrade wipe_on_disposal = WipeGrade::kClear;  // of a medium that is given away or thrown away
  // How earlier charters said both, kept so that they are written again as they are.
  std::optional<WipeGrade> wipe_grade;
  int64_t offline_days = 7;       // how long acts may wait in a spool
  int64_t retention_days = 1825;  // how long annexes are kept after the end
  bool operator==(const ClassRule&) const = default;
};

// What people write: the part of a charter without keys and versions.
struct CharterRules {
  Regulator profile = Regulator::kCompany;
  std::vector<Role> roles;               // in use here, in the order of the enumeration
  std::vector<std::string> departments;  // empty: free
  std::vector<ClassRule> classes;
  std::vector<Cloud> clouds;
  std::vector<std::string> mail_domains;  // empty: any
  std::string min_tool = "0.1.0";         // oldest version of the tool that may write
  ZoneOffset zone = kJapan;
  int64_t skew_seconds = 300;       // how far `iat` may be from the append
  int64_t snapshot_max_hours = 24;  // how old a gate's snapshot may be
  int64_t young_key_days = 7;       // how long a new key or role is young (two_persons.h)
  std::string duty_text = "1";      // version of the duty-of-care text
  bool operator==(const CharterRules&) const = default;
};

struct Charter : CharterRules {
  int64_t version = 1;
  std::optional<Digest> previous;  // SHA-256 of the previous charter's token; none in version 1
  std::vector<Root> roots;
  int64_t threshold = 1;            // above half of officers and deputies
  std::vector<std::string> escrow;  // age1..., at most kMaxEscrow
  std::string directory;            // age1... of the directory key
  std::vector<Witness> witnesses;
  Time effective{};
  Time expires{};
  bool operator==(const Charter&) const = default;
};

inline constexpr size_t kMaxEscrow = 4;
inline constexpr size_t kMaxRoots = 32;
inline constexpr size_t kMaxClasses = 16;
inline constexpr size_t kMaxSlotsPerList = 8;
inline constexpr int64_t kMaxApprovals = 16;  // all slots of a class together; a header's limit
inline constexpr size_t kMaxCharterBytes = 48 * 1024;  // as JSON; a core holds 65,535

// What the one word of earlier charters, `wipe-grade`, means for both of today's: a directory can
// never be wiped, so a class that allows them asks for no more than emptying.
void SetFromOldGrade(WipeGrade grade, ClassRule& rule);

// What can be said of the rules alone: ranges, unknown or doubled names, slots that name a role
// not in use. kMalformed, naming the class and the field.
Result<void> CheckRules(const CharterRules& rules);

// CheckRules, and keys, threshold, doubled members and keys (ATTACKS C9), dates, size.
Result<void> CheckCharter(const Charter& charter);

// The object that a `charter` core carries.
Json CharterToJson(const Charter& charter);

// Strict: unknown keys, missing keys, other spellings of the same value and whatever CheckCharter
// refuses are kMalformed; what is accepted, CharterToJson writes again identically.
Result<Charter> CharterFromJson(const Json& json);

// The rule of a class; null for an unknown one.
const ClassRule* FindClass(const CharterRules& rules, std::string_view id);

// The cloud of this name; null for an unknown one.
const Cloud* FindCloud(const CharterRules& rules, std::string_view name);

// Whether mail may go to `domain`, spelled in lower case: it is listed exactly, or none is listed.
bool MailDomainAllowed(const CharterRules& rules, std::string_view domain);

// Whether version `tool` (MAJOR.MINOR.PATCH) is at least `minimum`; false when either is malformed.
bool ToolIsAtLeast(std::string_view tool, std::string_view minimum);

// Spelling only: k4.public with 32 bytes, age1 with 58 lower-case characters, an opaque member id
// ([A-Za-z0-9-]{1,64}). Whether the bytes are a good key is for libcrypt.
bool LooksLikePublicKey(std::string_view text);
bool LooksLikeRecipient(std::string_view text);
bool LooksLikeMemberId(std::string_view text);

}  // namespace sekisho
