#include "wipe/purge/purge_claims.h"
#include "base/text/message_id.h"

#include <array>

namespace sekisho {
namespace {

constexpr const char* kBlockErase = MessageId(
    "By its own account the device erased all its flash (sanitize, block erase); blocks that "
    "were marked before hold something else now.");
constexpr const char* kOverwrite = MessageId(
    "By its own account the device overwrote all that it can store on (sanitize, overwrite); "
    "blocks that were marked before hold something else now.");
constexpr const char* kCrypto = MessageId(
    "By its own account the device forgot the key of what it had stored (sanitize, "
    "cryptographic); every block was overwritten and read back; that all had always been "
    "encrypted, and that no copy of the key is left, is what the operator stated.");
constexpr const char* kSecurity = MessageId(
    "By its own account the disk overwrote all that it can store on, replaced sectors included "
    "(SECURITY ERASE UNIT, enhanced); blocks that were marked before hold something else now.");
constexpr const char* kFormat = MessageId(
    "By its own account the controller erased all user data of its only namespace (Format NVM, "
    "user data erase); blocks that were marked before hold something else now.");
constexpr const char* kFormatBoth = MessageId(
    "By its own account the controller forgot the key and then erased all user data of its "
    "only namespace (Format NVM, cryptographic and user data erase); blocks that were marked "
    "before hold something else now.");

constexpr const char* kNames = MessageId("Names: they lay in what was erased, too.");
constexpr const char* kAttributes = MessageId("Attributes: they lay in what was erased, too.");
constexpr const char* kEarlier = MessageId(
    "Earlier contents: by the device's account, what it had replaced and kept aside was "
    "erased, too.");
constexpr const char* kMedium = MessageId(
    "What the device does not show, like its spare area, cannot be read: for that there is the "
    "device's word alone. Where a hypervisor shows the device, the claim concerns the virtual "
    "disk only, not what it is kept on, nor its snapshots.");

constexpr std::array kRows = {
    PurgeClaim{PurgeMethod::kAtaBlockErase, true, kBlockErase},
    PurgeClaim{PurgeMethod::kAtaOverwrite, true, kOverwrite},
    PurgeClaim{PurgeMethod::kAtaCryptoScramble, true, kCrypto},
    PurgeClaim{PurgeMethod::kAtaSecurityErase, false, kSecurity},
    PurgeClaim{PurgeMethod::kNvmeBlockErase, true, kBlockErase},
    PurgeClaim{PurgeMethod::kNvmeOverwrite, true, kOverwrite},
    PurgeClaim{PurgeMethod::kNvmeCryptoErase, true, kCrypto},
    PurgeClaim{PurgeMethod::kNvmeFormat, true, kFormat},
    PurgeClaim{PurgeMethod::kNvmeFormatBoth, true, kFormatBoth},
    PurgeClaim{PurgeMethod::kScsiBlockErase, true, kBlockErase},
    PurgeClaim{PurgeMethod::kScsiOverwrite, true, kOverwrite},
    PurgeClaim{PurgeMethod::kScsiCryptoErase, true, kCrypto},
};

const PurgeClaim& RowOf(PurgeMethod method) {
  for (const PurgeClaim& row : kRows)
    if (row.method == method) return row;
  return kRows[0];  // not reached: a test sees to it that each has a row
}

bool Reaches(const PurgeClaim& row, MediumKind medium) {
  const bool flash = medium == MediumKind::kSsd || medium == MediumKind::kNvme;
  return medium == MediumKind::kRotational || (flash && row.on_flash);
}

}  // namespace

std::span<const PurgeClaim> PurgeClaimTable() { return kRows; }

Claim PurgeClaimFor(MediumKind medium, PurgeMethod method) {
  // For the names of what was erased, and where nothing is claimed for the reasons.
  Claim claim = ClaimFor(FileSystemKind::kWholeDevice, medium, Done::kDevice);
  const PurgeClaim& row = RowOf(method);
  claim.passes = 1;
  if (!Reaches(row, medium)) {
    // defence: H6-55
    Withdraw(claim, "The device's own commands do not reach Purge on this kind of medium.");
    return claim;
  }
  claim.grade = Grade::kPurge;
  claim.aspects = {{Aspect::kContent, true, row.sentence},
                   {Aspect::kNames, true, kNames},
                   {Aspect::kAttributes, true, kAttributes},
                   {Aspect::kEarlier, true, kEarlier},
                   {Aspect::kMedium, false, kMedium}};
  return claim;
}

}  // namespace sekisho
