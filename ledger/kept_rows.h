// Rows that a machine keeps beside its verified head, in the same file and the same transactions:
// what the caller has made of the verified tokens. They mean nothing to this room.
//
// Each row carries a checksum over its table, key and bytes. That notices damage, not an attacker:
// whoever may write here may as well replace the whole memory.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "ledger/sqlite.h"
#include "ledger/store.h"

namespace sekisho {

// Of what the kept rows are.
struct KeptHead {
  TreeHead head;        // of the log that they were made from
  std::string version;  // of the program that made them
  Bytes summary;        // the caller's, beside the rows
};

class KeptRows {
 public:
  // Makes the tables if they are not there. `database` outlives this.
  static Result<KeptRows> Open(SqliteDatabase& database);

  // None when nothing is kept, or what is there cannot be read as a head.
  Result<std::optional<KeptHead>> Head();

  // kMalformed when the row is damaged.
  Result<std::optional<Bytes>> Load(int64_t table, const std::string& key);
  // Those whose keys are in [from, to), in their order; without `to`, up to the end. kMalformed as
  // above; errors of `visit` are passed on. Nothing is loaded, put or removed meanwhile.
  using VisitFn = std::function<Result<void>(const std::string& key, ByteView row)>;
  Result<void> LoadRange(int64_t table, const std::string& from,
                         const std::optional<std::string>& to, const VisitFn& visit);
  // How many rows there are in all.
  Result<uint64_t> Count();

  // The following change; in a transaction.
  Result<void> Put(int64_t table, const std::string& key, ByteView row);
  Result<void> Remove(int64_t table, const std::string& key);
  Result<void> SetHead(const KeptHead& head);
  // Takes everything away, the head too.
  Result<void> Clear();

 private:
  KeptRows(SqliteDatabase& database, SqliteStatement load, SqliteStatement put,
           SqliteStatement remove)
      : database_(&database),
        load_(std::move(load)),
        put_(std::move(put)),
        remove_(std::move(remove)) {}

  SqliteDatabase* database_;
  SqliteStatement load_, put_, remove_;
};

}  // namespace sekisho
