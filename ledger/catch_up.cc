#include "ledger/catch_up.h"

#include <algorithm>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr size_t kBatch = 1000;

std::string Hint() {
  return Message(
      "stop using this ledger, keep a copy of it as it is, and tell the security officer");
}

Error Tampered(std::string message) {
  return Fail(ErrorCode::kVerdict, std::move(message), Hint());
}

Error TwoHistories(uint64_t size) {
  return Tampered(
      Message("the first {0} entries of the ledger are not those that this machine has verified: "
              "there are two histories",
              {std::to_string(size)}));
}

Error Missing(uint64_t index) {
  return Tampered(
      Message("entry {0} of the ledger is missing, though the ledger says that it is there",
              {std::to_string(index)}));
}

// Everything an entry says about itself, against its token and the tree before it.
Result<void> CheckEntry(const StoredEntry& entry, MerkleFrontier& frontier) {
  const uint64_t index = frontier.size();
  const std::string number = std::to_string(index);
  if (entry.index != index) return Missing(index);  // defence: F2-1
  if (entry.token.empty())
    // defence: F1-1
    return Tampered(Message("entry {0} of the ledger has no readable token", {number}));
  if (LeafHash(AsBytes(entry.token)) != entry.leaf)
    // defence: F1-2
    return Tampered(Message("entry {0} of the ledger does not match its leaf hash", {number}));
  if (Sha256(AsBytes(entry.token)) != entry.hash)
    // defence: F16-1
    return Tampered(Message("entry {0} of the ledger does not match its statement hash", {number}));
  RETURN_IF_ERROR(frontier.Append(entry.leaf));
  if (frontier.Root() != entry.root_after)
    return Tampered(
        Message("the root after entry {0} of the ledger does not follow from the "
                "entries before it",
                {number}));  // defence: F4-1
  return {};
}

}  // namespace

Result<void> CheckContinues(LedgerStore& store, const StoredHead& stored,
                            const MerkleFrontier& verified) {
  const uint64_t size = verified.size();
  if (stored.head.size < size)
    return Tampered(
        Message("the ledger is shorter than what this machine has already verified ({0} < {1}): "
                "it was truncated or restored from a backup",
                {std::to_string(stored.head.size), std::to_string(size)}));  // defence: F3-1
  if (stored.head.size == size) {
    if (stored.head.root != verified.Root()) return TwoHistories(size);  // defence: F6-1
    if (stored.frontier != verified)
      // defence: F4-2
      return Tampered(Message("the ledger's frontier does not match its entries"));
  }
  if (size == 0) return {};
  ASSIGN_OR_RETURN(const auto last, store.Read(size - 1, 1));
  // defence: none, without the entry there is nothing to compare
  if (last.empty() || last.front().index != size - 1) return Missing(size - 1);
  if (last.front().root_after != verified.Root()) return TwoHistories(size);  // defence: F6-2
  return {};
}

Result<MerkleFrontier> VerifyNewEntries(
    LedgerStore& store, const StoredHead& stored, MerkleFrontier verified,
    const std::function<Result<void>(const StoredEntry&)>& keep) {
  MerkleFrontier frontier = std::move(verified);
  while (frontier.size() < stored.head.size) {
    RETURN_IF_ERROR(CheckInterrupted());
    const uint64_t rest = stored.head.size - frontier.size();
    ASSIGN_OR_RETURN(
        const auto entries,
        store.Read(frontier.size(), static_cast<size_t>(std::min<uint64_t>(kBatch, rest))));
    // defence: none, without an entry the loop would not end
    if (entries.empty()) return Missing(frontier.size());
    for (const StoredEntry& entry : entries) {
      RETURN_IF_ERROR(CheckEntry(entry, frontier));
      RETURN_IF_ERROR(keep(entry));
    }
  }
  if (frontier.Root() != stored.head.root)
    return Tampered(Message("the ledger's head does not match its entries"));  // defence: F18-1
  if (frontier != stored.frontier)
    return Tampered(Message("the ledger's frontier does not match its entries"));  // defence: F18-2
  return frontier;
}

Result<void> CheckRemembered(const StoredEntry* entry, uint64_t index, const Digest& leaf) {
  // defence: none, without the entry there is nothing to compare
  if (entry == nullptr || entry->index != index) return Missing(index);
  if (LeafHash(AsBytes(entry->token)) != leaf)
    return Tampered(
        Message("entry {0} of the ledger was changed after this machine had verified it",
                {std::to_string(index)}));  // defence: F1-3
  return {};
}

}  // namespace sekisho
