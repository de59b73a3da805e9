// The ways in which a device can erase itself, and their names in reports.
#pragma once

#include <span>
#include <string>

#include "base/result.h"

namespace sekisho {

enum class PurgeMethod {
  kAtaBlockErase,
  kAtaOverwrite,
  kAtaCryptoScramble,
  kAtaSecurityErase,  // enhanced
  kNvmeBlockErase,
  kNvmeOverwrite,
  kNvmeCryptoErase,
  kNvmeFormat,      // user data erase
  kNvmeFormatBoth,  // cryptographic erase, where FNA says that there is one, then user data erase
  kScsiBlockErase,
  kScsiOverwrite,
  kScsiCryptoErase,
};

std::span<const PurgeMethod> PurgeMethods();

// "ata-sanitize-block-erase"...
std::string PurgeMethodName(PurgeMethod method);
// kMalformed when none is called so.
Result<PurgeMethod> PurgeMethodNamed(const std::string& name);

// Erases by forgetting a key and by nothing else. Then every block is overwritten as well.
bool IsCryptographic(PurgeMethod method);

// The byte that all of the device holds afterwards; negative where the device chooses.
int ByteLeftBy(PurgeMethod method);

}  // namespace sekisho
