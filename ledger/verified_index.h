// What this machine has verified of a ledger, kept outside the ledger's database.
//
// Readers believe only this: tokens are recomputed into leaf hashes and roots before anything is
// remembered, and a token fetched later must still have the leaf hash remembered here. A column
// edited to hide a revocation hides nothing (ATTACKS F1, F16); a log that is shorter than before,
// or another one, is noticed (F3, F6, F7).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/file_lock.h"
#include "ledger/kept_rows.h"
#include "ledger/sqlite.h"
#include "ledger/store.h"

namespace sekisho {

// What the caller read from a verified token. The index keeps it and asks nothing.
struct Label {
  std::string kind;
  std::string subject;
  std::string author;
  bool valid = false;  // whether the statement counts at its place in the log
  int64_t unix_seconds = 0;
  bool operator==(const Label&) const = default;
};

struct LeafFilter {
  std::optional<std::string> kind;
  std::optional<std::string> subject;
  bool only_valid = false;
};

class VerifiedIndex {
 public:
  using LabelFn = std::function<Result<Label>(uint64_t index, std::string_view token)>;
  using HeadFn = std::function<Result<void>(const TreeHead& head)>;
  using TokenFn = std::function<Result<void>(uint64_t index, std::string_view token)>;

  // Opens DIR/verified.sqlite, making it (0600) and its lock when absent. DIR exists. `waiting` is
  // told when another command of this machine takes long.
  static Result<std::unique_ptr<VerifiedIndex>> Open(const std::string& directory,
                                                     LockWaitFn waiting = {});

  // Verifies what `store` has had appended since the verified head, labels it, and remembers all of
  // it in one transaction. Returns the new head. On any error nothing is remembered.
  //
  // kVerdict when the store's leaf hashes, roots, statement hashes, frontier or head do not follow
  // from its tokens (the message names the entry), when it is shorter than what was verified, or
  // when it has another history. Errors of `label` are passed on.
  //
  // In the same transaction, `begin` is told what was verified before, and `finish` what is
  // verified now: for who keeps rows beside it. Their errors are passed on.
  Result<TreeHead> CatchUp(LedgerStore& store, const LabelFn& label, const HeadFn& begin = {},
                           const HeadFn& finish = {});

  // Rows that others keep beside the head (ledger/kept_rows.h); they are changed in `begin`,
  // `label` and `finish`, and in Write.
  KeptRows& kept() { return kept_; }
  Result<void> Write(const std::function<Result<void>()>& work);
  // From now until the next CatchUp, Write or Unpin, what is read is what is here now, whatever
  // other commands of this machine remember meanwhile.
  Result<void> Pin();
  void Unpin() { pinned_.reset(); }

  Result<TreeHead> Head();

  // The root after the first `size` entries. kNotFound beyond the verified head.
  Result<Digest> RootAt(uint64_t size);
  // kNotFound beyond the verified head.
  Result<Digest> LeafHashAt(uint64_t index);
  Result<Label> LabelAt(uint64_t index);

  // The indexes whose label fits, in ledger order.
  Result<std::vector<uint64_t>> Leaves(const LeafFilter& filter);
  // Indexes and kinds of the valid entries about `subject` before `before`, in their order.
  Result<std::vector<std::pair<uint64_t, std::string>>> ValidAbout(const std::string& subject,
                                                                   uint64_t before);

  // The token at `index`, unchanged since it was verified. kNotFound beyond the verified head,
  // kVerdict when the store has another one there now, or none.
  Result<std::string> Fetch(LedgerStore& store, uint64_t index);

  // The same for each index in [from, to), in order. Errors of `visit` are passed on.
  Result<void> FetchAll(LedgerStore& store, uint64_t from, uint64_t to, const TokenFn& visit);

  // Proofs about the verified log (libcrypt/tokens/merkle.h).
  Result<MerkleProof> ProveInclusion(uint64_t index, uint64_t size);
  Result<MerkleProof> ProveConsistency(uint64_t size1, uint64_t size2);

 private:
  VerifiedIndex(std::unique_ptr<SqliteDatabase> database, KeptRows kept, FileLock lock)
      : database_(std::move(database)), kept_(std::move(kept)), lock_(std::move(lock)) {}

  Result<MerkleFrontier> LoadFrontier();

  std::unique_ptr<SqliteDatabase> database_;
  KeptRows kept_;
  std::optional<SqliteTransaction> pinned_;
  FileLock lock_;
};

}  // namespace sekisho
