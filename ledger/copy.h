// A whole ledger as of one moment, in a file of its own.
#pragma once

#include <string>

#include "base/result.h"

namespace sekisho {

// Copies the ledger at `from` into a new file at `path`, with the same access; others go on reading
// and writing meanwhile (SQLite, VACUUM INTO). kExists when anything is at `path`; kFailed when
// `from` is no ledger; on an error nothing is left there.
Result<void> CopyLedger(const std::string& from, const std::string& path);

}  // namespace sekisho
