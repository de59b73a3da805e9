#include "approvals/wipe_certificate.h"

#include "approvals/annex.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/tokens/paserk.h"

namespace sekisho {
namespace {

Error NotInOrder(std::string message) {
  return Fail(ErrorCode::kVerdict, std::move(message), next::AskForCertificateAsIssued());
}

Error NoCertificate() {
  return Fail(ErrorCode::kMalformed, Message("the file is no wipe certificate"),
              next::VerifyCertificate());
}

Json CounterSignatureJson(const std::optional<CounterSignature>& verified) {
  if (!verified) return nullptr;
  return {{"core", verified->core}, {"name", verified->name}, {"key", verified->key}};
}

Result<CounterSignature> ReadCounterSignature(const Json& json) {
  CounterSignature verified;
  ASSIGN_OR_RETURN(verified.core, GetString(json, "core"));
  ASSIGN_OR_RETURN(verified.name, GetString(json, "name"));
  ASSIGN_OR_RETURN(verified.key, GetString(json, "key"));
  return verified;
}

Result<WipeCertificate> ReadFields(const Json& json) {
  WipeCertificate certificate;
  ASSIGN_OR_RETURN(certificate.core, GetString(json, "core"));
  ASSIGN_OR_RETURN(certificate.salt, GetString(json, "salt"));
  ASSIGN_OR_RETURN(certificate.report, GetString(json, "report"));
  ASSIGN_OR_RETURN(certificate.signer, GetString(json, "signer"));
  ASSIGN_OR_RETURN(certificate.signer_key, GetString(json, "signer_key"));
  ASSIGN_OR_RETURN(certificate.medium, GetString(json, "medium"));
  const Json verified = json.value("verified", Json());
  if (!verified.is_null()) {
    ASSIGN_OR_RETURN(certificate.verified, ReadCounterSignature(verified));
  }
  return certificate;
}

// A statement of this kind, signed by the key spelled `key`.
Result<Statement> SignedBy(const std::string& core, const std::string& key, Kind kind) {
  auto statement = ParseStatement(core);
  // defence: none, the parser has refused it
  if (!statement) return NotInOrder(Message("what is signed is not a statement"));
  const auto public_key = ParsePublicPaserk(key);
  if (!public_key || !VerifyStatement(*statement, *public_key))
    return NotInOrder(Message("the signature does not verify"));  // defence: H6-95
  if (statement->header.kind != kind)
    return NotInOrder(Message("what is signed is not about a wipe"));  // defence: H6-96
  return statement;
}

bool CommitsTo(const Statement& statement, const WipeCertificate& certificate) {
  const auto salt = HexDecode(certificate.salt);
  const auto commitment = statement.AnnexCommitment("main");
  return salt && salt->size() == kAnnexSaltBytes && HexEncode(*salt) == certificate.salt &&
         commitment &&
         CommitAnnex(std::span<const uint8_t, kAnnexSaltBytes>(*salt),
                     AsBytes(certificate.report)) == *commitment;
}

Result<void> CheckVerified(const WipeCertificate& certificate, WipeCertificateStatements& checked) {
  const CounterSignature& by = *certificate.verified;
  ASSIGN_OR_RETURN(Statement verified, SignedBy(by.core, by.key, Kind::kWipeVerified));
  const auto claims = ReadWipeVerifiedClaims(verified.claims);
  const StatementHeader& wipe = checked.wipe.header;
  if (!claims || claims->wipe != checked.wipe.hash || verified.header.subject != wipe.jti ||
      verified.header.org != wipe.org)
    return NotInOrder(Message("what the verifier signed is about another wipe"));  // defence: H6-97
  if (verified.header.iss == wipe.iss || by.key == certificate.signer_key)
    return NotInOrder(Message("operator and verifier are the same person"));  // defence: H6-98
  checked.verified_claims = *claims;
  checked.verified = std::move(verified);
  return {};
}

}  // namespace

Json WipeCertificateJson(const WipeCertificate& certificate) {
  return {
      {"format", kWipeCertificateFormat}, {"core", certificate.core},
      {"salt", certificate.salt},         {"report", certificate.report},
      {"signer", certificate.signer},     {"signer_key", certificate.signer_key},
      {"medium", certificate.medium},     {"verified", CounterSignatureJson(certificate.verified)}};
}

Result<WipeCertificate> ParseWipeCertificate(std::string_view text) {
  const auto json = ParseJson(text, kMaxWipeCertificateBytes);
  if (!json || !json->is_object())
    return NoCertificate();  // defence: H6-99, else WipeCertificate()
  auto certificate = ReadFields(*json);
  // defence: H6-100
  if (!certificate || WipeCertificateJson(*certificate) != *json) return NoCertificate();
  return certificate;
}

Result<WipeCertificateStatements> CheckWipeCertificate(const WipeCertificate& certificate) {
  WipeCertificateStatements checked;
  ASSIGN_OR_RETURN(checked.wipe, SignedBy(certificate.core, certificate.signer_key, Kind::kWipe));
  if (!CommitsTo(checked.wipe, certificate))
    return NotInOrder(Message("the report is not the one that was signed"));  // defence: H6-101
  auto claims = ReadWipeClaims(checked.wipe.claims);
  // defence: H6-102, else checked
  if (!claims) return NotInOrder(Message("the signed claims are not those of a wipe"));
  checked.claims = *std::move(claims);
  if (certificate.verified) RETURN_IF_ERROR(CheckVerified(certificate, checked));
  return checked;
}

}  // namespace sekisho
