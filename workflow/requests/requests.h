// Asking for a take-out.
#pragma once

#include <string>
#include <vector>

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
  std::vector<std::string> mail;                // addresses
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

}  // namespace sekisho
