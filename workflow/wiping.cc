#include "workflow/wiping.h"

#include "approvals/duties.h"
#include "base/message.h"
#include "reports/wipe_text.h"
#include "wipe/report.h"

namespace sekisho {
namespace {

constexpr const char* kFormat = "sekisho-certificate/1";

}  // namespace

Result<CertifiedWipe> CertifyWipe(Session& session, const std::string& report_text,
                                  const std::string& medium_id) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  RETURN_IF_ERROR(MaySign(KindName(Kind::kWipe), me->Now(), session.now()));
  ASSIGN_OR_RETURN(const WipeReport report, ParseWipeReport(report_text));
  WipeClaims claims;
  claims.grade = GradeName(report.grade);
  claims.complete = WipedWholeMedium(report);
  claims.files = static_cast<uint64_t>(report.counts.files);
  claims.failures = static_cast<uint64_t>(report.failures_total);
  Draft draft;
  draft.kind = Kind::kWipe;
  draft.subject = medium_id;
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
  CertifiedWipe certified;
  certified.jti = statement.jti;
  if (const MediumRecord* const medium = session.state().FindMedium(medium_id))
    certified.medium = medium->claims.label;
  certified.certificate =
      Json{{"format", kFormat},         {"core", statement.token}, {"salt", salt},
           {"report", report_text},     {"signer", signer},        {"signer_key", key},
           {"medium", certified.medium}};
  return certified;
}

Result<std::string> CertificateText(const Json& certificate) {
  ASSIGN_OR_RETURN(const std::string report, GetString(certificate, "report"));
  ASSIGN_OR_RETURN(const Json json, ParseJson(report, kMaxWipeReportBytes));
  ASSIGN_OR_RETURN(const std::string text, WipeReportText(json, WipeTitle::kCertificate));
  ASSIGN_OR_RETURN(const std::string signer, GetString(certificate, "signer"));
  ASSIGN_OR_RETURN(const std::string core, GetString(certificate, "core"));
  ASSIGN_OR_RETURN(const Statement statement, ParseStatement(core));
  return text +
         Message(
             "signed by {0} on {1}, statement {2}; issued by the organisation itself, "
             "which is no proof by a third party",
             {signer, FormatTime(statement.header.iat), statement.header.jti}) +
         "\n";
}

}  // namespace sekisho
