#include "approvals/statement.h"

#include <array>

#include "base/text/message.h"
#include "base/uuid.h"
#include "libcrypt/primitives/sha256.h"
#include "libcrypt/tokens/paserk.h"
#include "libcrypt/tokens/paseto.h"

namespace sekisho {
namespace {

constexpr std::array kCommonClaims = {"kind",    "org",     "iss",  "iat", "jti",
                                      "subject", "charter", "head", "tool"};
constexpr size_t kMaxIdBytes = 64;
constexpr size_t kMaxFooterBytes = 256;

Error Bad(const std::string& why) {
  return Fail(ErrorCode::kMalformed, Message("not a statement: {0}", {why}));
}

std::string ImplicitAssertion(const StatementHeader& header) {
  return std::string("sekisho/v1/") + KindName(header.kind) + "/" + header.org;
}

std::string Footer(const Ed25519PublicKey& key) {
  return WriteJson(Json{{"kid", PublicKeyId(key)}});
}

Json HeadToJson(const std::optional<LogHead>& head) {
  if (!head) return nullptr;
  return Json{{"size", head->size}, {"root", HexEncode(head->root)}};
}

Json CharterRefToJson(const std::optional<CharterRef>& charter) {
  if (!charter) return nullptr;
  return Json{{"version", charter->version}, {"digest", HexEncode(charter->digest)}};
}

// Opaque ids: short, printable, no spaces; so they can be shown and compared as they are.
bool IsOpaqueId(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes) return false;
  for (char c : id) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (!allowed) return false;
  }
  return true;
}

Result<Digest> GetDigest(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::string hex, GetString(object, key));
  return DigestFromHex(hex);
}

Result<std::optional<LogHead>> ParseHead(const Json& claims) {
  const auto it = claims.find("head");
  if (it == claims.end() || it->is_null()) return std::optional<LogHead>();
  LogHead head;
  ASSIGN_OR_RETURN(const int64_t size, GetInt(*it, "size", 0, INT64_MAX));
  head.size = static_cast<uint64_t>(size);
  ASSIGN_OR_RETURN(head.root, GetDigest(*it, "root"));
  return std::optional<LogHead>(head);
}

Result<std::optional<CharterRef>> ParseCharterRef(const Json& claims) {
  const auto it = claims.find("charter");
  if (it == claims.end()) return Bad(Message("it names no charter"));  // defence: A4-1
  if (it->is_null()) return std::optional<CharterRef>();
  CharterRef ref;
  ASSIGN_OR_RETURN(ref.version, GetInt(*it, "version", 1, INT64_MAX));
  ASSIGN_OR_RETURN(ref.digest, GetDigest(*it, "digest"));
  return std::optional<CharterRef>(ref);
}

Result<StatementHeader> ParseHeader(const Json& claims) {
  StatementHeader header;
  ASSIGN_OR_RETURN(const std::string kind_name, GetString(claims, "kind"));
  const auto kind = KindFromName(kind_name);
  if (!kind) return Bad(Message("its kind is unknown"));  // defence: A4-2
  header.kind = *kind;
  ASSIGN_OR_RETURN(header.org, GetString(claims, "org"));
  ASSIGN_OR_RETURN(header.iss, GetString(claims, "iss"));
  ASSIGN_OR_RETURN(header.jti, GetString(claims, "jti"));
  ASSIGN_OR_RETURN(header.subject, GetString(claims, "subject"));
  ASSIGN_OR_RETURN(header.tool, GetString(claims, "tool"));
  if (!IsOpaqueId(header.org) || !IsOpaqueId(header.iss) || !IsUuid7(header.jti) ||
      !IsUuid7(header.subject) || header.tool.size() > kMaxIdBytes)
    return Bad(Message("an id in it is not well-formed"));  // defence: A4-3
  ASSIGN_OR_RETURN(const std::string iat, GetString(claims, "iat"));
  ASSIGN_OR_RETURN(header.iat, ParseTime(iat));
  ASSIGN_OR_RETURN(header.charter, ParseCharterRef(claims));
  ASSIGN_OR_RETURN(header.head, ParseHead(claims));
  return header;
}

// The footer is one member, byte for byte as Footer writes it.
Result<std::string> ParseFooter(ByteView footer) {
  ASSIGN_OR_RETURN(const Json json, ParseJson(AsText(footer), kMaxFooterBytes));
  const auto kid = GetString(json, "kid");
  if (!kid || WriteJson(Json{{"kid", *kid}}) != AsText(footer))
    return Bad(Message("its footer is not a key id"));  // defence: A5-1
  return *kid;
}

}  // namespace

Digest StatementHash(std::string_view token) { return Sha256(AsBytes(token)); }

Result<Digest> Statement::AnnexCommitment(const char* part) const {
  const auto it = claims.find("annex");
  if (it == claims.end()) return Bad(Message("it has no annex"));  // defence: A4-4
  return GetDigest(*it, part);
}

Result<std::string> SignStatement(const StatementHeader& header, const Json& own_claims,
                                  const SigningKey& key, ZoneOffset zone) {
  Json claims = own_claims.is_null() ? Json::object() : own_claims;
  for (const char* name : kCommonClaims)
    if (claims.contains(name))
      return Fail(ErrorCode::kFailed, std::string("claim '") + name + "' is a common one");
  claims["kind"] = KindName(header.kind);
  claims["org"] = header.org;
  claims["iss"] = header.iss;
  claims["iat"] = FormatTime(header.iat, zone);
  claims["jti"] = header.jti;
  claims["subject"] = header.subject;
  claims["charter"] = CharterRefToJson(header.charter);
  claims["head"] = HeadToJson(header.head);
  claims["tool"] = header.tool;
  std::string token = SignPaseto(key, AsBytes(WriteJson(claims)), AsBytes(Footer(key.public_key())),
                                 AsBytes(ImplicitAssertion(header)));
  if (token.size() > kMaxStatementBytes)
    return Fail(ErrorCode::kFailed, Message("the statement is larger than 65,535 bytes"));
  return token;
}

Result<Statement> ParseStatement(std::string_view token) {
  if (token.size() > kMaxStatementBytes) return Bad(Message("it is too long"));  // defence: A4-5
  ASSIGN_OR_RETURN(const PasetoToken parts, ParsePaseto(token));
  Statement statement;
  ASSIGN_OR_RETURN(statement.claims, ParseJson(AsText(parts.message), kMaxStatementBytes));
  // Blanks and escapes would carry what nobody is shown (ATTACKS I14).
  // defence: A4-6
  if (!IsSpelledTightly(AsText(parts.message))) return Bad(Message("it is not spelled tightly"));
  // defence: A4-7
  if (!statement.claims.is_object()) return Bad(Message("its payload is not an object"));
  ASSIGN_OR_RETURN(statement.kid, ParseFooter(parts.footer));
  ASSIGN_OR_RETURN(statement.header, ParseHeader(statement.claims));
  statement.token = std::string(token);
  statement.hash = StatementHash(token);
  return statement;
}

Result<void> VerifyStatement(const Statement& statement, const Ed25519PublicKey& key) {
  if (statement.kid != PublicKeyId(key))
    // defence: A5-2
    return Fail(ErrorCode::kBadSignature, Message("the statement names another key"));
  ASSIGN_OR_RETURN(const PasetoToken parts, ParsePaseto(statement.token));
  return VerifyPaseto(parts, key, AsBytes(ImplicitAssertion(statement.header)));
}

}  // namespace sekisho
