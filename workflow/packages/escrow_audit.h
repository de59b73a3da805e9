// Whether a sealer cheated: what a gate cannot see, found with an escrow key
// (docs/design.md, section 5).
#pragma once

#include <string>

#include "workflow/packages/package_reading.h"

namespace sekisho {

struct EscrowAuditResult {
  bool ok = false;
  std::string finding;     // a sentence, when it is not
  CheckedPackage checked;  // when it is
  std::string request;     // R7, when its seal is in the record
  bool recorded = false;
  std::string recorded_why_not;
};

// Opens with the key in `escrow_key` (empty: the setting's identity), recomputes every recipient
// stanza, which shows that exactly the approved recipients and the escrow keys are addressed
// (ATTACKS D8), compares the content with the approved manifest, and looks for anything beside it,
// and for keys among the files of a request that denies them.
// A package that is not right is an answer, not a failure; kNoMatch when the key does not open it,
// kRefused on a machine that has not joined, and beyond the limits. Recorded as `escrow-audit` when
// the asker may.
Result<EscrowAuditResult> AuditWithEscrowKey(const Setting& setting, const World& world,
                                             const std::string& package,
                                             const std::string& escrow_key,
                                             const ArchiveLimits& limits = {});

}  // namespace sekisho
