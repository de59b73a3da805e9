// The checks by which a machine extends what it has verified (ledger/verified_index.h).
#pragma once

#include <functional>

#include "ledger/store.h"

namespace sekisho {

// kVerdict when the store is shorter than `verified`, or had another root at that size.
Result<void> CheckContinues(LedgerStore& store, const StoredHead& stored,
                            const MerkleFrontier& verified);

// Reads the entries from verified.size() to stored.head.size in bounded batches, recomputes
// everything from the tokens, and gives each checked entry to `keep`. Returns the frontier at the
// stored head. kVerdict, naming the entry, when anything in the store disagrees.
Result<MerkleFrontier> VerifyNewEntries(
    LedgerStore& store, const StoredHead& stored, MerkleFrontier verified,
    const std::function<Result<void>(const StoredEntry&)>& keep);

// kVerdict unless `entry` is there, is entry `index`, and its token has the leaf hash `leaf`.
Result<void> CheckRemembered(const StoredEntry* entry, uint64_t index, const Digest& leaf);

}  // namespace sekisho
