// A statement's core: one PASETO v4.public token saying who did what. docs/formats/statement.md
//
// The payload is a JSON object with the common claims below and the kind's own claims beside them;
// the footer is {"kid":"k4.pid..."}; the implicit assertion is "sekisho/v1/<kind>/<org>", so that
// no token passes for another kind's or another organisation's. Cores hold opaque ids, codes,
// times, counts and digests only. The signed bytes are kept as they are and never re-serialised.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "approvals/kinds.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/json.h"
#include "libcrypt/keys/keys.h"

namespace sekisho {

inline constexpr size_t kMaxStatementBytes = 65535;

// The state of the log that the author had seen.
struct LogHead {
  uint64_t size = 0;
  Digest root{};
  bool operator==(const LogHead&) const = default;
};

// The charter a statement was made under.
struct CharterRef {
  int64_t version = 0;
  Digest digest{};  // SHA-256 of that charter's token
  bool operator==(const CharterRef&) const = default;
};

// The common claims.
struct StatementHeader {
  Kind kind = Kind::kCharter;
  std::string org;      // random id of the organisation
  std::string iss;      // the author's opaque member id
  Time iat{};           // when, says the author
  std::string jti;      // UUIDv7: this statement
  std::string subject;  // the jti of the statement that this is about; its own for a first one
  std::optional<CharterRef> charter;  // absent in the genesis
  std::optional<LogHead> head;        // optional for issuers outside the tool
  std::string tool;                   // "sekisho/0.1.0"
};

// A parsed core. Parsing verifies nothing.
struct Statement {
  StatementHeader header;
  Json claims;        // the whole payload
  std::string kid;    // from the footer
  std::string token;  // the signed bytes as they came
  Digest hash{};      // SHA-256 of the token

  // The commitment of one of its annex parts ("main", "manifest"...); kMalformed when absent.
  Result<Digest> AnnexCommitment(const char* part) const;
};

// Signs a core: `own_claims` is an object whose keys do not collide with the common ones. kFailed
// when the token would exceed kMaxStatementBytes.
Result<std::string> SignStatement(const StatementHeader& header, const Json& own_claims,
                                  const SigningKey& key, ZoneOffset zone);

// kMalformed for anything that SignStatement would not have written this way: another token type,
// too long, not canonical, duplicate JSON keys, an unknown kind, malformed common claims.
Result<Statement> ParseStatement(std::string_view token);

// kBadSignature unless `key` is the one the footer names and signed exactly this, as this kind, in
// this organisation.
Result<void> VerifyStatement(const Statement& statement, const Ed25519PublicKey& key);

Digest StatementHash(std::string_view token);

}  // namespace sekisho
