// The append-only log, as its users see it: opaque cores in an order that never changes.
//
// The log knows nothing of a core's meaning. Leaf i is the token's bytes; roots are those of
// RFC 6962 (libcrypt/tokens/merkle.h). Nothing a store returns is proof of anything: readers
// believe what VerifiedIndex (ledger/verified_index.h) has recomputed, and `fsck` recomputes
// everything.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/files/stream.h"
#include "libcrypt/tokens/merkle.h"

namespace sekisho {

inline constexpr size_t kMaxTokenBytes = 65535;
inline constexpr size_t kMaxColumnBytes = 255;
inline constexpr size_t kMaxBatchEntries = 10000;
inline constexpr size_t kAnnexRowBytes = size_t{1} << 20;
inline constexpr size_t kMaxEnvelopesTried = 16;  // of one of the authors asked for, and of others

// How many entries there are, and the Merkle root over them.
struct TreeHead {
  uint64_t size = 0;
  Digest root = EmptyTreeRoot();
  bool operator==(const TreeHead&) const = default;
};

// The head as the store keeps it. Whether the three agree is for the reader to check.
struct StoredHead {
  TreeHead head;
  MerkleFrontier frontier;
};

// Unauthenticated conveniences for people who look into the database; nothing is decided by them.
struct EntryColumns {
  std::string kind;
  std::string subject;
  std::string author;
  std::string time;
};

// An envelope of an annex part: what was committed to, encrypted to somebody. `bytes` is borrowed
// and read once.
struct NewAnnex {
  Digest commitment{};
  ByteSource* bytes = nullptr;
};

struct NewEntry {
  std::string token;  // 1 to kMaxTokenBytes bytes
  EntryColumns columns;
  std::optional<TreeHead> seen;  // the head that the statement claims to have seen
  std::vector<NewAnnex> annexes;
};

struct AppendOutcome {
  uint64_t index = 0;
  bool duplicate = false;  // it was there already, at `index`; nothing was stored for it
};

// A row as found. A digest column that is not 32 bytes reads as zeros, a token that is too long as
// an empty one: neither passes any check. So does another column over kMaxColumnBytes.
struct StoredEntry {
  uint64_t index = 0;
  std::string token;
  EntryColumns columns;
  Digest hash{};        // of the token
  Digest leaf{};        // LeafHash(token)
  Digest root_after{};  // with this entry as the last
};

// One envelope of an annex, as its reader finds it before reading it.
struct Envelope {
  uint64_t number = 0;
  uint64_t bytes = 0;  // of all its rows
};

struct EnvelopeShape {
  Digest commitment{};  // zeros when the column is not 32 bytes
  uint64_t number = 0;
  uint64_t rows = 0;
  uint64_t bytes = 0;
  bool contiguous = false;  // rows 0 to rows-1, each of kAnnexRowBytes, the last of at most so many
};

// A log somewhere. One object is used by one thread; many objects and processes share a log.
//
// After an error that says kIo the object refuses everything else: what reached the disk is known
// only to whoever opens the log again.
class LedgerStore {
 public:
  virtual ~LedgerStore() = default;

  // kVerdict when the head row cannot be read as one.
  virtual Result<StoredHead> Head() = 0;

  // Appends all of `batch` in order, with their annexes, in one transaction, or nothing. Returned
  // outcomes are durable. A token that is in the log already keeps its index. Each annex is added
  // as AddEnvelope does, its author the entry's, whether or not the token was there: who was faster
  // with somebody's core keeps nobody's annex out.
  //
  // kRefused: a claimed head that the log never had; nothing else of the batch is stored either
  // (ATTACKS F18). kVerdict: the log contradicts itself. kNoSpace: nothing was changed. kUsage: a
  // token, a column or the batch is too large, or a token is empty. Errors of a source are passed
  // on.
  virtual Result<std::vector<AppendOutcome>> Append(const std::vector<NewEntry>& batch) = 0;

  // Entries in the order of their indexes, from `from` on: at most `count`, and fewer when they are
  // many or large, but at least one unless there is none. Gaps are returned as they are.
  virtual Result<std::vector<StoredEntry>> Read(uint64_t from, size_t count) = 0;

  // The index of the token with this SHA-256; none when it is not there.
  virtual Result<std::optional<uint64_t>> FindByHash(const Digest& hash) = 0;

  // Adds an envelope beside those that are there, durably, row by row, as one transaction. Nothing
  // is ever put in the place of another. Nothing is added, which is no error, when `author` has
  // added the same bytes before, or when the annex was erased.
  virtual Result<void> AddEnvelope(const NewAnnex& annex, const std::string& author) = 0;

  // The envelopes in the order in which a reader tries them: those by `authors`, one author after
  // the other, at most kMaxEnvelopesTried of each; then at most so many others. Among these the
  // oldest first. Authors are not authenticated: which envelope is right shows when it is opened.
  virtual Result<std::vector<Envelope>> Envelopes(const Digest& commitment,
                                                  const std::vector<std::string>& authors) = 0;

  // One row of an envelope; none after its last. kNotFound when there is none of it, kVerdict when
  // a later row is there and this one is not, or it is larger than kAnnexRowBytes: such a row is
  // never in memory. Whether the bytes fit the commitment is for the reader to check.
  virtual Result<std::optional<Bytes>> AnnexRow(const Digest& commitment, uint64_t envelope,
                                                uint64_t row) = 0;

  // Whether there is any envelope of it.
  virtual Result<bool> HasAnnex(const Digest& commitment) = 0;

  // Removes all envelopes, durably, on the word of `statement`, which has to be in the log (by its
  // hash; kRefused otherwise): what it says is for the caller to judge. None is added afterwards.
  // Also when there is none left.
  virtual Result<void> EraseAnnex(const Digest& commitment, const Digest& statement) = 0;

  // Each envelope once, for fsck; stops with the first error of `visit`.
  virtual Result<void> ForEachEnvelope(
      const std::function<Result<void>(const EnvelopeShape&)>& visit) = 0;

  // What the storage below says about its own integrity, one sentence a problem; at most 100.
  virtual Result<std::vector<std::string>> StorageProblems() = 0;
};

}  // namespace sekisho
