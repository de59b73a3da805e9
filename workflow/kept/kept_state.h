// The folded state as this machine keeps it beside its verified head, so that a command need not
// fold the whole record again (docs/decisions/160-the-folded-state-is-kept.md).
#pragma once

#include <functional>
#include <memory>

#include "ledger/verified_index.h"
#include "workflow/state/org_state.h"

namespace sekisho {

// Applies the verified statements in [from, to) to `state`; `applied` is told of each.
using AppliedFn = std::function<Result<void>(uint64_t index, Disposition disposition)>;
Result<void> FoldVerified(VerifiedIndex& index, LedgerStore& store, OrgState& state, uint64_t from,
                          uint64_t to, const AppliedFn& applied);

class KeptState final : public RowSource {
 public:
  KeptState(std::shared_ptr<VerifiedIndex> index, std::shared_ptr<LedgerStore> store,
            const Digest& genesis)
      : index_(std::move(index)), store_(std::move(store)), genesis_(genesis) {}

  // What is kept, when it is of this record, this fold version and a part of what was verified;
  // none otherwise.
  Result<std::optional<KeptHead>> Usable();
  // The rows of `state` that have changed, as of `head`. In a transaction of the index.
  Result<void> Keep(OrgState& state, const TreeHead& head);
  // The changed rows alone, on the way there.
  Result<void> KeepRows(OrgState& state);
  // Forgets all that is kept; in a transaction of the index.
  Result<void> Clear();

  // As of how many statements rows are read from now on, while the index is pinned there. A row
  // that is damaged is made from the record again, and so is all that is kept.
  void ReadAsOf(uint64_t size);
  // The same in a transaction of the index: a row that is damaged is thrown, and noted.
  void ReadInTransaction(uint64_t size);
  // Every row is thrown as unreadable, because of `why`, until one of the two above.
  void ReadNoMore(const Error& why) { unreadable_ = why; }
  bool found_damage() const { return found_damage_; }
  void ForgetDamage() { found_damage_ = false; }

  std::optional<Bytes> Load(Place place, const std::string& key) override;
  void LoadRange(Place place, const std::string& from, const std::optional<std::string>& to,
                 const RowFn& visit) override;
  std::string Token(uint64_t index) override;
  std::vector<Mention> About(const std::string& subject) override;
  void Distrust() override;

 private:
  std::optional<Bytes> LoadKept(Place place, const std::string& key);
  // The rows are in `remade_` when this returns.
  void Remake();
  // After `error` of reading a row.
  void RemakeAfter(const Error& error);

  std::shared_ptr<VerifiedIndex> index_;
  std::shared_ptr<LedgerStore> store_;
  Digest genesis_;
  uint64_t as_of_ = 0;
  bool pinned_ = false;  // not in a transaction
  std::optional<Error> unreadable_;
  bool found_damage_ = false;
  std::map<std::pair<Place, std::string>, Bytes> remade_;  // in the place of all that is kept
};

// In how many rows what is kept differs from `folded`, which was folded from nothing.
Result<uint64_t> CountDifferences(VerifiedIndex& index, const OrgState& folded);

}  // namespace sekisho
