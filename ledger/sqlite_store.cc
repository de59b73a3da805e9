#include "ledger/sqlite_store.h"

#include <algorithm>

#include "base/text/message.h"
#include "ledger/sqlite_append.h"
#include "ledger/sqlite_schema.h"

namespace sekisho {
namespace {

constexpr uint64_t kMaxWalBytes = uint64_t{4} << 20;
constexpr int kCompleteWaitMs = 2000;
constexpr size_t kMaxReadBytes = size_t{8} << 20;
constexpr size_t kMaxStorageProblems = 100;

// What no writer of ours stores is not carried along.
std::string ColumnText(const SqliteStatement& row, int column) {
  return row.Blob(column).size() <= kMaxColumnBytes ? row.Text(column) : std::string();
}

StoredEntry EntryOfRow(const SqliteStatement& row) {
  StoredEntry entry;
  entry.index = static_cast<uint64_t>(row.Int(0));
  entry.hash = row.DigestOrZeros(1);
  entry.columns = {ColumnText(row, 2), ColumnText(row, 3), ColumnText(row, 4), ColumnText(row, 5)};
  entry.token = row.Text(6);
  entry.leaf = row.DigestOrZeros(7);
  entry.root_after = row.DigestOrZeros(8);
  return entry;
}

}  // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::Create(const std::string& path,
                                                         std::optional<gid_t> group) {
  const FileAccess access{static_cast<mode_t>(group ? 0660 : 0600), group};
  RETURN_IF_ERROR(CreateLedgerFile(path, access));
  return Open(path, Mode::kReadWrite);
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::Open(const std::string& path, Mode mode,
                                                       LockWaitFn waiting) {
  ASSIGN_OR_RETURN(const std::string real, ResolveLedgerPath(path));
  ASSIGN_OR_RETURN(const FileAccess access, AccessOf(real));
  const bool writes = mode == Mode::kReadWrite;
  ASSIGN_OR_RETURN(auto database, OpenLedgerFile(real, writes ? SqliteDatabase::Mode::kReadWrite
                                                              : SqliteDatabase::Mode::kReadOnly));
  std::optional<FileLock> lock;
  if (writes) {
    ASSIGN_OR_RETURN(lock, FileLock::Open(real + ".lock", access, std::move(waiting)));
    ASSIGN_OR_RETURN([[maybe_unused]] const FileLock::Held held, lock->Acquire());
    RETURN_IF_ERROR(database->UseWal());
    ShareSidecars(real, access);
  }
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(database), std::move(lock)));
}

SqliteStore::~SqliteStore() { (void)Close().has_value(); }

Result<void> SqliteStore::Complete() {
  if (!wrote_ || database_->failed()) return {};
  wrote_ = false;
  ASSIGN_OR_RETURN([[maybe_unused]] const FileLock::Held held, lock_->Acquire());
  return database_->Checkpoint(kCompleteWaitMs);
}

Result<void> SqliteStore::Write(const std::function<Result<void>()>& work) {
  if (!lock_)
    return Fail(ErrorCode::kFailed, Message("{0} was opened for reading", {database_->path()}));
  ASSIGN_OR_RETURN([[maybe_unused]] const FileLock::Held held, lock_->Acquire());
  ASSIGN_OR_RETURN(auto transaction,
                   SqliteTransaction::Begin(*database_, SqliteTransaction::Kind::kWrite));
  RETURN_IF_ERROR(work());
  RETURN_IF_ERROR(transaction.Commit());
  wrote_ = true;
  // The commit is durable. A checkpoint that fails takes nothing back: if it was the disk, this
  // object refuses what comes next.
  if (database_->WalBytes() > kMaxWalBytes) (void)database_->Checkpoint(0).has_value();
  return {};
}

Result<StoredHead> SqliteStore::Head() { return ReadHeadRow(*database_); }

Result<std::vector<AppendOutcome>> SqliteStore::Append(const std::vector<NewEntry>& batch) {
  RETURN_IF_ERROR(CheckBatch(batch));
  std::vector<AppendOutcome> outcomes;
  RETURN_IF_ERROR(Write([&]() -> Result<void> {
    ASSIGN_OR_RETURN(auto appender, SqliteAppender::Start(*database_));
    for (const NewEntry& entry : batch) {
      ASSIGN_OR_RETURN(const AppendOutcome outcome, appender.Add(entry));
      outcomes.push_back(outcome);
    }
    return appender.Finish();
  }));
  return outcomes;
}

Result<std::vector<StoredEntry>> SqliteStore::Read(uint64_t from, size_t count) {
  std::vector<StoredEntry> entries;
  if (from > static_cast<uint64_t>(INT64_MAX)) return entries;
  ASSIGN_OR_RETURN(auto select, database_->Prepare("SELECT idx, hash, kind, subject, author, time,"
                                                   " CASE WHEN length(token) <= ?3 THEN token END,"
                                                   " leaf, root FROM entries"
                                                   " WHERE idx >= ?1 ORDER BY idx LIMIT ?2"));
  select.Bind(1, static_cast<int64_t>(from));
  select.Bind(2, static_cast<int64_t>(std::min(count, kMaxBatchEntries)));
  select.Bind(3, static_cast<int64_t>(kMaxTokenBytes));
  size_t bytes = 0;
  while (bytes < kMaxReadBytes) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) break;
    entries.push_back(EntryOfRow(select));
    bytes += entries.back().token.size();
  }
  return entries;
}

Result<std::optional<uint64_t>> SqliteStore::FindByHash(const Digest& hash) {
  ASSIGN_OR_RETURN(auto select, database_->Prepare("SELECT idx FROM entries WHERE hash = ?1"));
  ASSIGN_OR_RETURN(const bool row, select.Bind(1, hash).Step());
  if (!row) return std::optional<uint64_t>();
  return std::optional<uint64_t>(static_cast<uint64_t>(select.Int(0)));
}

Result<std::vector<std::string>> SqliteStore::StorageProblems() {
  std::vector<std::string> problems;
  ASSIGN_OR_RETURN(auto check, database_->Prepare("PRAGMA integrity_check(100)"));
  while (problems.size() < kMaxStorageProblems) {
    ASSIGN_OR_RETURN(const bool row, check.Step());
    if (!row) break;
    if (std::string text = check.Text(0); text != "ok") problems.push_back(std::move(text));
  }
  return problems;
}

}  // namespace sekisho
