#include "ledger/copy.h"

#include <unistd.h>

#include "base/files/files.h"
#include "base/text/message.h"
#include "ledger/sqlite_schema.h"
#include "ledger/sqlite_store.h"

namespace sekisho {

Result<void> CopyLedger(const std::string& from, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string real, ResolveLedgerPath(from));
  ASSIGN_OR_RETURN(const FileAccess access, AccessOf(real));
  RETURN_IF_ERROR(CheckNothingThere(path));
  const std::string temp_name = "." + BaseNameOf(path) + "." + std::to_string(getpid()) + ".new";
  ASSIGN_OR_RETURN(TempFile file, TempFile::CreateBeside(path, temp_name));
  RETURN_IF_ERROR(ApplyAccess(file.fd(), access, path));
  ASSIGN_OR_RETURN(const auto database, OpenLedgerFile(real, SqliteDatabase::Mode::kReadOnly));
  // It reads only; what it writes is another file.
  RETURN_IF_ERROR(database->Run("PRAGMA query_only=OFF"));
  {
    ASSIGN_OR_RETURN(auto copy, database->Prepare("VACUUM INTO ?1"));
    const std::string into = file.path();
    RETURN_IF_ERROR(copy.Bind(1, std::string_view(into)).Run());
  }
  return file.Commit(TempFile::Existing::kRefuse);
}

Result<CopyReport> ReadCopy(const std::string& path, const std::optional<TreeHead>& expected) {
  ASSIGN_OR_RETURN(const auto store, SqliteStore::Open(path, SqliteStore::Mode::kReadOnly));
  CopyReport report;
  ASSIGN_OR_RETURN(const std::vector<StoredEntry> first, store->Read(0, 1));
  if (!first.empty()) report.first = first.front().token;
  ASSIGN_OR_RETURN(report.found, Fsck(*store, expected));
  return report;
}

}  // namespace sekisho
