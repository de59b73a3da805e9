// Annexes of the SQLite store: rows of at most 1 MiB, read and written one at a time.
#include "base/interrupt.h"
#include "base/message.h"
#include "ledger/sqlite_append.h"
#include "ledger/sqlite_store.h"

namespace sekisho {
namespace {

Error NoAnnex() {
  return Fail(ErrorCode::kNotFound, Message("the annex is not in the ledger"),
              Message("it was erased, or never brought here"));
}

Result<bool> AnnexExists(SqliteDatabase& database, const Digest& commitment) {
  ASSIGN_OR_RETURN(auto select,
                   database.Prepare("SELECT 1 FROM annex WHERE commitment = ?1 LIMIT 1"));
  return select.Bind(1, commitment).Step();
}

Result<void> DeleteAnnex(SqliteDatabase& database, const Digest& commitment) {
  ASSIGN_OR_RETURN(auto remove, database.Prepare("DELETE FROM annex WHERE commitment = ?1"));
  return remove.Bind(1, commitment).Run();
}

}  // namespace

Result<void> InsertAnnex(SqliteDatabase& database, const NewAnnex& annex, IfPresent if_present) {
  ASSIGN_OR_RETURN(const bool exists, AnnexExists(database, annex.commitment));
  if (exists && if_present == IfPresent::kKeep) return {};
  RETURN_IF_ERROR(DeleteAnnex(database, annex.commitment));
  ASSIGN_OR_RETURN(auto insert, database.Prepare("INSERT INTO annex(commitment, row, bytes)"
                                                 " VALUES(?1, ?2, ?3)"));
  Bytes buffer(kAnnexRowBytes);
  for (int64_t row = 0;; ++row) {
    RETURN_IF_ERROR(CheckInterrupted());
    ASSIGN_OR_RETURN(const size_t got, annex.bytes->Read(buffer));
    if (got == 0 && row > 0) return {};  // an empty annex still has its first row
    const ByteView bytes = ByteView(buffer).first(got);
    RETURN_IF_ERROR(insert.Bind(1, annex.commitment).Bind(2, row).Bind(3, bytes).Run());
    if (got < buffer.size()) return {};
  }
}

Result<void> SqliteStore::PutAnnex(const NewAnnex& annex, IfPresent if_present) {
  return Write([&] { return InsertAnnex(*database_, annex, if_present); });
}

Result<std::optional<Bytes>> SqliteStore::AnnexRow(const Digest& commitment, uint64_t row) {
  ASSIGN_OR_RETURN(auto select, database_->Prepare("SELECT row, bytes FROM annex"
                                                   " WHERE commitment = ?1 AND row >= ?2"
                                                   " ORDER BY row LIMIT 1"));
  select.Bind(1, commitment).Bind(2, static_cast<int64_t>(row));
  ASSIGN_OR_RETURN(const bool found, select.Step());
  if (!found && row == 0) return NoAnnex();
  if (!found) return std::optional<Bytes>();
  const ByteView bytes = select.Blob(1);
  if (select.Int(0) != static_cast<int64_t>(row) || bytes.size() > kAnnexRowBytes)
    return Fail(ErrorCode::kVerdict,
                Message("the annex is damaged at row {0}", {std::to_string(row)}));
  return std::optional<Bytes>(Bytes(bytes.begin(), bytes.end()));
}

Result<bool> SqliteStore::HasAnnex(const Digest& commitment) {
  return AnnexExists(*database_, commitment);
}

Result<void> SqliteStore::EraseAnnex(const Digest& commitment) {
  RETURN_IF_ERROR(Write([&]() -> Result<void> {
    ASSIGN_OR_RETURN(const bool exists, AnnexExists(*database_, commitment));
    if (!exists) return NoAnnex();
    return DeleteAnnex(*database_, commitment);
  }));
  // The freed pages are zeroed (secure_delete), the write-ahead log must not keep the old ones.
  return Complete();
}

Result<void> SqliteStore::ForEachAnnex(
    const std::function<Result<void>(const AnnexShape&)>& visit) {
  ASSIGN_OR_RETURN(
      auto select,
      database_->Prepare("SELECT commitment, count(*), sum(length(bytes)), min(row), max(row),"
                         " max(length(bytes)) FROM annex GROUP BY commitment"));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) return {};
    const int64_t rows = select.Int(1);
    AnnexShape shape;
    shape.commitment = select.DigestOrZeros(0);
    shape.rows = static_cast<uint64_t>(rows);
    shape.bytes = static_cast<uint64_t>(select.Int(2));
    shape.contiguous = select.Blob(0).size() == sizeof(Digest) && select.Int(3) == 0 &&
                       select.Int(4) == rows - 1 &&
                       select.Int(5) <= static_cast<int64_t>(kAnnexRowBytes);
    RETURN_IF_ERROR(visit(shape));
  }
}

}  // namespace sekisho
