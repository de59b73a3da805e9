// Requests as people see them, and what is decided about them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "approvals/view.h"
#include "workflow/state/session.h"

namespace sekisho {

enum class RequestState {
  kPending,
  kApproved,
  kDenied,
  kRevoked,
  kWithdrawn,
  kSealed,
  kOver,
  kBlocked,
};
struct RequestView {
  const RequestRecord* request = nullptr;
  std::string id;  // R7
  RequestState state = RequestState::kPending;
  PermitVerdict verdict;               // for sealing, by anybody allowed to; of what is over only
                                       // what ended it, and the slots as they were filled then
  std::string requester, holder;       // names
  std::string medium;                  // label
  std::vector<std::string> approvers;  // names, of the filled slots
  bool has_package = false;            // sealed, whatever became of the request since
  bool medium_lost = false;            // with the package on it, whatever it went out for
};
const char* StateName(RequestState state);
// The terms of the request, as everything shows them (approvals/view.h).
std::vector<Term> TermsOf(Session& session, const RequestRecord& request);
RequestView ViewRequest(Session& session, const RequestRecord& request);
// Names of those who could approve it now.
std::vector<std::string> WhoCanApprove(Session& session, const RequestRecord& request);
// Which of them. Nobody's own without an identity: then all.
struct RequestScope {
  bool everybody = false;  // false: that the asker requested, carries, decided or could approve now
  bool only_open = false;  // neither over nor withdrawn, denied or revoked
  std::optional<Time> since{};  // requested then or later
};
// In the order of their numbers.
std::vector<RequestView> ListRequests(Session& session, const RequestScope& scope);
// Those that the asker could approve now.
Result<std::vector<RequestView>> Inbox(Session& session);

// `show` is called once all checks have passed, before anything is signed: it shows the terms.
Result<void> Approve(Session& session, const RequestRecord& request, const std::string& comment,
                     std::optional<Time> until, const std::function<void()>& show = {});

struct Decided {
  bool changed = true;  // false: it was so already, and nothing was recorded
};
// kRefused for whoever could fill no slot of it: the record would take such a veto, and it would
// stop nothing (approvals/permit.h, HasForce). So also for requester and holder, who withdraw or
// revoke.
Result<Decided> Deny(Session& session, const RequestRecord& request, const std::string& reason);
// Also by requester and holder, of what is theirs.
Result<Decided> Revoke(Session& session, const RequestRecord& request, const std::string& reason);
// kRefused once it is sealed: then it is revoked.
Result<Decided> Withdraw(Session& session, const RequestRecord& request);

// The first problem of a verdict as a refusal, its hint filled in.
Error RefusalOf(const PermitVerdict& verdict, const std::string& short_id);

}  // namespace sekisho
