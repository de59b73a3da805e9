// What happens inside the transaction of an append (ledger/sqlite_store.h).
#pragma once

#include "ledger/sqlite.h"
#include "ledger/store.h"

namespace sekisho {

// kVerdict when there is no head row or it cannot be read as one.
Result<StoredHead> ReadHeadRow(SqliteDatabase& database);

// kUsage when something in the batch is too large or empty.
Result<void> CheckBatch(const std::vector<NewEntry>& batch);

// LedgerStore::AddEnvelope, for a transaction that is under way.
Result<void> InsertEnvelope(SqliteDatabase& database, const NewAnnex& annex,
                            const std::string& author);

// Extends the log, one entry after the other. For a transaction that is under way.
class SqliteAppender {
 public:
  // kVerdict when head row, frontier and last entry contradict each other.
  static Result<SqliteAppender> Start(SqliteDatabase& database);

  // LedgerStore::Append for one entry.
  Result<AppendOutcome> Add(const NewEntry& entry);

  // Writes the head row.
  Result<void> Finish();

 private:
  SqliteAppender(SqliteDatabase& database, MerkleFrontier frontier, SqliteStatement find,
                 SqliteStatement insert)
      : database_(database),
        frontier_(std::move(frontier)),
        find_(std::move(find)),
        insert_(std::move(insert)) {}

  Result<std::optional<uint64_t>> Find(const Digest& hash);
  Result<void> CheckSeen(const TreeHead& seen);
  Result<void> Insert(const NewEntry& entry, const Digest& hash);

  SqliteDatabase& database_;
  MerkleFrontier frontier_;
  SqliteStatement find_;
  SqliteStatement insert_;
};

}  // namespace sekisho
