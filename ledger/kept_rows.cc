#include "ledger/kept_rows.h"

#include "base/text/message.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr size_t kChecksumBytes = 8;

constexpr const char* kSchema[] = {
    "CREATE TABLE IF NOT EXISTS kept_head("
    "  id INTEGER PRIMARY KEY CHECK(id = 1), size INTEGER NOT NULL, root BLOB NOT NULL,"
    "  version TEXT NOT NULL, summary BLOB NOT NULL, checksum BLOB NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS kept_rows("
    "  tbl INTEGER NOT NULL, key BLOB NOT NULL, row BLOB NOT NULL,"
    "  PRIMARY KEY(tbl, key)) STRICT, WITHOUT ROWID",
};

// Of one row, or of the head as table 0.
Digest ChecksumOf(int64_t table, std::string_view key, ByteView row) {
  std::array<uint8_t, 16> numbers{};
  PutLe64(static_cast<uint64_t>(table), std::span(numbers).first<8>());
  PutLe64(key.size(), std::span(numbers).last<8>());
  Sha256Hasher hasher;
  hasher.Update(numbers);
  hasher.Update(AsBytes(key));
  hasher.Update(row);
  return hasher.Finish();
}

ByteView Short(const Digest& digest) { return ByteView(digest).first(kChecksumBytes); }

bool Agrees(ByteView checksum, const Digest& digest) {
  return std::equal(checksum.begin(), checksum.end(), digest.begin(),
                    digest.begin() + kChecksumBytes);
}

std::string HeadText(const KeptHead& head) {
  return std::to_string(head.head.size) + " " + HexEncode(head.head.root) + " " + head.version;
}

Error Damaged() {
  // defence: none, what is damaged is made again
  return Fail(ErrorCode::kMalformed,
              Message("what this machine has kept of the record is damaged"));
}

// The bytes of a row without the checksum before them.
Result<ByteView> Checked(int64_t table, std::string_view key, ByteView stored) {
  const ByteView row = stored.subspan(std::min(stored.size(), kChecksumBytes));
  if (stored.size() < kChecksumBytes ||
      !Agrees(stored.first(kChecksumBytes), ChecksumOf(table, key, row)))
    return Damaged();  // defence: none, what is damaged is made again
  return row;
}

}  // namespace

Result<KeptRows> KeptRows::Open(SqliteDatabase& database) {
  ASSIGN_OR_RETURN(const int64_t tables,
                   database.QueryInt("SELECT count(*) FROM sqlite_schema WHERE name IN"
                                     " ('kept_head', 'kept_rows')"));
  if (tables < 2) {
    ASSIGN_OR_RETURN(auto transaction,
                     SqliteTransaction::Begin(database, SqliteTransaction::Kind::kWrite));
    for (const char* sql : kSchema) RETURN_IF_ERROR(database.Run(sql));
    RETURN_IF_ERROR(transaction.Commit());
  }
  ASSIGN_OR_RETURN(auto load,
                   database.Prepare("SELECT row FROM kept_rows WHERE tbl = ?1 AND key = ?2"));
  ASSIGN_OR_RETURN(auto put, database.Prepare("INSERT OR REPLACE INTO kept_rows(tbl, key, row)"
                                              " VALUES(?1, ?2, ?3)"));
  ASSIGN_OR_RETURN(auto remove,
                   database.Prepare("DELETE FROM kept_rows WHERE tbl = ?1 AND key = ?2"));
  return KeptRows(database, std::move(load), std::move(put), std::move(remove));
}

Result<std::optional<KeptHead>> KeptRows::Head() {
  ASSIGN_OR_RETURN(auto select, database_->Prepare("SELECT size, root, version, summary, checksum"
                                                   " FROM kept_head WHERE id = 1"));
  ASSIGN_OR_RETURN(const bool row, select.Step());
  if (!row) return std::optional<KeptHead>();
  KeptHead head;
  head.head = {static_cast<uint64_t>(select.Int(0)), select.DigestOrZeros(1)};
  head.version = select.Text(2);
  const ByteView summary = select.Blob(3);
  head.summary.assign(summary.begin(), summary.end());
  const ByteView checksum = select.Blob(4);
  if (checksum.size() != kChecksumBytes ||
      !Agrees(checksum, ChecksumOf(0, HeadText(head), head.summary)))
    return std::optional<KeptHead>();
  return std::optional<KeptHead>(std::move(head));
}

Result<std::optional<Bytes>> KeptRows::Load(int64_t table, const std::string& key) {
  load_.Bind(1, table).Bind(2, AsBytes(key));
  ASSIGN_OR_RETURN(const bool row, load_.Step());
  std::optional<Bytes> bytes;
  bool damaged = false;
  if (row) {
    const auto checked = Checked(table, key, load_.Blob(0));
    damaged = !checked;
    if (checked) bytes.emplace(checked->begin(), checked->end());
  }
  load_.Reset();
  if (damaged) return Damaged();  // defence: none, as above
  return bytes;
}

Result<void> KeptRows::LoadRange(int64_t table, const std::string& from,
                                 const std::optional<std::string>& to, const VisitFn& visit) {
  ASSIGN_OR_RETURN(
      auto select,
      database_->Prepare(to ? "SELECT key, row FROM kept_rows WHERE tbl = ?1 AND key >= ?2 AND"
                              " key < ?3 ORDER BY key"
                            : "SELECT key, row FROM kept_rows WHERE tbl = ?1 AND key >= ?2"
                              " ORDER BY key"));
  select.Bind(1, table).Bind(2, AsBytes(from));
  if (to) select.Bind(3, AsBytes(*to));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) return {};
    const std::string key = select.Text(0);
    ASSIGN_OR_RETURN(const ByteView bytes, Checked(table, key, select.Blob(1)));
    RETURN_IF_ERROR(visit(key, bytes));
  }
}

Result<uint64_t> KeptRows::Count() {
  ASSIGN_OR_RETURN(const int64_t count, database_->QueryInt("SELECT count(*) FROM kept_rows"));
  return static_cast<uint64_t>(count);
}

Result<void> KeptRows::Put(int64_t table, const std::string& key, ByteView row) {
  const Digest checksum = ChecksumOf(table, key, row);
  Bytes stored(kChecksumBytes + row.size());
  const ByteView front = Short(checksum);
  std::copy(row.begin(), row.end(), std::copy(front.begin(), front.end(), stored.begin()));
  return put_.Bind(1, table).Bind(2, AsBytes(key)).Bind(3, ByteView(stored)).Run();
}

Result<void> KeptRows::Remove(int64_t table, const std::string& key) {
  return remove_.Bind(1, table).Bind(2, AsBytes(key)).Run();
}

Result<void> KeptRows::SetHead(const KeptHead& head) {
  ASSIGN_OR_RETURN(auto put, database_->Prepare("INSERT OR REPLACE INTO kept_head"
                                                " VALUES(1, ?1, ?2, ?3, ?4, ?5)"));
  const Digest checksum = ChecksumOf(0, HeadText(head), head.summary);
  return put.Bind(1, static_cast<int64_t>(head.head.size))
      .Bind(2, head.head.root)
      .Bind(3, std::string_view(head.version))
      .Bind(4, ByteView(head.summary))
      .Bind(5, Short(checksum))
      .Run();
}

Result<void> KeptRows::Clear() {
  RETURN_IF_ERROR(database_->Run("DELETE FROM kept_head"));
  return database_->Run("DELETE FROM kept_rows");
}

}  // namespace sekisho
