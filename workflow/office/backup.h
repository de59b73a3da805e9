// A copy of the ledger that says what it is a copy of, and putting one in the place of a ledger
// that was lost: docs/formats/json.md, sekisho-backup/1
#pragma once

#include <string>

#include "workflow/state/session.h"

namespace sekisho {

struct Backup {
  std::string path;
  std::string sidecar;  // PATH.json: the organisation, size and root
  TreeHead head;
};

// Copies the ledger to `path` while others use it, reads all of the copy again, and writes the
// sidecar beside it. kExists when either is there; kVerdict, with nothing left, when the copy is
// not whole or lacks what this machine has verified.
Result<Backup> BackUpLedger(const Setting& setting, const World& world, const std::string& path);

// Puts the backup at `path` in the place where this machine's ledger was. kExists when one is there
// (it is moved away first); kVerdict when the backup is not what its sidecar says, is another
// organisation's, or ends before what this machine has seen: then statements would be missing that
// somebody relies on, and it is said how many.
Result<Backup> RestoreLedger(const Setting& setting, const World& world, const std::string& path);

}  // namespace sekisho
