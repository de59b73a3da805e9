// A whole ledger as of one moment, in a file of its own.
#pragma once

#include <string>

#include "ledger/fsck.h"

namespace sekisho {

// Copies the ledger at `from` into a new file at `path`, with the same access; others go on reading
// and writing meanwhile (SQLite, VACUUM INTO). kExists when anything is at `path`; kFailed when
// `from` is no ledger; on an error nothing is left there.
Result<void> CopyLedger(const std::string& from, const std::string& path);

// A copy, read whole (Fsck), with `expected` on the way. Nothing is written beside it.
struct CopyReport {
  std::string first;  // the first token; empty when there is none
  FsckReport found;
};
Result<CopyReport> ReadCopy(const std::string& path, const std::optional<TreeHead>& expected);

}  // namespace sekisho
