// Verifies a whole ledger from its bytes. Shares nothing with the writer but the hash functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/store.h"

namespace sekisho {

inline constexpr size_t kMaxFsckProblems = 1000;

struct FsckReport {
  uint64_t size = 0;                  // entries found
  Digest root = EmptyTreeRoot();      // over them, recomputed; of use when clean()
  uint64_t envelopes = 0;             // of annexes, found
  uint64_t problem_count = 0;         // all of them
  std::vector<std::string> problems;  // the first kMaxFsckProblems

  bool clean() const { return problem_count == 0; }
};

// Re-reads everything: every token against its leaf hash and its statement hash, every root against
// the entries before it, indexes without gaps from 0, the head row and the frontier, the rows of
// every annex, and what the storage says of itself. `expected`, a head known from elsewhere (a
// checkpoint, a witness), must be on the way. Entries appended meanwhile are verified too.
//
// Problems are in the report; an error only says that the ledger could not be read to its end.
Result<FsckReport> Fsck(LedgerStore& store, const std::optional<TreeHead>& expected = {});

}  // namespace sekisho
