// Reading annexes: which envelope is believed, and how much of it is read (docs/formats/annex.md).
//
// Anybody with the store can put envelopes beside another's, of any size. So a reader takes the
// first that opens with its keys and is what the core committed to: of the author's, then of the
// security officers', then of others, a few of each, and of none more than its kind allows.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "approvals/annex.h"
#include "approvals/annex_parts.h"
#include "ledger/store.h"
#include "workflow/state/org_state.h"

namespace sekisho {

class AnnexShelf {
 public:
  // Both borrowed. Officers are those of `state` as it is now.
  AnnexShelf(LedgerStore& store, const OrgState& state);

  // The whole of a part. kNotFound when the ledger has no envelope of it, kNoMatch when there are
  // some and none is for these keys, kVerdict when one is that cannot be believed: damaged, larger
  // than the part may be, or not what was committed to.
  Result<OpenedAnnex> Read(const Statement& statement, const char* part, const AgeKeys& keys) const;
  // The same for a part that is a secret.
  Result<SecretBytes> ReadSecret(const Statement& statement, const char* part,
                                 const AgeKeys& keys) const;

  // For parts that are read as a stream: calls `read` with one envelope after the other until it
  // succeeds, or fails for a reason that no other envelope would mend (kMalformed, kIo...).
  using EnvelopeFn = std::function<Result<void>(const Envelope& envelope)>;
  Result<void> Try(const Statement& statement, const char* part, const EnvelopeFn& read) const;
  // Of at most `max_bytes`, salt and encryption apart.
  Result<std::unique_ptr<AnnexReader>> Stream(const Statement& statement, const char* part,
                                              const Envelope& envelope, uint64_t max_bytes,
                                              const AgeKeys& keys) const;

 private:
  std::vector<std::string> FirstAuthors(const Statement& statement) const;
  Result<Bytes> ReadEnvelope(const Statement& statement, const AnnexPartRule& rule,
                             const Envelope& envelope) const;

  LedgerStore& store_;
  const OrgState& state_;
  std::vector<std::string> officers_;
};

// What `statement` is, for people: "request R7".
std::string DescribeStatement(const OrgState& state, const Statement& statement);

// That the ledger has no envelope of a part: kVerdict, unless it was erased.
Error AnnexMissing(const OrgState& state, const Statement& statement, const char* part);
Error AnnexWasErased(const OrgState& state, const Statement& statement, const char* part);

// The annexes that a valid annex-erased names, by commitment.
std::set<Digest> ErasedBy(const Statement& statement);

// kUsage when a part is larger than its kind allows: nobody would read it. kFailed for a part that
// the kind does not have.
Result<void> CheckAnnexParts(Kind kind,
                             const std::vector<std::pair<std::string, AnnexPart>>& parts);

}  // namespace sekisho
