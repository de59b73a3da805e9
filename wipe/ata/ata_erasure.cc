#include "wipe/ata/ata_erasure.h"

#include "base/text/message.h"
#include "wipe/ata/ata_security.h"

namespace sekisho {
namespace {

using std::chrono::seconds;

constexpr seconds kUnknownEraseTime = std::chrono::hours(12);

// Where the password has stayed, or may have.
std::string UnlockHint() {
  const std::string password(kAtaErasePassword);
  return Message(
      "the disk may be locked by the password '{0}': hdparm --security-unlock {0} DEVICE, "
      "then hdparm --security-disable {0} DEVICE",
      {password});
}

Result<AtaSecurity> AskSecurity(AtaTransport& disk) {
  ASSIGN_OR_RETURN(const AtaAnswer answer, RunAta(disk, IdentifyDevice(), "IDENTIFY DEVICE"));
  ASSIGN_OR_RETURN(const AtaIdentity identity, ParseAtaIdentity(answer.data));
  return identity.security;
}

ErasureStatus Failed(std::string reason) {
  ErasureStatus status;
  status.phase = ErasurePhase::kFailed;
  status.reason = std::move(reason);
  return status;
}

}  // namespace

Result<void> AtaSanitizeErasure::Start() {
  ASSIGN_OR_RETURN(const AtaAnswer answer, disk_.Run(StartAtaSanitize(action_)));
  if (!answer.failed()) return {};
  ASSIGN_OR_RETURN(const AtaSanitizeStatus status, ParseAtaSanitizeStatus(answer));
  if (status.reason == AtaSanitizeReason::kFrozen)
    return Fail(ErrorCode::kFailed, Message("the disk's sanitize commands are frozen"),
                Message("suspend the machine to memory and wake it, then run the command again"));
  return Fail(ErrorCode::kFailed, Message("the disk refuses to be sanitized"));
}

Result<ErasureStatus> AtaSanitizeErasure::Poll() {
  ASSIGN_OR_RETURN(const AtaAnswer answer, disk_.Run(AskAtaSanitizeStatus()));
  ASSIGN_OR_RETURN(const AtaSanitizeStatus told, ParseAtaSanitizeStatus(answer));
  if (told.refused && told.reason == AtaSanitizeReason::kUnsuccessful)
    return Failed(Message("the disk says that the sanitize operation failed"));
  if (told.refused)
    return Failed(Message("the disk does not tell how its sanitize operation goes"));
  ErasureStatus status;
  if (told.in_progress)
    status.permille = told.progress * 1000u / 65536u;
  else if (told.completed)
    status.phase = ErasurePhase::kDone;
  else
    return Failed(Message("the disk knows of no sanitize operation any more"));
  return status;
}

AtaSecurityErasure::AtaSecurityErasure(AtaTransport& disk, const AtaSecurity& security,
                                       bool enhanced)
    : disk_(disk), enhanced_(enhanced) {
  const auto minutes = enhanced ? security.enhanced_erase_minutes : security.erase_minutes;
  if (minutes) estimate_ = std::chrono::minutes(*minutes);
}

Result<void> AtaSecurityErasure::Erase() {
  const seconds limit = estimate_ ? 3 * *estimate_ + std::chrono::hours(1) : kUnknownEraseTime;
  RETURN_IF_ERROR(RunAta(disk_, SecurityErasePrepare(), "SECURITY ERASE PREPARE"));
  RETURN_IF_ERROR(RunAta(disk_, SecurityEraseUnit(enhanced_, limit), "SECURITY ERASE UNIT"));
  return {};
}

// The error, and what became of the password.
Error AtaSecurityErasure::TakePasswordBack(const Error& error) {
  static_cast<void>(disk_.Run(SecurityUnlock()));  // refused where it is not locked
  static_cast<void>(disk_.Run(SecurityDisablePassword()));
  const auto security = AskSecurity(disk_);
  if (security && !security->enabled) return error;
  return Fail(error.code, error.message, UnlockHint());
}

Result<void> AtaSecurityErasure::Start() {
  const auto set = RunAta(disk_, SecuritySetPassword(), "SECURITY SET PASSWORD");
  if (!set && set.error().code == ErrorCode::kFailed) return set.error();  // none was set
  if (!set) return TakePasswordBack(set.error());
  const auto erased = Erase();
  return erased ? erased : Result<void>(TakePasswordBack(erased.error()));
}

Result<ErasureStatus> AtaSecurityErasure::Poll() {
  ASSIGN_OR_RETURN(const AtaSecurity security, AskSecurity(disk_));
  if (security.enabled) {
    const Error left = TakePasswordBack(
        Fail(ErrorCode::kFailed, Message("the disk still has a password: it was not erased")));
    return Failed(left.next.empty() ? left.message : left.message + "; " + left.next.words());
  }
  ErasureStatus status;
  status.phase = ErasurePhase::kDone;
  return status;
}

}  // namespace sekisho
