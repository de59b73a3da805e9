// One table of the folded state: rows by key, of which only those that were asked for are in memory
// (docs/decisions/160-the-folded-state-is-kept.md). Without a source all of it is in memory: so
// the fold is the same code whether or not anything is kept.
#pragma once

#include <algorithm>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace sekisho {

// The tables, by the number under which their rows are kept.
enum class Place {
  kMembers = 1,
  kRequests,
  kMedia,
  kProposals,
  kWipes,
  kStatements,       // hashes of valid statements
  kIds,              // of valid statements: author and jti
  kBegun,            // jtis of those that begin something
  kNumbers,          // R12 -> id
  kRequestsByHash,   // -> id of the request
  kRequestsBySeal,   // hash of the seal -> id of the request
  kSealIds,          // jti of the seal and id of the request
  kMediaByHash,      // of the registration -> id of the medium
  kMediaByTag,       // hash of what its tag holds -> id of the medium
  kMediaByLabel,     // in lower case -> id of the medium
  kOwnersBySignKey,  // every key that was ever anybody's -> whose: it is nobody else's afterwards
  kOwnersByAgeKey,   // likewise
  kOfficeHolders,    // members with a role other than employee
  kOpenRequests,     // end of the period and id, of those that nothing has stopped
  kConcerned,        // member and id of a request: requester, holder, whoever decided
  kNamedRecipients,  // key -> in how many requests; with an index: in how many before that one
  kAnnexes           // commitment -> whose it was first: R and a request, P and a member, or nobody
};

// One row as it is kept: key, then bytes.
using RowFn = std::function<void(const std::string& key, ByteView row)>;

// The record, or what is kept of it, cannot be read any more, in the middle of a command. Thrown by
// RowSource only: nothing is decided, shown or signed by half a state. Session and Program make an
// error of it.
class RecordUnreadable : public std::exception {
 public:
  explicit RecordUnreadable(Error error) : error_(std::move(error)) {}
  const Error& error() const { return error_; }
  const char* what() const noexcept override { return error_.message.c_str(); }

 private:
  Error error_;
};

// The bytes of a row are none, or are not what the record says: the machine's own copy is wrong,
// not the record.
class DamagedRow final : public RecordUnreadable {
 public:
  using RecordUnreadable::RecordUnreadable;
};

// A valid statement about something.
struct Mention {
  uint64_t index = 0;
  std::string kind;
};

// Where rows that are not in memory come from. What cannot be had is thrown as RecordUnreadable.
class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual std::optional<Bytes> Load(Place place, const std::string& key) = 0;
  // Those whose keys are in [from, to), in their order; without `to`, up to the end.
  virtual void LoadRange(Place place, const std::string& from, const std::optional<std::string>& to,
                         const RowFn& visit) = 0;
  // The core at `index`, as it was verified.
  virtual std::string Token(uint64_t index) = 0;
  // Every valid statement about `subject`, in their order, that the rows are of.
  virtual std::vector<Mention> About(const std::string& subject) = 0;
  // A row was damaged. When this returns, all rows come from the record.
  virtual void Distrust() = 0;
};

class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual Result<void> Put(Place place, const std::string& key, ByteView row) = 0;
  virtual Result<void> Remove(Place place, const std::string& key) = 0;
};

// A row that is its key only.
struct Nothing {};

// Rows as bytes, and again as rows: the same for each kind of row (workflow/kept/org_rows.cc). What
// is not such bytes is thrown as RecordUnreadable.
Bytes EncodeRow(const Nothing& row);
Bytes EncodeRow(const std::string& row);
void DecodeRow(ByteView bytes, RowSource* source, Nothing& row);
void DecodeRow(ByteView bytes, RowSource* source, std::string& row);
Error DamagedRowError();
[[noreturn]] void ThrowDamagedRow();

template <typename Row>
class KeptTable {
 public:
  using Rows = std::map<std::string, Row>;

  explicit KeptTable(Place place) : place_(place) {}

  // Where the rows come from that are not in memory; null: nowhere.
  void SetSource(std::shared_ptr<RowSource> source) {
    source_ = std::move(source);
    all_ = source_ == nullptr;
  }

  RowSource* source() const { return source_.get(); }

  // The same table, to be changed without changing this one, which outlives it.
  KeptTable Overlay() const {
    KeptTable over(place_);
    over.below_ = this;
    return over;
  }

  // Null when there is none. Stays where it is as long as the table does.
  const Row* Find(const std::string& key) const {
    if (const auto it = rows_.find(key); it != rows_.end()) return &it->second;
    if (removed_.contains(key)) return nullptr;
    if (below_ != nullptr) return below_->Find(key);
    if (all_) return nullptr;
    std::optional<Row> row = Loaded(key);
    if (!row) return nullptr;
    return &rows_.emplace(key, *std::move(row)).first->second;
  }
  bool Contains(const std::string& key) const { return Find(key) != nullptr; }

  // The same, to be changed.
  Row* Change(const std::string& key) {
    const Row* const found = Find(key);
    if (found == nullptr) return nullptr;
    auto it = rows_.find(key);
    if (it == rows_.end()) it = rows_.emplace(key, *found).first;
    changed_.insert(key);
    return &it->second;
  }
  // In the place of what may be there.
  Row& Put(const std::string& key, Row row) {
    removed_.erase(key);
    changed_.insert(key);
    return rows_.insert_or_assign(key, std::move(row)).first->second;
  }
  void Remove(const std::string& key) {
    rows_.erase(key);
    changed_.erase(key);
    removed_.insert(key);
  }

  const Rows& All() const {
    if (below_ != nullptr) {
      for (const auto& [key, row] : below_->All())
        if (!removed_.contains(key)) rows_.emplace(key, row);
    } else if (!all_) {
      LoadAll();
      all_ = true;
    }
    return rows_;
  }

  // The keys in [from, to), in their order.
  std::vector<std::string> Keys(const std::string& from,
                                const std::optional<std::string>& to = {}) const {
    std::vector<std::string> keys;
    if (below_ != nullptr) {
      for (const std::string& key : below_->Keys(from, to))
        if (!removed_.contains(key) && !rows_.contains(key)) keys.push_back(key);
    } else if (!all_) {
      source_->LoadRange(place_, from, to, [&](const std::string& key, ByteView) {
        if (!removed_.contains(key) && !rows_.contains(key)) keys.push_back(key);
      });
    }
    for (auto it = rows_.lower_bound(from); it != rows_.end() && (!to || it->first < *to); ++it)
      keys.push_back(it->first);
    std::sort(keys.begin(), keys.end());
    return keys;
  }
  std::vector<std::string> KeysBeginningWith(const std::string& prefix) const {
    return Keys(prefix, AfterAllWith(prefix));
  }

  // Hands over what has changed since the last time.
  Result<void> Flush(RowSink& sink) {
    for (const std::string& key : removed_) RETURN_IF_ERROR(sink.Remove(place_, key));
    for (const std::string& key : changed_) {
      const Bytes bytes = EncodeRow(rows_.at(key));
      RETURN_IF_ERROR(sink.Put(place_, key, bytes));
    }
    removed_.clear();
    changed_.clear();
    return {};
  }
  size_t rows_in_memory() const { return rows_.size(); }
  // Only after Flush, with a source, and while nobody holds a row.
  void Forget() {
    rows_.clear();
    all_ = source_ == nullptr;
  }
  // What somebody else has kept since: every row in memory becomes what it is now, where it is.
  void Refresh() {
    Reread();
    changed_.clear();
    removed_.clear();
  }
  // The same where nothing has changed here.
  void Reread() const {
    if (source_ == nullptr) return;
    for (auto it = rows_.begin(); it != rows_.end();) {
      std::optional<Row> row = Loaded(it->first);
      if (row)
        (it++)->second = *std::move(row);
      else
        gone_->push_back(rows_.extract(it++));
    }
    if (all_) LoadAll();
  }
  // Becomes what `fresh` is, all of it in memory and to be kept again; rows stay where they are.
  void Become(KeptTable&& fresh) {
    std::erase_if(rows_, [&](const auto& row) { return !fresh.rows_.contains(row.first); });
    for (auto& [key, row] : fresh.rows_) {
      changed_.insert(key);
      rows_.insert_or_assign(key, std::move(row));
    }
    removed_.clear();
    all_ = true;
  }
  void ForEachRow(const std::function<void(Place, const std::string&, ByteView)>& visit) const {
    for (const auto& [key, row] : All()) visit(place_, key, EncodeRow(row));
  }

 private:
  // The first key behind all that begin with `prefix`.
  static std::optional<std::string> AfterAllWith(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
    if (prefix.empty()) return std::nullopt;
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
  }
  Row Decoded(ByteView bytes) const {
    Row row{};
    DecodeRow(bytes, source_.get(), row);
    return row;
  }
  // What is damaged is asked for once more, made from the record.
  std::optional<Row> Loaded(const std::string& key) const {
    const auto load = [&]() -> std::optional<Row> {
      const std::optional<Bytes> bytes = source_->Load(place_, key);
      return bytes ? std::optional<Row>(Decoded(*bytes)) : std::nullopt;
    };
    try {
      return load();
    } catch (const DamagedRow&) {
      source_->Distrust();
    }
    return load();
  }
  void LoadAll() const {
    try {
      return LoadInto("", std::nullopt);
    } catch (const DamagedRow&) {
      source_->Distrust();
    }
    LoadInto("", std::nullopt);
  }
  void LoadInto(const std::string& from, const std::optional<std::string>& to) const {
    std::vector<std::pair<std::string, Bytes>> rows;  // decoding one may ask the source for others
    source_->LoadRange(place_, from, to, [&](const std::string& key, ByteView row) {
      if (!removed_.contains(key) && !rows_.contains(key))
        rows.emplace_back(key, Bytes(row.begin(), row.end()));
    });
    for (const auto& [key, row] : rows) rows_.emplace(key, Decoded(row));
  }

  Place place_;
  std::shared_ptr<RowSource> source_;
  const KeptTable* below_ = nullptr;
  mutable bool all_ = true;  // every row is in memory (but those below)
  mutable Rows rows_;
  // Rows that there are no more, which somebody may hold.
  std::shared_ptr<std::vector<typename Rows::node_type>> gone_ =
      std::make_shared<std::vector<typename Rows::node_type>>();
  std::set<std::string> changed_;
  std::set<std::string> removed_;
};

}  // namespace sekisho
