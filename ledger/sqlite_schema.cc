#include "ledger/sqlite_schema.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "ledger/store.h"

namespace sekisho {
namespace {

// The identity is written last, in the same transaction: a file that has it is complete.
constexpr const char* kSchema[] = {
    "CREATE TABLE entries("
    "  idx INTEGER PRIMARY KEY CHECK(idx >= 0),"
    "  hash BLOB NOT NULL UNIQUE,"
    "  kind TEXT NOT NULL, subject TEXT NOT NULL, author TEXT NOT NULL, time TEXT NOT NULL,"
    "  token BLOB NOT NULL, leaf BLOB NOT NULL, root BLOB NOT NULL) STRICT",
    "CREATE TABLE head("
    "  id INTEGER PRIMARY KEY CHECK(id = 1),"
    "  size INTEGER NOT NULL, root BLOB NOT NULL, frontier BLOB NOT NULL) STRICT",
    "CREATE TABLE envelopes("
    "  commitment BLOB NOT NULL, number INTEGER NOT NULL CHECK(number >= 0),"
    "  row INTEGER NOT NULL CHECK(row >= 0), author TEXT NOT NULL, bytes BLOB NOT NULL,"
    "  UNIQUE(commitment, number, row)) STRICT",
    "CREATE INDEX envelopes_author ON envelopes(commitment, author, number) WHERE row = 0",
    "CREATE INDEX envelopes_number ON envelopes(commitment, number, author) WHERE row = 0",
    "CREATE TABLE erased(commitment BLOB NOT NULL UNIQUE, statement BLOB NOT NULL) STRICT",
    "PRAGMA application_id=1399540839",  // kLedgerApplicationId
    "PRAGMA user_version=1",             // kLedgerFormat
};
static_assert(kLedgerApplicationId == 1399540839 && kLedgerFormat == 1);

Result<void> FillNewLedger(const std::string& path) {
  ASSIGN_OR_RETURN(auto database, SqliteDatabase::Open(path, SqliteDatabase::Mode::kReadWrite));
  RETURN_IF_ERROR(database->UseWal());
  ASSIGN_OR_RETURN(auto transaction,
                   SqliteTransaction::Begin(*database, SqliteTransaction::Kind::kWrite));
  for (const char* sql : kSchema) RETURN_IF_ERROR(database->Run(sql));
  {
    ASSIGN_OR_RETURN(auto insert, database->Prepare("INSERT INTO head VALUES(1, 0, ?1, ?2)"));
    const Bytes frontier = MerkleFrontier().Serialize();
    RETURN_IF_ERROR(insert.Bind(1, EmptyTreeRoot()).Bind(2, frontier).Run());
  }
  RETURN_IF_ERROR(transaction.Commit());
  return database->Checkpoint(0);
}

Error NotALedger(const std::string& path) {
  return Fail(ErrorCode::kFailed, Message("{0} is not a Sekisho ledger", {path}),
              next::NameLedgerFile());
}

// kMalformed: not even a database.
Error ExplainOpening(const std::string& path, const Error& error) {
  return error.code == ErrorCode::kMalformed ? NotALedger(path) : error;
}

// SQLite leaves its files beside the temporary one, because nothing is checkpointed on closing.
void RemoveSidecars(const std::string& path) {
  unlink((path + "-wal").c_str());
  unlink((path + "-shm").c_str());
}

}  // namespace

// Not only the file: SQLite would read another ledger's write-ahead log into the new one.
Result<void> CheckNothingThere(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"})
    if (PathExists(path + suffix))
      return Fail(ErrorCode::kExists, Message("{0} exists already", {path + suffix}),
                  Message("choose another place for the new ledger"));
  return {};
}

Result<void> CreateLedgerFile(const std::string& path, const FileAccess& access) {
  RETURN_IF_ERROR(CheckNothingThere(path));
  const std::string temp_name = "." + BaseNameOf(path) + "." + std::to_string(getpid()) + ".new";
  ASSIGN_OR_RETURN(TempFile file, TempFile::CreateBeside(path, temp_name));
  RETURN_IF_ERROR(ApplyAccess(file.fd(), access, path));
  const auto filled = FillNewLedger(file.path());
  RemoveSidecars(file.path());
  RETURN_IF_ERROR(filled);
  ASSIGN_OR_RETURN([[maybe_unused]] const FileLock lock, FileLock::Open(path + ".lock", access));
  return file.Commit(TempFile::Existing::kRefuse);
}

Result<std::unique_ptr<SqliteDatabase>> OpenLedgerFile(const std::string& path,
                                                       SqliteDatabase::Mode mode) {
  auto database = SqliteDatabase::Open(path, mode);
  if (!database) return ExplainOpening(path, database.error());
  const auto application = (*database)->QueryInt("PRAGMA application_id");
  if (!application) return ExplainOpening(path, application.error());
  if (*application != kLedgerApplicationId) return NotALedger(path);
  ASSIGN_OR_RETURN(const int64_t format, (*database)->QueryInt("PRAGMA user_version"));
  if (format != kLedgerFormat)
    return Fail(ErrorCode::kFailed,
                Message("{0} is a ledger of format {1}, and this program knows format {2}",
                        {path, std::to_string(format), std::to_string(kLedgerFormat)}),
                Message("use the version of this program that made it, or a newer one"));
  return database;
}

Result<std::string> ResolveLedgerPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr),
                                                         &std::free);
  if (real == nullptr) return SystemError(Message("cannot open the ledger {0}", {path}), errno);
  return std::string(real.get());
}

Result<FileAccess> AccessOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0)
    return SystemError(Message("cannot look at {0}", {path}), errno);
  if (!S_ISREG(info.st_mode))
    return Fail(ErrorCode::kFailed, Message("{0} is not a regular file", {path}));
  return FileAccess{static_cast<mode_t>(info.st_mode & 0660), info.st_gid};
}

void ShareSidecars(const std::string& path, const FileAccess& access) {
  for (const char* suffix : {"-wal", "-shm"}) {
    const std::string sidecar = path + suffix;
    struct stat info {};
    if (lstat(sidecar.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    if (info.st_uid != geteuid() || info.st_gid == access.group) continue;
    // Opening and closing a file drops this process's POSIX locks on it, so by name.
    const gid_t group = access.group.value_or(info.st_gid);
    if (lchown(sidecar.c_str(), static_cast<uid_t>(-1), group) != 0) continue;
  }
}

}  // namespace sekisho
