// A wipe certificate as a file: the signed `wipe` statement, the report that it commits to, and the
// statement of a second person, when there is one. docs/formats/certificate.md.
//
// What is checked here needs no store: the keys come from the file, so it is shown that these keys
// signed, not whose they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "approvals/claims/claims.h"
#include "approvals/statement.h"

namespace sekisho {

inline constexpr char kWipeCertificateFormat[] = "sekisho-certificate/1";
inline constexpr size_t kMaxWipeCertificateBytes = 40 << 20;  // a report, escaped

struct CounterSignature {
  std::string core;  // the `wipe-verified` statement
  std::string name;  // of who made it, as the file says: not under any signature
  std::string key;   // k4.public...

  friend bool operator==(const CounterSignature&, const CounterSignature&) = default;
};

struct WipeCertificate {
  std::string core;        // the `wipe` statement
  std::string salt;        // 64 hex digits
  std::string report;      // as sekisho-wipe printed it
  std::string signer;      // as the file says
  std::string signer_key;  // k4.public...
  std::string medium;      // as the file says: a label, or empty
  std::optional<CounterSignature> verified;

  friend bool operator==(const WipeCertificate&, const WipeCertificate&) = default;
};

Json WipeCertificateJson(const WipeCertificate& certificate);

// Exactly the keys that are written, all text. kMalformed for anything else.
Result<WipeCertificate> ParseWipeCertificate(std::string_view text);

struct WipeCertificateStatements {
  Statement wipe;
  WipeClaims claims;
  std::optional<Statement> verified;
  WipeVerifiedClaims verified_claims;  // when it is
};

// kVerdict, with the reason: a signature does not verify, a statement is of another kind, the
// report is not the one that was committed to, the second statement is about another wipe or
// organisation, or by the same person or key.
Result<WipeCertificateStatements> CheckWipeCertificate(const WipeCertificate& certificate);

}  // namespace sekisho
