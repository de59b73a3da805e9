// What may honestly be claimed after a device has erased itself, as data (ATTACKS H6).
//
// docs/wipe-claims.md prints the table, and a test compares it.
#pragma once

#include <span>

#include "wipe/purge/purge_method.h"
#include "wipe/report/claims.h"

namespace sekisho {

// Sentences are message ids, as in wipe/report/claims.h.
struct PurgeClaim {
  PurgeMethod method;
  bool on_flash;  // else only on hard disks
  const char* sentence;
};

// One row for each method.
std::span<const PurgeClaim> PurgeClaimTable();

// Of grade kPurge where the method reaches it on the medium; else of kNone.
Claim PurgeClaimFor(MediumKind medium, PurgeMethod method);

}  // namespace sekisho
