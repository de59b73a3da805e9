#include "approvals/charter/charter_chain.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"

namespace sekisho {
namespace {

Error Refuse(std::string message, Next next) {
  return Fail(ErrorCode::kRefused, std::move(message), std::move(next));
}

bool Contains(const std::vector<std::string>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool RecoverySigned(const Charter& charter, const std::vector<std::string>& signers) {
  return std::any_of(charter.roots.begin(), charter.roots.end(), [&](const Root& root) {
    return root.role == RootRole::kRecovery && Contains(signers, root.key);
  });
}

Error TooFewVotes(const char* which, int64_t votes, int64_t threshold) {
  return Refuse(Message(which, {std::to_string(votes), std::to_string(threshold)}),
                next::OthersSignCharter());
}

Result<void> CheckOrder(const Charter& current, const Charter& next, const Digest& current_token) {
  const std::string have = std::to_string(current.version), got = std::to_string(next.version);
  if (next.version <= current.version)
    // defence: C2-1
    return Refuse(Message("charter version {0} would roll back version {1}", {got, have}),
                  next::StartFromCharter());
  if (next.version != current.version + 1)
    // defence: C3-1
    return Refuse(Message("charter version {0} skips what follows version {1}", {got, have}),
                  next::StartFromCharter());
  if (next.previous != current_token)
    return Refuse(
        Message("charter version {0} follows another version {1} than this one", {got, have}),
        next::StartFromCharter());  // defence: C5-1
  return {};
}

}  // namespace

int64_t CountVotes(const Charter& charter, const std::vector<std::string>& signers) {
  return std::count_if(charter.roots.begin(), charter.roots.end(), [&](const Root& root) {
    return root.role != RootRole::kRecovery && Contains(signers, root.key);
  });
}

bool ChangesOnlyRoots(const Charter& current, const Charter& next) {
  Charter same = next;
  same.version = current.version;
  same.previous = current.previous;
  same.roots = current.roots;
  same.threshold = current.threshold;
  return same == current;
}

Result<void> CheckGenesis(const Charter& charter, const std::vector<std::string>& signers) {
  if (charter.version != 1 || charter.previous)
    // defence: C7-1
    return Refuse(Message("the first charter must be version 1 and name no previous one"), {});
  const int64_t votes = CountVotes(charter, signers);
  if (votes < charter.threshold)
    // defence: C7-2
    return TooFewVotes("the first charter has {0} of {1} signatures", votes, charter.threshold);
  return {};
}

Result<void> CheckSuccessor(const Charter& current, const Charter& next,
                            const Digest& current_token, const std::vector<std::string>& signers) {
  RETURN_IF_ERROR(CheckOrder(current, next, current_token));
  const int64_t old_votes = CountVotes(current, signers);
  if (old_votes < current.threshold) {
    if (!RecoverySigned(current, signers))
      return TooFewVotes("the charter has {0} of {1} signatures of the present roots", old_votes,
                         current.threshold);  // defence: C7-3
    if (!ChangesOnlyRoots(current, next))
      // defence: C7-4
      return Refuse(Message("the recovery root alone may change nothing but roots"),
                    next::ReplaceRootsFirst());
  }
  const int64_t new_votes = CountVotes(next, signers);
  if (new_votes < next.threshold)
    return TooFewVotes("the charter has {0} of {1} signatures of its own roots", new_votes,
                       next.threshold);  // defence: C7-5
  return {};
}

Result<void> CheckInForce(const Charter& charter, Time now) {
  if (now + std::chrono::seconds(charter.skew_seconds) < charter.effective)
    return Refuse(Message("the charter takes effect on {0}",
                          {FormatDateForPeople(charter.effective, charter.zone)}),
                  next::WaitOrCheckClock());  // defence: C4-1
  if (now > charter.expires)
    return Refuse(
        Message("the charter expired on {0}", {FormatDateForPeople(charter.expires, charter.zone)}),
        next::OfficerSeesCharter());  // defence: C4-2
  return {};
}

}  // namespace sekisho
