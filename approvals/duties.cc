#include "approvals/duties.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text/code_word.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"

namespace sekisho {
namespace {

constexpr unsigned Bit(Role role) { return 1u << static_cast<unsigned>(role); }

constexpr unsigned kOfficer = Bit(Role::kSecurityOfficer);
constexpr unsigned kItDesk = Bit(Role::kIt) | kOfficer;
constexpr unsigned kTakers = Bit(Role::kCustodian) | Bit(Role::kGuard) | kItDesk;
constexpr unsigned kDoor = Bit(Role::kGuard) | kItDesk;
constexpr unsigned kPrivacy = Bit(Role::kPrivacyOfficer) | kOfficer;
constexpr unsigned kSuperiors = Bit(Role::kManager) | kPrivacy;
constexpr unsigned kRegister = Bit(Role::kRegistrar);
constexpr unsigned kPeople = kRegister | kOfficer;
constexpr unsigned kKeepers = Bit(Role::kCustodian) | kItDesk;
constexpr unsigned kAnyRole = ~0u;
constexpr unsigned kNoRoleNeeded = 0;  // roots are judged by their keys

struct Duty {
  std::string_view kind;
  unsigned roles;
  unsigned device_roles = 0;     // which devices may sign it
  bool auditor = false;          // auditors too
  bool bad_news = false;         // never refused for an expired charter or lapsed training
  bool while_suspended = false;  // also by those who are suspended or expired
};

constexpr unsigned kGateDevice = Bit(Role::kGuard);
constexpr unsigned kStation = Bit(Role::kIt);

// Sorted by kind.
constexpr Duty kDuties[] = {
    {"acknowledgement", kSuperiors | kKeepers},
    {"after-review", kSuperiors},
    {"annex-erased", kPrivacy},
    {"approval", kAnyRole},
    {"charter", kNoRoleNeeded},
    {"charter-cosign", kNoRoleNeeded},
    {"checkout", kItDesk},
    {"consent", kPeople},
    {"delegation", kSuperiors},
    {"denial", kAnyRole, 0, false, true},
    {"disposal", kAnyRole},
    {"epoch", kOfficer},
    {"escrow-audit", kOfficer, 0, true},
    {"exemption", kOfficer},
    {"exemption-request", kAnyRole},
    {"finding", kAnyRole, 0, true},
    {"found", kAnyRole},
    {"gate-block", kDoor, kGateDevice},
    {"gate-pass", kDoor, kGateDevice},
    {"incident", kAnyRole, 0, false, true, true},
    {"incident-update", kSuperiors | kItDesk},
    {"inventory", kKeepers},
    {"key-handover", kAnyRole},
    {"loss", kAnyRole, kGateDevice, false, true, true},
    {"medium", kItDesk},
    {"medium-state", kKeepers},
    {"member-card", kRegister},
    {"member-status", kPeople},
    {"open", kAnyRole},
    {"partner", kOfficer},
    {"proposal", kPeople},
    {"receipt", kAnyRole},
    {"report", kPrivacy},
    {"request", kAnyRole},
    {"reservation", kAnyRole},
    {"return", kTakers},
    {"revocation", kAnyRole, 0, false, true},
    {"seal", kAnyRole, kStation},
    {"seal-void", kAnyRole, kStation},
    {"send-back", kAnyRole},
    {"series", kAnyRole},
    {"snapshot", kItDesk},
    {"time-correction", kPeople},
    {"wipe", kItDesk},
    {"wipe-verified", kAnyRole},
    {"withdrawal", kAnyRole, 0, false, true, true},
};

constexpr auto kKinds = [] {
  std::array<std::string_view, std::size(kDuties)> kinds;
  for (size_t i = 0; i < kinds.size(); ++i) kinds[i] = kDuties[i].kind;
  return kinds;
}();

constexpr CodeName<StatusAction> kActions[] = {
    {StatusAction::kSuspend, "suspend"}, {StatusAction::kReinstate, "reinstate"},
    {StatusAction::kMove, "move"},       {StatusAction::kLeave, "leave"},
    {StatusAction::kRekey, "rekey"},
};

const Duty* FindDuty(std::string_view kind) {
  const auto it = std::find_if(std::begin(kDuties), std::end(kDuties),
                               [&](const Duty& duty) { return duty.kind == kind; });
  return it == std::end(kDuties) ? nullptr : &*it;
}

unsigned RolesInForce(const Person& person, Time at) {
  unsigned roles = 0;
  for (const CodeName<Role>& role : CodesOf<Role>())
    if (HasRole(person, role.value, at)) roles |= Bit(role.value);
  return roles;
}

// "it, security-officer"
std::string RoleNames(unsigned roles) {
  std::string out;
  for (const CodeName<Role>& role : CodesOf<Role>()) {
    if ((roles & Bit(role.value)) == 0) continue;
    if (!out.empty()) out += Message(", ");
    out += SpokenWord(role.code);
  }
  return out;
}

Error Refuse(std::string message, Next next) {
  return Fail(ErrorCode::kRefused, std::move(message), std::move(next));
}

// Status and term: whether this person may sign anything, or at least `duty`.
Result<void> CheckStanding(const Duty& duty, const Person& person, Time at) {
  if (person.keyless || person.sign_key.empty())
    return Refuse(Message("a member without keys signs nothing"),
                  next::RegistrarAddsKeys());  // defence: I5-1
  if (person.status == MemberStatus::kLeft)
    return Refuse(Message("the signer has left the organisation"),
                  next::SomebodyStillHere());  // defence: B6-1
  if (IsActive(person, at) || duty.while_suspended) return {};
  if (person.status == MemberStatus::kSuspended)
    // defence: B6-2
    return Refuse(Message("the signer is suspended"), next::ShowWhoIsWho());
  return Refuse(Message("the signer's employment or contract ended on {0}",
                        {FormatDateForPeople(*person.valid_until)}),
                next::ShowWhoIsWho());  // defence: B6-3, else {}
}

}  // namespace

template <>
std::span<const CodeName<StatusAction>> CodesOf<StatusAction>() {
  return kActions;
}

std::span<const std::string_view> StatementKinds() { return kKinds; }

bool IsStatementKind(std::string_view kind) { return FindDuty(kind) != nullptr; }

bool IsBadNews(std::string_view kind) {
  const Duty* duty = FindDuty(kind);
  return duty != nullptr && duty->bad_news;
}

Result<void> MaySign(std::string_view kind, const Person& person, Time at) {
  const Duty* duty = FindDuty(kind);
  if (duty == nullptr)
    return Fail(ErrorCode::kMalformed, Message("unknown kind of statement '{0}'",
                                               {std::string(kind)}));  // defence: I5-2, else {}
  RETURN_IF_ERROR(CheckStanding(*duty, person, at));
  const unsigned roles = RolesInForce(person, at);
  if (person.is_device) {
    if ((roles & duty->device_roles) != 0) return {};
    return Refuse(Message("a device may not sign '{0}'", {SpokenWord(kind)}),
                  next::PersonWithOffice());  // defence: I5-3
  }
  if ((roles & Bit(Role::kAuditor)) != 0) {
    if (duty->auditor) return {};
    return Refuse(
        Message("auditors sign findings and escrow audits only, not '{0}'", {SpokenWord(kind)}),
        next::SomebodyElse());  // defence: I18-1
  }
  if (duty->roles == kNoRoleNeeded || (roles & duty->roles) != 0) return {};
  if (duty->roles == kAnyRole)
    return Refuse(Message("the signer has no role in force"),
                  next::ShowRoles());  // defence: I5-4
  return Refuse(Message("'{0}' is signed by: {1}", {SpokenWord(kind), RoleNames(duty->roles)}),
                next::ShowRoles());  // defence: I5-5, else {}
}

Result<void> MaySignStatus(StatusAction action, const Person& person, std::string_view concerned,
                           Time at) {
  RETURN_IF_ERROR(MaySign("member-status", person, at));
  const bool registrar = HasRole(person, Role::kRegistrar, at);
  const bool either = action == StatusAction::kSuspend || action == StatusAction::kReinstate;
  if (action == StatusAction::kReinstate && person.member == concerned)
    return Refuse(Message("nobody reinstates themselves"),
                  next::TwoOthers());  // defence: I15-1
  if (either || registrar) return {};
  return Refuse(
      Message("'{0}' is signed by: {1}", {SpokenWord(CodeOf(action)), SpokenWord("registrar")}),
      next::ShowRoles());  // defence: I5-6, else {}
}

}  // namespace sekisho
