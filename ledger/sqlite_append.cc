#include "ledger/sqlite_append.h"

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

// SQLite's integers end there.
constexpr uint64_t kMaxEntries = static_cast<uint64_t>(INT64_MAX);

Error Contradiction(uint64_t size) {
  const uint64_t last = size == 0 ? 0 : size - 1;
  return Fail(ErrorCode::kVerdict,
              Message("the ledger contradicts itself at entry {0}", {std::to_string(last)}),
              next::VerifyWhereItIs());
}

Error TooLarge(size_t position) {
  return Fail(ErrorCode::kUsage,
              Message("statement {0} of the batch is empty or too large for the ledger",
                      {std::to_string(position + 1)}));
}

bool FitsColumns(const EntryColumns& columns) {
  for (const std::string* column :
       {&columns.kind, &columns.subject, &columns.author, &columns.time})
    if (column->size() > kMaxColumnBytes) return false;
  return true;
}

// The root after `size` entries as the last of them recorded it; none when there is no such entry.
Result<std::optional<Digest>> StoredRootAt(SqliteDatabase& database, uint64_t size) {
  ASSIGN_OR_RETURN(auto select, database.Prepare("SELECT root FROM entries WHERE idx = ?1"));
  ASSIGN_OR_RETURN(const bool row, select.Bind(1, static_cast<int64_t>(size - 1)).Step());
  if (!row) return std::optional<Digest>();
  return std::optional<Digest>(select.DigestOrZeros(0));
}

// Whether the last entry is the one that head and frontier end with.
Result<bool> LastEntryAgrees(SqliteDatabase& database, const TreeHead& head) {
  ASSIGN_OR_RETURN(auto select, database.Prepare("SELECT idx, root, leaf, token FROM entries"
                                                 " ORDER BY idx DESC LIMIT 1"));
  ASSIGN_OR_RETURN(const bool row, select.Step());
  if (!row || head.size == 0) return !row && head.size == 0;
  return select.Int(0) == static_cast<int64_t>(head.size - 1) &&
         select.DigestOrZeros(1) == head.root &&
         select.DigestOrZeros(2) == LeafHash(select.Blob(3));
}

}  // namespace

Result<StoredHead> ReadHeadRow(SqliteDatabase& database) {
  const Error damaged =
      Fail(ErrorCode::kVerdict, Message("the ledger's head row is damaged"), next::VerifyTheRest());
  ASSIGN_OR_RETURN(auto select,
                   database.Prepare("SELECT size, root, frontier FROM head WHERE id = 1"));
  ASSIGN_OR_RETURN(const bool row, select.Step());
  // defence: F18-3
  if (!row || select.Int(0) < 0 || select.Blob(1).size() != sizeof(Digest)) return damaged;
  auto frontier = MerkleFrontier::Parse(select.Blob(2));
  if (!frontier) return damaged;  // defence: none, the frontier's own parser refuses it
  return StoredHead{{static_cast<uint64_t>(select.Int(0)), select.DigestOrZeros(1)},
                    std::move(*frontier)};
}

Result<void> CheckBatch(const std::vector<NewEntry>& batch) {
  if (batch.size() > kMaxBatchEntries)
    return Fail(ErrorCode::kUsage,
                Message("more than {0} statements at once", {std::to_string(kMaxBatchEntries)}));
  for (size_t i = 0; i < batch.size(); ++i)
    if (batch[i].token.empty() || batch[i].token.size() > kMaxTokenBytes ||
        !FitsColumns(batch[i].columns))
      return TooLarge(i);
  return {};
}

Result<SqliteAppender> SqliteAppender::Start(SqliteDatabase& database) {
  ASSIGN_OR_RETURN(StoredHead stored, ReadHeadRow(database));
  if (stored.frontier.size() != stored.head.size || stored.frontier.Root() != stored.head.root)
    return Contradiction(stored.head.size);  // defence: F4-3
  ASSIGN_OR_RETURN(const bool agrees, LastEntryAgrees(database, stored.head));
  if (!agrees) return Contradiction(stored.head.size);  // defence: F4-4
  ASSIGN_OR_RETURN(auto find, database.Prepare("SELECT idx FROM entries WHERE hash = ?1"));
  ASSIGN_OR_RETURN(auto insert, database.Prepare("INSERT INTO entries(idx, hash, kind, subject,"
                                                 " author, time, token, leaf, root)"
                                                 " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
  return SqliteAppender(database, std::move(stored.frontier), std::move(find), std::move(insert));
}

Result<AppendOutcome> SqliteAppender::Add(const NewEntry& entry) {
  const Digest hash = Sha256(AsBytes(entry.token));
  ASSIGN_OR_RETURN(const auto existing, Find(hash));
  if (!existing && entry.seen) RETURN_IF_ERROR(CheckSeen(*entry.seen));
  const uint64_t index = existing.value_or(frontier_.size());
  if (!existing) RETURN_IF_ERROR(Insert(entry, hash));
  for (const NewAnnex& annex : entry.annexes)
    RETURN_IF_ERROR(InsertEnvelope(database_, annex, entry.columns.author));
  return AppendOutcome{index, existing.has_value()};
}

Result<std::optional<uint64_t>> SqliteAppender::Find(const Digest& hash) {
  ASSIGN_OR_RETURN(const bool row, find_.Bind(1, hash).Step());
  std::optional<uint64_t> index;
  if (row) index = static_cast<uint64_t>(find_.Int(0));
  find_.Reset();
  return index;
}

Result<void> SqliteAppender::CheckSeen(const TreeHead& seen) {
  const std::string size = std::to_string(seen.size);
  const Next next = Message("the statement was made for another ledger, or this one was set back");
  if (seen.size > frontier_.size())
    return Fail(
        ErrorCode::kRefused,
        Message("the statement has seen {0} entries, but the ledger never had more than {1}",
                {size, std::to_string(frontier_.size())}),
        next);  // defence: F7-1
  std::optional<Digest> root = EmptyTreeRoot();
  if (seen.size == frontier_.size()) {
    root = frontier_.Root();
  } else if (seen.size != 0) {
    ASSIGN_OR_RETURN(root, StoredRootAt(database_, seen.size));
  }
  if (root != seen.root)
    return Fail(ErrorCode::kRefused,
                Message("the statement has seen a ledger with other first {0} entries", {size}),
                next);  // defence: F7-2
  return {};
}

Result<void> SqliteAppender::Insert(const NewEntry& entry, const Digest& hash) {
  const uint64_t index = frontier_.size();
  if (index >= kMaxEntries)
    return Fail(ErrorCode::kFailed, Message("the ledger cannot hold another entry"));
  const Digest leaf = LeafHash(AsBytes(entry.token));
  RETURN_IF_ERROR(frontier_.Append(leaf));
  insert_.Bind(1, static_cast<int64_t>(index))
      .Bind(2, hash)
      .Bind(3, std::string_view(entry.columns.kind))
      .Bind(4, std::string_view(entry.columns.subject))
      .Bind(5, std::string_view(entry.columns.author))
      .Bind(6, std::string_view(entry.columns.time))
      .Bind(7, AsBytes(entry.token))
      .Bind(8, leaf)
      .Bind(9, frontier_.Root());
  return insert_.Run();
}

Result<void> SqliteAppender::Finish() {
  ASSIGN_OR_RETURN(auto update, database_.Prepare("UPDATE head SET size = ?1, root = ?2,"
                                                  " frontier = ?3 WHERE id = 1"));
  const Bytes frontier = frontier_.Serialize();
  return update.Bind(1, static_cast<int64_t>(frontier_.size()))
      .Bind(2, frontier_.Root())
      .Bind(3, frontier)
      .Run();
}

}  // namespace sekisho
