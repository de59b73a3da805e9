#include "wipe/purge/purge_method.h"

#include <algorithm>
#include <array>

#include "base/text/message.h"
#include "wipe/ata/ata_sanitize.h"

namespace sekisho {
namespace {

struct Named {
  PurgeMethod method;
  const char* name;
};

constexpr std::array kNames = {
    Named{PurgeMethod::kAtaBlockErase, "ata-sanitize-block-erase"},
    Named{PurgeMethod::kAtaOverwrite, "ata-sanitize-overwrite"},
    Named{PurgeMethod::kAtaCryptoScramble, "ata-sanitize-crypto-scramble"},
    Named{PurgeMethod::kAtaSecurityErase, "ata-security-erase-enhanced"},
    Named{PurgeMethod::kNvmeBlockErase, "nvme-sanitize-block-erase"},
    Named{PurgeMethod::kNvmeOverwrite, "nvme-sanitize-overwrite"},
    Named{PurgeMethod::kNvmeCryptoErase, "nvme-sanitize-crypto-erase"},
    Named{PurgeMethod::kNvmeFormat, "nvme-format-user-data-erase"},
    Named{PurgeMethod::kNvmeFormatBoth, "nvme-format-crypto-and-user-data-erase"},
    Named{PurgeMethod::kScsiBlockErase, "scsi-sanitize-block-erase"},
    Named{PurgeMethod::kScsiOverwrite, "scsi-sanitize-overwrite"},
    Named{PurgeMethod::kScsiCryptoErase, "scsi-sanitize-crypto-erase"},
};

constexpr auto kMethods = [] {
  std::array<PurgeMethod, kNames.size()> methods{};
  for (size_t i = 0; i < kNames.size(); ++i) methods[i] = kNames[i].method;
  return methods;
}();

}  // namespace

std::span<const PurgeMethod> PurgeMethods() { return kMethods; }

std::string PurgeMethodName(PurgeMethod method) {
  for (const Named& named : kNames)
    if (named.method == method) return named.name;
  return "";
}

Result<PurgeMethod> PurgeMethodNamed(const std::string& name) {
  for (const Named& named : kNames)
    if (name == named.name) return named.method;
  // defence: H6-56, else PurgeMethod::kAtaOverwrite
  return Fail(ErrorCode::kMalformed, Message("no device erases itself by '{0}'", {name}));
}

bool IsCryptographic(PurgeMethod method) {
  return method == PurgeMethod::kAtaCryptoScramble || method == PurgeMethod::kNvmeCryptoErase ||
         method == PurgeMethod::kScsiCryptoErase;
}

int ByteLeftBy(PurgeMethod method) {
  // NVMe's Sanitize may deallocate what it has overwritten: what is read then is the controller's
  // choice.
  const bool known = method == PurgeMethod::kAtaOverwrite || method == PurgeMethod::kScsiOverwrite;
  return known ? kSanitizePatternByte : -1;
}

}  // namespace sekisho
