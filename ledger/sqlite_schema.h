// The ledger's file: what is in it, how it is made, how it is recognised (docs/formats/ledger.md).
#pragma once

#include <memory>
#include <string>

#include "ledger/file_lock.h"
#include "ledger/sqlite.h"

namespace sekisho {

inline constexpr int64_t kLedgerApplicationId = 0x536b4c67;  // "SkLg"
inline constexpr int64_t kLedgerFormat = 1;

// Makes a new, empty ledger at `path`, whole or not at all, with its lock file beside it. kExists
// when anything is there.
Result<void> CreateLedgerFile(const std::string& path, const FileAccess& access);

// kExists when a ledger, or what SQLite keeps beside one, is at `path`.
Result<void> CheckNothingThere(const std::string& path);

// Opens what is a ledger of this format; kFailed when it is something else, which stays unchanged.
Result<std::unique_ptr<SqliteDatabase>> OpenLedgerFile(const std::string& path,
                                                       SqliteDatabase::Mode mode);

// The file that `path` means, links followed: two names of one file must find one lock.
Result<std::string> ResolveLedgerPath(const std::string& path);

// The mode and group of an existing file.
Result<FileAccess> AccessOf(const std::string& path);

// Gives the files that SQLite keeps beside `path` its mode and group, as far as they are ours, so
// that everybody who may write the ledger may write these.
void ShareSidecars(const std::string& path, const FileAccess& access);

}  // namespace sekisho
