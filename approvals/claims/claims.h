// The own claims of each kind of statement, as structs: written to JSON, read strictly from it.
// Times are RFC 3339, ids opaque, digests 64 hex digits. docs/formats/statement.md lists them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "approvals/charter/charter.h"
#include "approvals/duties.h"
#include "approvals/kinds.h"
#include "approvals/members.h"
#include "base/json.h"

namespace sekisho {

// member-card: who a member is now. The member's id is the statement's subject: the jti of the
// first card. The name is in the annex "main", the directory key, for those with keys, in "grant".
struct CardClaims {
  Person person;  // `member` and `status` are not written
};
Json ToClaims(const CardClaims& card, ZoneOffset zone);
Result<CardClaims> ReadCardClaims(const Json& claims);

// member-status: subject is the member. The reason is in the annex.
struct StatusClaims {
  StatusAction action = StatusAction::kSuspend;
};
Json ToClaims(const StatusClaims& status);
Result<StatusClaims> ReadStatusClaims(const Json& claims);

// proposal: an act that takes two persons, as the first of them wants it. Subject is itself; the
// annex parts are those of the act.
enum class ProposedAct { kMemberCard, kMemberStatus };
template <>
std::span<const CodeName<ProposedAct>> CodesOf<ProposedAct>();

struct ProposalClaims {
  ProposedAct act = ProposedAct::kMemberCard;
  std::string target;  // the member concerned; empty: a new one, whose id is the proposal's
  Json claims;         // of the act: those of CardClaims or StatusClaims
};
Json ToClaims(const ProposalClaims& proposal);
Result<ProposalClaims> ReadProposalClaims(const Json& claims);

// consent: subject is the proposal, which `proposal` pins by hash.
struct ConsentClaims {
  Digest proposal{};
};
Json ToClaims(const ConsentClaims& consent);
Result<ConsentClaims> ReadConsentClaims(const Json& claims);

// acknowledgement: subject is what the statement meant is about (a medium: a loss reported by
// somebody else is answered); the statement, by hash.
struct AcknowledgementClaims {
  Digest statement{};
};
Json ToClaims(const AcknowledgementClaims& acknowledgement);
Result<AcknowledgementClaims> ReadAcknowledgementClaims(const Json& claims);

// request: the annex "main" has purpose, names and addresses; "manifest" the list of files.
struct RequestClaims;
// Whether it says that there is personal data, by number or by kind.
bool HoldsPersonalData(const RequestClaims& claims);

struct RequestClaims {
  std::string holder;
  std::string class_id;
  uint64_t files = 0;
  uint64_t directories = 0;
  uint64_t bytes = 0;
  std::vector<std::string> recipients;  // age1..., in the order of the package's stanzas
  Destination destination = Destination::kMedium;
  std::string medium;     // jti of its registration, for kMedium
  Digest registration{};  // hash of that core, so that no id can mean two
  // For kMail: each once, in the order of bytes; the addresses are in the annex.
  std::vector<std::string> domains;
  std::string cloud;  // for kCloud
  int64_t uses = 1;
  Time from{};
  Time until{};
  std::optional<Time> due;  // when the medium is to be back
  int64_t persons = 0;
  std::vector<std::string> data_kinds;
  bool third_party = false;
  std::string duty_text;
  std::string transport;           // a code; empty: not said
  bool include_keys = false;       // private keys among the files, knowingly
  std::string series;              // jti; empty: none
  std::optional<Digest> extends;   // hash of a request of the same requester
  std::optional<Digest> replaces;  // likewise
};
Json ToClaims(const RequestClaims& request, ZoneOffset zone);
Result<RequestClaims> ReadRequestClaims(const Json& claims);

// approval, denial, revocation: subject is the request, which `request` pins by hash.
struct DecisionClaims {
  Digest request{};
  std::optional<Time> until = {};      // approval only: narrows the period
  std::optional<Time> append_by = {};  // approval only: worthless unless recorded by then
  std::optional<Digest> delegation = {};
};
Json ToClaims(const DecisionClaims& decision, Kind kind, ZoneOffset zone);
Result<DecisionClaims> ReadDecisionClaims(const Json& claims);

// withdrawal: subject is the request or proposal, which `statement` pins by hash.
struct WithdrawalClaims {
  Digest statement{};
};
Json ToClaims(const WithdrawalClaims& withdrawal);
Result<WithdrawalClaims> ReadWithdrawalClaims(const Json& claims);

// seal: subject is the request. Binds the exact ciphertext to the permit.
struct SealClaims {
  Digest request{};     // hash of the request core
  Digest prefix{};      // SHA-256 of the header through the seal stanza's argument line
  Digest root{};        // RFC 6962 root over payload nonce and ciphertext, leaves of 1 MiB
  uint64_t length = 0;  // bytes of payload nonce and ciphertext
  std::string medium;   // jti of its registration; empty when not on a medium
  int64_t volume = 1;
  std::vector<Digest> companions = {};  // SHA-256 of files that travel beside it; at most 2
};
Json ToClaims(const SealClaims& seal);
Result<SealClaims> ReadSealClaims(const Json& claims);

// seal-void and open: subject is the request; the seal meant, by hash.
struct SealRefClaims {
  Digest seal{};
};
Json ToClaims(const SealRefClaims& ref);
Result<SealRefClaims> ReadSealRefClaims(const Json& claims);

// medium: a registration. The hardware object is media's (docs/formats/medium-tag.md).
struct MediumClaims {
  std::string label;
  std::string medium_kind;  // mount, directory
  Json hardware;
  std::string home = {};  // the department that keeps it; empty: none
};
Json ToClaims(const MediumClaims& medium);
Result<MediumClaims> ReadMediumClaims(const Json& claims);

// medium-state: subject is the medium. Prepared anew it has another file system.
struct MediumStateClaims {
  std::string state;             // prepared, cleaned, broken, retired, handed-over
  std::optional<Json> hardware;  // of one that was prepared
};
Json ToClaims(const MediumStateClaims& state);
Result<MediumStateClaims> ReadMediumStateClaims(const Json& claims);

// checkout: subject is the medium.
struct CheckoutClaims {
  std::string to;    // holder
  Digest request{};  // hash of its core
  Time due{};
};
Json ToClaims(const CheckoutClaims& checkout, ZoneOffset zone);
Result<CheckoutClaims> ReadCheckoutClaims(const Json& claims);

// return: subject is the medium.
struct ReturnClaims {
  bool readable = true;
  uint64_t packages = 0;   // sealed packages found on it
  uint64_t strangers = 0;  // anything else found on it
};
Json ToClaims(const ReturnClaims& returned);
Result<ReturnClaims> ReadReturnClaims(const Json& claims);

// wipe: subject is the medium, or itself. The report is in the annex.
struct WipeClaims {
  std::string grade;      // "none", "clear", "purge"
  bool complete = false;  // all of the medium, its free space too
  uint64_t files = 0;
  uint64_t failures = 0;
  std::string scope = "files";  // "device", "file-system", "files"
};
Json ToClaims(const WipeClaims& wipe);
Result<WipeClaims> ReadWipeClaims(const Json& claims);

// wipe-verified: somebody else than who wiped answers for it, too. Subject is the wipe.
enum class VerifiedHow {
  kWitnessed,  // stood by (立会)
  kExamined,   // looked at the medium afterwards
  kReport,     // read the report
};
template <>
std::span<const CodeName<VerifiedHow>> CodesOf<VerifiedHow>();

struct WipeVerifiedClaims {
  Digest wipe{};  // the hash of the wipe's core
  VerifiedHow how = VerifiedHow::kReport;
};
Json ToClaims(const WipeVerifiedClaims& verified);
Result<WipeVerifiedClaims> ReadWipeVerifiedClaims(const Json& claims);

// snapshot: what a gate needs, digested. The body travels in the file, not in the log.
struct SnapshotClaims {
  Digest body{};  // SHA-256 of the body lines
  uint64_t entries = 0;
  uint64_t size = 0;  // of the log it was made from
  Digest root{};
  int64_t format = 1;  // of the record; a gate that does not know it passes nothing
};
Json ToClaims(const SnapshotClaims& snapshot);
Result<SnapshotClaims> ReadSnapshotClaims(const Json& claims);

// gate-pass and gate-block: what was judged and how.
struct GateClaims {
  std::vector<Digest> seals;         // packages that passed
  uint64_t files = 0;                // everything looked at
  std::vector<std::string> reasons;  // codes of what was wrong; empty in a pass
  std::string medium;                // jti; may be empty
};
Json ToClaims(const GateClaims& gate);
Result<GateClaims> ReadGateClaims(const Json& claims);

}  // namespace sekisho
