// Asking for a take-out, and deciding about it.
#pragma once

#include <string>
#include <vector>

#include "approvals/view.h"
#include "libcrypt/archive/manifest.h"
#include "workflow/requests/left_out.h"
#include "workflow/state/session.h"

namespace sekisho {

struct RequestOptions {
  std::vector<std::string> paths;
  std::string class_id;
  std::string purpose;
  std::vector<std::string> to;  // members, age1..., or "passphrase" (passphrase_recipient.h)
  std::string key_out;          // for the latter; empty: NAME.key.age
  const SecretBytes* key_passphrase = nullptr;  // borrowed; needed for the latter
  std::string medium;                           // label; exactly one of these three
  std::string mail;
  std::string cloud;
  std::string holder;  // member reference; empty: the requester
  std::optional<Time> from;
  Time until{};
  std::optional<Time> due;
  int64_t persons = 0;
  std::vector<std::string> data_kinds;
  std::string third_party;  // who; empty: nobody
  std::string basis;
  int64_t uses = 1;
  LeftOut left_out;           // of the folders among the paths
  bool include_keys = false;  // private keys and ledgers may be among the files; the view shows it
};

struct Requested {
  std::string id;  // R7
  std::string jti;
  ManifestTotals totals;
  std::vector<std::string> missing;          // what approvals are asked for, described
  std::vector<std::string> can_approve_now;  // names
  std::vector<std::string> warnings;         // sentences (request_warnings.h)
  uint64_t left_out = 0;                     // files and folders of `paths`
  std::string left_out_names;                // the first of them
  std::string key_file;                      // of the recipient by passphrase; empty without
};

// Hashes everything, writes the request. kRefused: unknown class, a class rule that no approval
// could mend (destination, recipients, period), links or special files below the paths, private
// keys or a ledger without include_keys.
Result<Requested> SubmitRequest(Session& session, const RequestOptions& options);

// What a request's annex says; empty fields when it is not for this identity.
struct RequestDetails {
  bool readable = false;
  std::optional<Error> damage;  // why not, when it should be: kVerdict (Session::ReadAnnex)
  std::string purpose;
  std::string base;
  std::vector<std::string> names;
  std::vector<std::string> recipients;  // labels, in the core's order
  std::string mail;
  std::string third_party;
  std::string basis;
  LeftOut left_out;
};
RequestDetails ReadDetails(Session& session, const RequestRecord& request);

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

// Who may read what is said about a request: its people, those who may fill its slots, officers,
// escrow.
std::vector<X25519PublicKey> ReadersOf(Session& session, const RequestClaims& claims,
                                       const std::string& requester);

}  // namespace sekisho
