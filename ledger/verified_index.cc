#include "ledger/verified_index.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text/message.h"
#include "ledger/catch_up.h"

namespace sekisho {
namespace {

constexpr int64_t kApplicationId = 0x536b5669;  // "SkVi"
constexpr int64_t kFormat = 1;
constexpr uint64_t kMaxWalBytes = uint64_t{4} << 20;
constexpr size_t kFetchBatch = 1000;

constexpr const char* kSchema[] = {
    "CREATE TABLE verified("
    "  id INTEGER PRIMARY KEY CHECK(id = 1), frontier BLOB NOT NULL) STRICT",
    "CREATE TABLE leaves("
    "  idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL, root BLOB NOT NULL,"
    "  kind TEXT NOT NULL, subject TEXT NOT NULL, author TEXT NOT NULL,"
    "  valid INTEGER NOT NULL, time INTEGER NOT NULL) STRICT",
    "CREATE INDEX leaves_subject ON leaves(subject, idx)",
    "CREATE INDEX leaves_kind ON leaves(kind, idx)",
    "PRAGMA application_id=1399543401",  // kApplicationId
    "PRAGMA user_version=1",             // kFormat
};
static_assert(kApplicationId == 1399543401 && kFormat == 1);

Error Unusable(const std::string& path) {
  return Fail(ErrorCode::kFailed,
              Message("{0} is not this program's memory of a verified ledger", {path}),
              Message("move it away; the whole ledger is then verified again"));
}

Error NotVerified(const char* what, uint64_t number) {
  return Fail(ErrorCode::kNotFound, Message("{0} {1} is beyond what this machine has verified",
                                            {what, std::to_string(number)}));
}

// Made by name and before SQLite opens it, so that it is nobody else's to read whatever the umask.
Result<void> EnsureFile(const std::string& path) {
  UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.valid() && errno != EEXIST)
    return SystemError(Message("cannot create {0}", {path}), errno);
  // A write-ahead log left by a file that was moved away would be read into the new one.
  if (fd.valid())
    for (const char* suffix : {"-wal", "-shm", "-journal"}) unlink((path + suffix).c_str());
  return {};
}

Result<void> MakeSchema(SqliteDatabase& database) {
  ASSIGN_OR_RETURN(auto transaction,
                   SqliteTransaction::Begin(database, SqliteTransaction::Kind::kWrite));
  for (const char* sql : kSchema) RETURN_IF_ERROR(database.Run(sql));
  {
    ASSIGN_OR_RETURN(auto insert, database.Prepare("INSERT INTO verified VALUES(1, ?1)"));
    const Bytes frontier = MerkleFrontier().Serialize();
    RETURN_IF_ERROR(insert.Bind(1, frontier).Run());
  }
  return transaction.Commit();
}

Result<void> CheckOrMakeSchema(SqliteDatabase& database) {
  ASSIGN_OR_RETURN(const int64_t application, database.QueryInt("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const int64_t format, database.QueryInt("PRAGMA user_version"));
  ASSIGN_OR_RETURN(const int64_t tables, database.QueryInt("SELECT count(*) FROM sqlite_schema"));
  const bool empty = application == 0 && format == 0 && tables == 0;
  if (!empty && (application != kApplicationId || format != kFormat))
    return Unusable(database.path());
  RETURN_IF_ERROR(database.UseWal());
  if (empty) return MakeSchema(database);
  return {};
}

Result<std::unique_ptr<SqliteDatabase>> OpenAndCheck(const std::string& path) {
  ASSIGN_OR_RETURN(auto database, SqliteDatabase::Open(path, SqliteDatabase::Mode::kReadWrite));
  RETURN_IF_ERROR(CheckOrMakeSchema(*database));
  return database;
}

}  // namespace

Result<std::unique_ptr<VerifiedIndex>> VerifiedIndex::Open(const std::string& directory,
                                                           LockWaitFn waiting) {
  const std::string path = directory + "/verified.sqlite";
  ASSIGN_OR_RETURN(FileLock lock, FileLock::Open(path + ".lock", FileAccess{}, std::move(waiting)));
  ASSIGN_OR_RETURN([[maybe_unused]] const FileLock::Held held, lock.Acquire());
  RETURN_IF_ERROR(EnsureFile(path));
  auto database = OpenAndCheck(path);
  if (!database)
    return database.error().code == ErrorCode::kMalformed ? Unusable(path) : database.error();
  ASSIGN_OR_RETURN(KeptRows kept, KeptRows::Open(**database));
  return std::unique_ptr<VerifiedIndex>(
      new VerifiedIndex(std::move(*database), std::move(kept), std::move(lock)));
}

Result<MerkleFrontier> VerifiedIndex::LoadFrontier() {
  ASSIGN_OR_RETURN(auto select, database_->Prepare("SELECT frontier FROM verified WHERE id = 1"));
  ASSIGN_OR_RETURN(const bool row, select.Step());
  if (!row) return Unusable(database_->path());
  auto frontier = MerkleFrontier::Parse(select.Blob(0));
  if (!frontier) return Unusable(database_->path());
  return frontier;
}

Result<TreeHead> VerifiedIndex::Head() {
  ASSIGN_OR_RETURN(const MerkleFrontier frontier, LoadFrontier());
  return TreeHead{frontier.size(), frontier.Root()};
}

Result<void> VerifiedIndex::Write(const std::function<Result<void>()>& work) {
  Unpin();
  ASSIGN_OR_RETURN([[maybe_unused]] const FileLock::Held held, lock_.Acquire());
  ASSIGN_OR_RETURN(auto transaction,
                   SqliteTransaction::Begin(*database_, SqliteTransaction::Kind::kWrite));
  RETURN_IF_ERROR(work());
  RETURN_IF_ERROR(transaction.Commit());
  if (database_->WalBytes() > kMaxWalBytes) (void)database_->Checkpoint(0).has_value();
  return {};
}

Result<void> VerifiedIndex::Pin() {
  Unpin();
  ASSIGN_OR_RETURN(auto transaction,
                   SqliteTransaction::Begin(*database_, SqliteTransaction::Kind::kRead));
  // SQLite looks at the file with the first statement only.
  ASSIGN_OR_RETURN([[maybe_unused]] const TreeHead head, Head());
  pinned_.emplace(std::move(transaction));
  return {};
}

Result<TreeHead> VerifiedIndex::CatchUp(LedgerStore& store, const LabelFn& label,
                                        const HeadFn& begin, const HeadFn& finish) {
  Unpin();
  ASSIGN_OR_RETURN([[maybe_unused]] const FileLock::Held held, lock_.Acquire());
  ASSIGN_OR_RETURN(auto transaction,
                   SqliteTransaction::Begin(*database_, SqliteTransaction::Kind::kWrite));
  ASSIGN_OR_RETURN(const MerkleFrontier verified, LoadFrontier());
  ASSIGN_OR_RETURN(const StoredHead stored, store.Head());
  RETURN_IF_ERROR(CheckContinues(store, stored, verified));
  TreeHead head{verified.size(), verified.Root()};
  if (begin) RETURN_IF_ERROR(begin(head));
  if (stored.head.size != head.size) {
    ASSIGN_OR_RETURN(auto insert, database_->Prepare("INSERT INTO leaves(idx, leaf, root, kind,"
                                                     " subject, author, valid, time)"
                                                     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
    const auto keep = [&](const StoredEntry& entry) -> Result<void> {
      ASSIGN_OR_RETURN(const Label read, label(entry.index, entry.token));
      return insert.Bind(1, static_cast<int64_t>(entry.index))
          .Bind(2, entry.leaf)
          .Bind(3, entry.root_after)
          .Bind(4, std::string_view(read.kind))
          .Bind(5, std::string_view(read.subject))
          .Bind(6, std::string_view(read.author))
          .Bind(7, int64_t{read.valid})
          .Bind(8, read.unix_seconds)
          .Run();
    };
    ASSIGN_OR_RETURN(const MerkleFrontier grown, VerifyNewEntries(store, stored, verified, keep));
    ASSIGN_OR_RETURN(auto update,
                     database_->Prepare("UPDATE verified SET frontier = ?1 WHERE id = 1"));
    const Bytes frontier = grown.Serialize();
    RETURN_IF_ERROR(update.Bind(1, frontier).Run());
    head = TreeHead{grown.size(), grown.Root()};
  }
  if (finish) RETURN_IF_ERROR(finish(head));
  RETURN_IF_ERROR(transaction.Commit());
  if (database_->WalBytes() > kMaxWalBytes) (void)database_->Checkpoint(0).has_value();
  return head;
}

Result<Digest> VerifiedIndex::RootAt(uint64_t size) {
  if (size == 0) return EmptyTreeRoot();
  if (size > static_cast<uint64_t>(INT64_MAX)) return NotVerified("size", size);
  ASSIGN_OR_RETURN(auto select, database_->Prepare("SELECT root FROM leaves WHERE idx = ?1"));
  ASSIGN_OR_RETURN(const bool row, select.Bind(1, static_cast<int64_t>(size - 1)).Step());
  if (!row) return NotVerified("size", size);
  return select.DigestOrZeros(0);
}

Result<Digest> VerifiedIndex::LeafHashAt(uint64_t index) {
  if (index > static_cast<uint64_t>(INT64_MAX)) return NotVerified("entry", index);
  ASSIGN_OR_RETURN(auto select, database_->Prepare("SELECT leaf FROM leaves WHERE idx = ?1"));
  ASSIGN_OR_RETURN(const bool row, select.Bind(1, static_cast<int64_t>(index)).Step());
  if (!row) return NotVerified("entry", index);
  return select.DigestOrZeros(0);
}

Result<Label> VerifiedIndex::LabelAt(uint64_t index) {
  if (index > static_cast<uint64_t>(INT64_MAX)) return NotVerified("entry", index);
  ASSIGN_OR_RETURN(auto select, database_->Prepare("SELECT kind, subject, author, valid, time"
                                                   " FROM leaves WHERE idx = ?1"));
  ASSIGN_OR_RETURN(const bool row, select.Bind(1, static_cast<int64_t>(index)).Step());
  if (!row) return NotVerified("entry", index);
  return Label{select.Text(0), select.Text(1), select.Text(2), select.Int(3) != 0, select.Int(4)};
}

Result<std::vector<uint64_t>> VerifiedIndex::Leaves(const LeafFilter& filter) {
  // One constant statement for each combination, so that each finds its index.
  const char* sql = "SELECT idx FROM leaves WHERE valid >= ?3 ORDER BY idx";
  if (filter.kind && filter.subject)
    sql = "SELECT idx FROM leaves WHERE subject = ?2 AND kind = ?1 AND valid >= ?3 ORDER BY idx";
  else if (filter.subject)
    sql = "SELECT idx FROM leaves WHERE subject = ?2 AND valid >= ?3 ORDER BY idx";
  else if (filter.kind)
    sql = "SELECT idx FROM leaves WHERE kind = ?1 AND valid >= ?3 ORDER BY idx";
  ASSIGN_OR_RETURN(auto select, database_->Prepare(sql));
  if (filter.kind) select.Bind(1, std::string_view(*filter.kind));
  if (filter.subject) select.Bind(2, std::string_view(*filter.subject));
  select.Bind(3, int64_t{filter.only_valid});
  std::vector<uint64_t> indexes;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) return indexes;
    indexes.push_back(static_cast<uint64_t>(select.Int(0)));
  }
}

Result<std::vector<std::pair<uint64_t, std::string>>> VerifiedIndex::ValidAbout(
    const std::string& subject, uint64_t before) {
  ASSIGN_OR_RETURN(auto select, database_->Prepare("SELECT idx, kind FROM leaves WHERE subject = ?1"
                                                   " AND idx < ?2 AND valid = 1 ORDER BY idx"));
  select.Bind(1, std::string_view(subject)).Bind(2, static_cast<int64_t>(before));
  std::vector<std::pair<uint64_t, std::string>> entries;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) return entries;
    entries.emplace_back(static_cast<uint64_t>(select.Int(0)), select.Text(1));
  }
}

Result<std::string> VerifiedIndex::Fetch(LedgerStore& store, uint64_t index) {
  ASSIGN_OR_RETURN(const Digest leaf, LeafHashAt(index));
  ASSIGN_OR_RETURN(auto entries, store.Read(index, 1));
  RETURN_IF_ERROR(CheckRemembered(entries.empty() ? nullptr : &entries.front(), index, leaf));
  return std::move(entries.front().token);
}

Result<void> VerifiedIndex::FetchAll(LedgerStore& store, uint64_t from, uint64_t to,
                                     const TokenFn& visit) {
  if (from >= to) return {};
  RETURN_IF_ERROR(LeafHashAt(to - 1));
  uint64_t next = from;
  while (next < to) {
    const size_t count = static_cast<size_t>(std::min<uint64_t>(kFetchBatch, to - next));
    ASSIGN_OR_RETURN(const auto entries, store.Read(next, count));
    if (entries.empty()) return CheckRemembered(nullptr, next, Digest{});
    for (const StoredEntry& entry : entries) {
      ASSIGN_OR_RETURN(const Digest leaf, LeafHashAt(next));
      RETURN_IF_ERROR(CheckRemembered(&entry, next, leaf));
      RETURN_IF_ERROR(visit(next, entry.token));
      ++next;
    }
  }
  return {};
}

Result<MerkleProof> VerifiedIndex::ProveInclusion(uint64_t index, uint64_t size) {
  return sekisho::ProveInclusion(index, size, [this](uint64_t i) { return LeafHashAt(i); });
}

Result<MerkleProof> VerifiedIndex::ProveConsistency(uint64_t size1, uint64_t size2) {
  return sekisho::ProveConsistency(size1, size2, [this](uint64_t i) { return LeafHashAt(i); });
}

}  // namespace sekisho
