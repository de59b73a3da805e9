#include "workflow/media/wiping.h"

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"
#include "reports/wipe_text.h"
#include "wipe/report/report.h"
#include "wipe/report/scope.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

std::string LabelOf(const Session& session, const std::string& medium_id) {
  const MediumRecord* const medium = session.state().FindMedium(medium_id);
  return medium == nullptr ? "" : medium->claims.label;
}

Error NotTheRecords(std::string message) {
  return Fail(ErrorCode::kVerdict, std::move(message), next::ShowWipes());
}

// Whether the medium is a directory: then its files are all of it.
bool IsDirectory(Session& session, const std::string& medium_id) {
  const MediumRecord* const medium = session.state().FindMedium(medium_id);
  return medium != nullptr && medium->claims.medium_kind == "directory";
}

// What a report gives to be signed, in the open.
WipeClaims ClaimsOf(const WipeReport& report, bool directory) {
  WipeClaims claims;
  claims.grade = GradeName(report.grade);
  claims.complete = WipedWholeMedium(report) || (directory && WipedAllOfDirectory(report));
  claims.files = static_cast<uint64_t>(report.counts.files);
  claims.scope = ScopeName(ScopeOf(report));
  claims.failures = static_cast<uint64_t>(report.failures_total);
  return claims;
}

// The certificate's signatures, its report, and that the record has this very statement.
Result<Statement> CheckWithRecord(Session& session, const WipeCertificate& certificate) {
  ASSIGN_OR_RETURN(WipeCertificateStatements checked, CheckWipeCertificate(certificate));
  const auto report = ParseCertifiableReport(certificate.report);
  if (!report) return NotTheRecords(report.error().message);  // defence: H6-108, else checked.wipe
  WipeClaims claims = ClaimsOf(*report, IsDirectory(session, checked.wipe.header.subject));
  claims.complete = claims.complete && checked.claims.complete;  // less may be signed
  if (ToClaims(checked.claims) != ToClaims(claims))
    // defence: H6-109
    return NotTheRecords(Message("the signed claims are not those of the report"));
  if (session.state().FindWipe(checked.wipe.hash) == nullptr)
    return NotTheRecords(Message("the record has no such wipe"));  // defence: H6-110
  return std::move(checked.wipe);
}

std::string SignedSentence(const char* sentence, const std::string& name, const Statement& by) {
  return Message(sentence, {name, FormatTimeForPeople(by.header.iat, kJapan), by.header.jti}) +
         "\n";
}

}  // namespace

Result<CertifiedWipe> CertifyWipe(Session& session, const std::string& report_text,
                                  const WipeSubject& subject) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  RETURN_IF_ERROR(CheckMay(session, Kind::kWipe));
  ASSIGN_OR_RETURN(const WipeReport report, ParseCertifiableReport(report_text));
  Draft draft;
  draft.kind = Kind::kWipe;
  draft.subject = subject.medium_id;
  WipeClaims claims = ClaimsOf(report, IsDirectory(session, subject.medium_id));
  // A part of a medium is not all of it, whatever else the report says of the part.
  if (!subject.medium_id.empty() && ScopeOf(report) != WipeScope::kDevice)
    claims.complete = claims.complete && subject.root;
  draft.claims = ToClaims(claims);
  std::vector<X25519PublicKey> readers;
  ASSIGN_OR_RETURN(const X25519Identity* const directory, session.DirectoryKey());
  readers.push_back(directory->recipient());
  ASSIGN_OR_RETURN(AnnexPart main,
                   SealAnnex(AsBytes(report_text), readers, *session.world().random));
  const std::string salt = HexEncode(main.salt);
  draft.annexes.emplace_back("main", std::move(main));
  const std::string signer = session.NameOf(me->id);
  const std::string key = me->Now().sign_key;
  ASSIGN_OR_RETURN(const Signed statement, session.Post(std::move(draft)));
  WipeCertificate certificate;
  certificate.core = statement.token;
  certificate.salt = salt;
  certificate.report = report_text;
  certificate.signer = signer;
  certificate.signer_key = key;
  certificate.medium = LabelOf(session, subject.medium_id);
  return CertifiedWipe{std::move(certificate), statement.jti};
}

Result<CertifiedWipe> VerifyWipe(Session& session, std::string_view text, VerifiedHow how) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  RETURN_IF_ERROR(CheckMay(session, Kind::kWipeVerified));
  ASSIGN_OR_RETURN(WipeCertificate certificate, ParseWipeCertificate(text));
  ASSIGN_OR_RETURN(const Statement wipe, CheckWithRecord(session, certificate));
  if (certificate.verified)
    return Fail(ErrorCode::kExists, Message("a second person has signed it already"),
                next::VerifyCertificate());
  if (wipe.header.iss == me->id)
    return Fail(ErrorCode::kRefused,
                Message("who wiped does not verify it: two persons answer for a certificate"),
                next::SomebodyElse());  // defence: I18-6
  Draft draft;
  draft.kind = Kind::kWipeVerified;
  draft.subject = wipe.header.jti;
  draft.claims = ToClaims(WipeVerifiedClaims{wipe.hash, how});
  const std::string key = me->Now().sign_key;
  const std::string name = session.PlainNameOf(me->id);
  ASSIGN_OR_RETURN(const Signed statement, session.Post(std::move(draft)));
  // What the first signature does not cover is written as the record has it.
  certificate.signer = session.NameOf(wipe.header.iss);
  certificate.medium = LabelOf(session, wipe.header.subject);
  certificate.verified = CounterSignature{statement.token, name, key};
  return CertifiedWipe{std::move(certificate), statement.jti};
}

Result<std::string> CertificateText(const WipeCertificate& certificate) {
  ASSIGN_OR_RETURN(const Json json, ParseJson(certificate.report, kMaxWipeReportBytes));
  ASSIGN_OR_RETURN(std::string text, WipeReportText(json, WipeTitle::kCertificate));
  ASSIGN_OR_RETURN(const Statement wipe, ParseStatement(certificate.core));
  if (wipe.header.subject != wipe.header.jti)
    text += Message("about the registered medium {0}, in the register with the label {1}",
                    {wipe.header.subject, certificate.medium}) +
            "\n";
  text += SignedSentence("signed by {0} on {1}, statement {2}", certificate.signer, wipe);
  if (certificate.verified) {
    ASSIGN_OR_RETURN(const Statement verified, ParseStatement(certificate.verified->core));
    text += SignedSentence("verified and signed by {0} on {1}, statement {2}",
                           certificate.verified->name, verified);
  }
  return text + Message("issued by the organisation itself, which is no proof by a third party") +
         "\n";
}

}  // namespace sekisho
