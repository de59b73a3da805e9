#include "tools/sekisho-wipe/verify_certificate.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <set>

#include "approvals/annex.h"
#include "approvals/claims.h"
#include "base/files.h"
#include "base/message.h"
#include "base/text.h"
#include "libcrypt/paserk.h"
#include "reports/wipe_text.h"

namespace sekisho {
namespace {

constexpr const char* kFormat = "sekisho-certificate/1";

Error NotInOrder(std::string message) {
  return Fail(ErrorCode::kVerdict, std::move(message),
              Message("ask whoever gave it to you for the certificate as it was issued"));
}

Error NoCertificate() {
  return Fail(ErrorCode::kMalformed, Message("the file is no wipe certificate"),
              Message("sekisho-wipe verify-certificate CERTIFICATE.json"));
}

Result<Json> ReadCertificate(std::string_view text) {
  const auto json = ParseJson(text, kMaxCertificateBytes);
  if (!json || !json->is_object()) return NoCertificate();
  const std::string format = GetString(*json, "format").value_or("");
  if (format == kWipeReportFormat)
    return NotInOrder(
        Message("this is an unsigned report, made without an organisation: anybody "
                "can write one"));
  if (format != kFormat) return NoCertificate();
  const std::set<std::string> wanted = {"format", "core",       "salt",  "report",
                                        "signer", "signer_key", "medium"};
  std::set<std::string> found;
  for (const auto& [key, value] : json->items()) {
    if (!value.is_string()) return NoCertificate();
    found.insert(key);
  }
  return found == wanted ? Result<Json>(*json) : Result<Json>(NoCertificate());
}

// The signature, and that it commits to this very report.
Result<void> CheckSignature(const CheckedCertificate& certificate, const std::string& report,
                            const std::string& salt_text) {
  const auto key = ParsePublicPaserk(certificate.signer_key);
  if (!key || !VerifyStatement(certificate.statement, *key))
    return NotInOrder(Message("the signature does not verify"));
  if (certificate.statement.header.kind != Kind::kWipe)
    return NotInOrder(Message("what is signed is not about a wipe"));
  const auto salt = HexDecode(salt_text);
  const auto commitment = certificate.statement.AnnexCommitment("main");
  if (!salt || salt->size() != kAnnexSaltBytes || HexEncode(*salt) != salt_text || !commitment ||
      CommitAnnex(std::span<const uint8_t, kAnnexSaltBytes>(*salt), AsBytes(report)) != *commitment)
    return NotInOrder(Message("the report is not the one that was signed"));
  return {};
}

// What is signed about the report says nothing that the report does not.
Result<void> CheckClaims(const CheckedCertificate& certificate) {
  const auto claims = ReadWipeClaims(certificate.statement.claims);
  const WipeReport& report = certificate.report;
  const bool same = claims && claims->grade == GradeName(report.grade) &&
                    claims->files == static_cast<uint64_t>(report.counts.files) &&
                    claims->failures == static_cast<uint64_t>(report.failures_total) &&
                    (!claims->complete || WipedWholeMedium(report));
  return same ? Result<void>()
              : Result<void>(NotInOrder(Message("the signed claims are not those of the report")));
}

std::string Sentences(const CheckedCertificate& certificate) {
  return Message("The signature is that of the key {0}, made on {1}, statement {2}.",
                 {certificate.signer_key, FormatTime(certificate.statement.header.iat),
                  certificate.statement.header.jti}) +
         "\n" +
         Message(
             "The file says that it is the key of {0}; whose it is, and that the record still "
             "has the statement, only the organisation's ledger shows. Issued by the "
             "organisation about itself, it is no proof by a third party.",
             {SafeForTerminal(certificate.signer)}) +
         "\n";
}

Result<void> Print(const CheckedCertificate& certificate, bool as_json) {
  std::string text;
  if (as_json) {
    const Json json{{"format", "sekisho-verified-certificate/1"},
                    {"verdict", "ok"},
                    {"grade", GradeName(certificate.report.grade)},
                    {"id", certificate.statement.header.jti},
                    {"signed_at", FormatTime(certificate.statement.header.iat)},
                    {"signer", certificate.signer},
                    {"signer_key", certificate.signer_key},
                    {"medium", certificate.medium},
                    {"report", certificate.report_json}};
    text = WriteJson(json) + "\n";
  } else {
    ASSIGN_OR_RETURN(text, WipeReportText(certificate.report_json, WipeTitle::kCertificate));
    text += Sentences(certificate);
  }
  return WriteAll(STDOUT_FILENO, AsBytes(text));
}

}  // namespace

Result<CheckedCertificate> CheckCertificate(std::string_view text,
                                            const std::string& expected_key) {
  ASSIGN_OR_RETURN(const Json json, ReadCertificate(text));
  CheckedCertificate certificate;
  ASSIGN_OR_RETURN(const std::string core, GetString(json, "core"));
  ASSIGN_OR_RETURN(const std::string report, GetString(json, "report"));
  ASSIGN_OR_RETURN(const std::string salt, GetString(json, "salt"));
  ASSIGN_OR_RETURN(certificate.signer, GetString(json, "signer"));
  ASSIGN_OR_RETURN(certificate.signer_key, GetString(json, "signer_key"));
  ASSIGN_OR_RETURN(certificate.medium, GetString(json, "medium"));
  auto statement = ParseStatement(core);
  if (!statement) return NotInOrder(Message("what is signed is not a statement"));
  certificate.statement = *std::move(statement);
  RETURN_IF_ERROR(CheckSignature(certificate, report, salt));
  if (!expected_key.empty() && expected_key != certificate.signer_key)
    return NotInOrder(Message("it is signed by another key than the one named"));
  auto parsed = ParseWipeReport(report);
  if (!parsed) return NotInOrder(parsed.error().message);
  certificate.report = *std::move(parsed);
  certificate.report_json = WipeReportJson(certificate.report);
  RETURN_IF_ERROR(CheckClaims(certificate));
  return certificate;
}

Result<int> RunVerifyCertificate(int argc, const char* const* argv) {
  std::string file;
  std::string key;
  bool json = false;
  CLI::App app(Message("Checks a wipe certificate, without a store: the signature, the report, and "
                       "that it claims no more than was done."),
               "sekisho-wipe verify-certificate");
  app.add_option("FILE", file, Message("the certificate"))->required();
  app.add_option("--signer-key", key, Message("k4.public...: whose it has to be"));
  app.add_flag("--json", json, Message("print the result as JSON"));
  bool no_input = false;
  app.add_flag("--no-input", no_input, Message("ask nothing (nothing is asked)"));
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return 0;
  } catch (const CLI::ParseError& error) {
    return Fail(ErrorCode::kUsage, error.what(), "sekisho-wipe verify-certificate --help");
  }
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(file, kMaxCertificateBytes));
  ASSIGN_OR_RETURN(const CheckedCertificate certificate, CheckCertificate(text, key));
  RETURN_IF_ERROR(Print(certificate, json));
  return 0;
}

}  // namespace sekisho
