#include "ledger/fsck.h"

#include <initializer_list>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr size_t kBatch = 1000;

class Checker {
 public:
  Checker(LedgerStore& store, const std::optional<TreeHead>& expected)
      : store_(store), expected_(expected) {}

  Result<FsckReport> Run() {
    CheckExpected();
    RETURN_IF_ERROR(CheckEntries());
    CloseRun();
    RETURN_IF_ERROR(CheckHead());
    if (expected_ && expected_->size > tree_.size())
      Problem(Message("the ledger has {0} entries, but {1} are known to exist",
                      {std::to_string(tree_.size()), std::to_string(expected_->size)}));
    RETURN_IF_ERROR(CheckAnnexes());
    RETURN_IF_ERROR(CheckStorage());
    report_.size = tree_.size();
    report_.root = tree_.Root();
    return std::move(report_);
  }

 private:
  void Problem(std::string text) {
    ++report_.problem_count;
    if (report_.problems.size() < kMaxFsckProblems) report_.problems.push_back(std::move(text));
  }

  // Until there are none left; rows that a busy writer adds meanwhile come in too.
  Result<void> CheckEntries() {
    for (;;) {
      RETURN_IF_ERROR(CheckInterrupted());
      ASSIGN_OR_RETURN(const auto entries, store_.Read(next_index_, kBatch));
      if (entries.empty()) return {};
      for (const StoredEntry& entry : entries) CheckEntry(entry);
    }
  }

  void CheckEntry(const StoredEntry& entry) {
    if (entry.index != next_index_) CheckGap(entry.index);
    const std::string number = std::to_string(entry.index);
    const Digest leaf = LeafHash(AsBytes(entry.token));
    if (entry.token.empty()) Problem(Message("entry {0} has no readable token", {number}));
    if (leaf != entry.leaf) Problem(Message("entry {0} does not match its leaf hash", {number}));
    if (Sha256(AsBytes(entry.token)) != entry.hash)
      Problem(Message("entry {0} does not match its statement hash", {number}));
    next_index_ = entry.index + 1;
    CheckRoot(entry, leaf);
    CheckExpected();
  }

  void CheckGap(uint64_t found) {
    Problem(found == next_index_ + 1
                ? Message("entry {0} is missing", {std::to_string(next_index_)})
                : Message("entries {0} to {1} are missing",
                          {std::to_string(next_index_), std::to_string(found - 1)}));
  }

  // The tree goes on with the token's own leaf, unless only the stored one explains the root that
  // was stored: then one edited token is one problem, not a problem of every entry after it.
  void CheckRoot(const StoredEntry& entry, const Digest& leaf) {
    MerkleFrontier tree = tree_;
    if (!tree.Append(leaf)) return;
    bool agrees = tree.Root() == entry.root_after;
    if (!agrees && leaf != entry.leaf) {
      MerkleFrontier other = tree_;
      if (other.Append(entry.leaf) && other.Root() == entry.root_after) {
        tree = std::move(other);
        agrees = true;
      }
    }
    tree_ = std::move(tree);
    if (agrees) {
      CloseRun();
    } else {
      if (!bad_from_) bad_from_ = entry.index;
      bad_to_ = entry.index;
    }
  }

  // Wrong roots that follow each other are one problem: after a missing entry all are wrong.
  void CloseRun() {
    if (!bad_from_) return;
    Problem(*bad_from_ == bad_to_
                ? Message("the root after entry {0} does not follow from the entries before it",
                          {std::to_string(bad_to_)})
                : Message("the roots after entries {0} to {1} do not follow from the entries "
                          "before them",
                          {std::to_string(*bad_from_), std::to_string(bad_to_)}));
    bad_from_.reset();
  }

  void CheckExpected() {
    if (expected_ && expected_->size == tree_.size() && expected_->root != tree_.Root())
      Problem(Message("the first {0} entries are not those of the head known from elsewhere",
                      {std::to_string(expected_->size)}));
  }

  Result<void> CheckHead() {
    for (;;) {
      const auto stored = store_.Head();
      if (!stored && stored.error().code != ErrorCode::kVerdict) return stored.error();
      if (!stored) {
        Problem(stored.error().message);
        return {};
      }
      // A writer was faster: what it added is verified first.
      ASSIGN_OR_RETURN(const auto more, store_.Read(next_index_, 1));
      if (!more.empty()) {
        RETURN_IF_ERROR(CheckEntries());
        CloseRun();
        continue;
      }
      CompareHead(*stored);
      return {};
    }
  }

  void CompareHead(const StoredHead& stored) {
    if (stored.head.size != tree_.size())
      Problem(Message("the head says {0} entries, and {1} are there",
                      {std::to_string(stored.head.size), std::to_string(tree_.size())}));
    else if (stored.head.root != tree_.Root())
      Problem(Message("the head's root does not match the entries"));
    if (stored.frontier != tree_) Problem(Message("the frontier does not match the entries"));
  }

  Result<void> CheckAnnexes() {
    return store_.ForEachEnvelope([this](const EnvelopeShape& shape) -> Result<void> {
      RETURN_IF_ERROR(CheckInterrupted());
      ++report_.envelopes;
      if (!shape.contiguous)
        Problem(Message("annex {0} has missing or damaged rows", {HexEncode(shape.commitment)}));
      return {};
    });
  }

  Result<void> CheckStorage() {
    ASSIGN_OR_RETURN(auto problems, store_.StorageProblems());
    for (std::string& problem : problems) Problem(Message("the database says: {0}", {problem}));
    return {};
  }

  LedgerStore& store_;
  const std::optional<TreeHead>& expected_;
  FsckReport report_;
  MerkleFrontier tree_;
  uint64_t next_index_ = 0;
  std::optional<uint64_t> bad_from_;
  uint64_t bad_to_ = 0;
};

}  // namespace

Result<FsckReport> Fsck(LedgerStore& store, const std::optional<TreeHead>& expected) {
  return Checker(store, expected).Run();
}

}  // namespace sekisho
