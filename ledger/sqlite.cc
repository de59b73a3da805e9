#include "ledger/sqlite.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/files/files.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr int kBusyTimeoutMs = 10'000;
// An annex's row and its columns; whatever else somebody wrote is not loaded.
constexpr int kMaxValueBytes = (1 << 20) + (4 << 10);

// What SQLite's own constant SQLITE_TRANSIENT is, without the cast that it is written with.
const sqlite3_destructor_type kCopy = reinterpret_cast<sqlite3_destructor_type>(intptr_t{-1});

bool IsDiskError(int primary) {
  return primary == SQLITE_IOERR || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

Error MapError(const std::string& what, int code, int system_errno, const std::string& detail) {
  const std::string message = what + ": " + detail;
  const int primary = code & 0xff;
  const bool out_of_space = system_errno == ENOSPC || system_errno == EDQUOT;
  if (primary == SQLITE_FULL || (primary == SQLITE_IOERR && out_of_space))
    return Fail(ErrorCode::kNoSpace, message,
                Message("make room on the disk; nothing that was acknowledged is lost"));
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
    return Fail(ErrorCode::kFailed, Message("{0}: another program is holding it", {what}),
                Message("try again when that program has finished"));
  if (primary == SQLITE_CORRUPT) return Fail(ErrorCode::kVerdict, message);
  if (primary == SQLITE_TOOBIG)
    return Fail(ErrorCode::kVerdict, Message("{0}: it has a value larger than any is", {what}));
  if (primary == SQLITE_NOTADB) return Fail(ErrorCode::kMalformed, message);
  if (primary == SQLITE_IOERR)
    return Fail(ErrorCode::kIo, message, Message("check the disk before going on"));
  if (primary == SQLITE_CANTOPEN) return SystemError(what, system_errno != 0 ? system_errno : EIO);
  return Fail(ErrorCode::kFailed, message);
}

}  // namespace

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(const std::string& path, Mode mode) {
  sqlite3* handle = nullptr;
  const int flags = mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(handle, path));
  // defence: none, SQLite's refusal
  if (code != SQLITE_OK) return database->Explain(Message("cannot open {0}", {path}), code);
  RETURN_IF_ERROR(database->Configure(mode));
  return database;
}

SqliteDatabase::~SqliteDatabase() { sqlite3_close_v2(handle_); }

Result<void> SqliteDatabase::Configure(Mode mode) {
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
  sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, kMaxValueBytes);
  for (const int on :
       {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, SQLITE_DBCONFIG_ENABLE_FKEY})
    sqlite3_db_config(handle_, on, 1, nullptr);
  for (const int off : {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
                        SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION})
    sqlite3_db_config(handle_, off, 0, nullptr);
  RETURN_IF_ERROR(Run("PRAGMA wal_autocheckpoint=0"));
  RETURN_IF_ERROR(Run("PRAGMA synchronous=FULL"));
  RETURN_IF_ERROR(Run("PRAGMA secure_delete=ON"));
  RETURN_IF_ERROR(Run("PRAGMA cell_size_check=ON"));
  RETURN_IF_ERROR(Run("PRAGMA mmap_size=0"));
  if (mode == Mode::kReadOnly) return Run("PRAGMA query_only=ON");
  return {};
}

Result<void> SqliteDatabase::UseWal() {
  ASSIGN_OR_RETURN(SqliteStatement journal, Prepare("PRAGMA journal_mode=WAL"));
  ASSIGN_OR_RETURN(const bool row, journal.Step());
  if (!row || journal.Text(0) != "wal")
    return Fail(ErrorCode::kFailed, Message("{0} cannot have a write-ahead log there", {path_}),
                Message("put it on a local file system"));
  return {};
}

Result<SqliteStatement> SqliteDatabase::Prepare(const char* sql) {
  if (failed_)
    return Fail(ErrorCode::kIo, Message("{0} failed before and is not used any more", {path_}),
                Message("run the command again"));
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v2(handle_, sql, -1, &handle, nullptr);
  // defence: none, SQLite's refusal
  if (code != SQLITE_OK) return Explain(Message("cannot use {0}", {path_}), code);
  return SqliteStatement(this, handle);
}

Result<void> SqliteDatabase::Run(const char* sql) {
  ASSIGN_OR_RETURN(SqliteStatement statement, Prepare(sql));
  return statement.Run();
}

Result<int64_t> SqliteDatabase::QueryInt(const char* sql) {
  ASSIGN_OR_RETURN(SqliteStatement statement, Prepare(sql));
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  return row ? statement.Int(0) : 0;
}

Result<void> SqliteDatabase::Checkpoint(int wait_ms) {
  if (failed_) return Fail(ErrorCode::kIo, Message("{0} failed before", {path_}));
  sqlite3_busy_timeout(handle_, wait_ms);
  const int code =
      sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) return {};
  // defence: none, SQLite's refusal
  return Explain(Message("cannot complete {0} from its write-ahead log", {path_}), code);
}

uint64_t SqliteDatabase::WalBytes() const {
  struct stat info {};
  return stat((path_ + "-wal").c_str(), &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
}

Error SqliteDatabase::Explain(const std::string& what, int code) {
  const int system_errno = handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
  const std::string detail = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  Error error = MapError(what, code, system_errno, detail);
  if (IsDiskError(code & 0xff) && error.code != ErrorCode::kNoSpace) failed_ = true;
  return error;
}

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : database_(other.database_),
      handle_(std::exchange(other.handle_, nullptr)),
      bind_error_(other.bind_error_) {}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(handle_); }

void SqliteStatement::Note(int code) {
  if (code != SQLITE_OK && bind_error_ == SQLITE_OK) bind_error_ = code;
}

SqliteStatement& SqliteStatement::Bind(int position, int64_t value) {
  Note(sqlite3_bind_int64(handle_, position, value));
  return *this;
}

SqliteStatement& SqliteStatement::Bind(int position, ByteView blob) {
  // A null pointer would bind NULL.
  if (blob.empty())
    Note(sqlite3_bind_zeroblob(handle_, position, 0));
  else
    Note(sqlite3_bind_blob64(handle_, position, blob.data(), blob.size(), kCopy));
  return *this;
}

SqliteStatement& SqliteStatement::Bind(int position, std::string_view text) {
  const char* data = text.empty() ? "" : text.data();
  Note(sqlite3_bind_text64(handle_, position, data, text.size(), kCopy, SQLITE_UTF8));
  return *this;
}

Result<bool> SqliteStatement::Step() {
  const int code = bind_error_ != SQLITE_OK ? bind_error_ : sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const Error error = database_->Explain(Message("cannot use {0}", {database_->path()}), code);
  sqlite3_reset(handle_);
  return error;  // defence: none, SQLite's refusal
}

Result<void> SqliteStatement::Run() {
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, Step());
    if (!row) break;
  }
  Reset();
  return {};
}

void SqliteStatement::Reset() {
  sqlite3_reset(handle_);
  bind_error_ = SQLITE_OK;
}

int64_t SqliteStatement::Int(int column) const { return sqlite3_column_int64(handle_, column); }

bool SqliteStatement::IsNull(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

ByteView SqliteStatement::Blob(int column) const {
  const void* data = sqlite3_column_blob(handle_, column);  // before the size, as SQLite asks
  const int size = sqlite3_column_bytes(handle_, column);
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const uint8_t*>(data), static_cast<size_t>(size)};
}

std::string SqliteStatement::Text(int column) const { return std::string(AsText(Blob(column))); }

Digest SqliteStatement::DigestOrZeros(int column) const {
  Digest digest{};
  const ByteView blob = Blob(column);
  if (blob.size() == digest.size()) std::copy(blob.begin(), blob.end(), digest.begin());
  return digest;
}

Result<SqliteTransaction> SqliteTransaction::Begin(SqliteDatabase& database, Kind kind) {
  RETURN_IF_ERROR(database.Run(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN"));
  return SqliteTransaction(&database);
}

SqliteTransaction::SqliteTransaction(SqliteTransaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

SqliteTransaction::~SqliteTransaction() {
  // After a failure SQLite may have rolled back by itself; a connection that failed is only closed.
  if (database_ != nullptr && !database_->failed()) (void)database_->Run("ROLLBACK").has_value();
}

Result<void> SqliteTransaction::Commit() {
  RETURN_IF_ERROR(database_->Run("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace sekisho
