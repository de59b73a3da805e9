// An ATA disk that erases itself: by SANITIZE, or by SECURITY ERASE UNIT.
#pragma once

#include "wipe/ata/ata_identity.h"
#include "wipe/ata/ata_sanitize.h"
#include "wipe/purge/erasure.h"

namespace sekisho {

class AtaSanitizeErasure final : public Erasure {
 public:
  AtaSanitizeErasure(AtaTransport& disk, AtaSanitizeAction action) : disk_(disk), action_(action) {}
  Result<void> Start() override;
  Result<ErasureStatus> Poll() override;

 private:
  AtaTransport& disk_;
  AtaSanitizeAction action_;
};

// Sets the documented password (wipe/ata/ata_security.h), erases under it, and sees to it that it
// is not left behind: a disk that has been erased has none. Where it stays, the error says how the
// disk is unlocked.
class AtaSecurityErasure final : public Erasure {
 public:
  AtaSecurityErasure(AtaTransport& disk, const AtaSecurity& security, bool enhanced);
  // Answers when all is erased, or nothing.
  Result<void> Start() override;
  Result<ErasureStatus> Poll() override;
  std::optional<std::chrono::seconds> Estimate() const override { return estimate_; }

 private:
  Result<void> Erase();
  Error TakePasswordBack(const Error& error);

  AtaTransport& disk_;
  bool enhanced_;
  std::optional<std::chrono::seconds> estimate_;
};

}  // namespace sekisho
