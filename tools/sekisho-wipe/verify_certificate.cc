#include "tools/sekisho-wipe/verify_certificate.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <string>

#include "approvals/wipe_certificate.h"
#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/text.h"
#include "base/text/units.h"
#include "reports/wipe_text.h"
#include "tools/cli/help_page.h"
#include "tools/sekisho-wipe/terminal.h"
#include "wipe/report/report.h"
#include "wipe/report/scope.h"

namespace sekisho {
namespace {

// Whose it has to be, as far as that was said.
struct Expected {
  std::string signer_key;
  std::string verifier_key;
  bool countersigned = false;
};

struct Checked {
  WipeCertificate certificate;
  WipeCertificateStatements statements;
  WipeReport report;
};

Error NotInOrder(std::string message) {
  return Fail(ErrorCode::kVerdict, std::move(message),
              Message("ask whoever gave it to you for the certificate as it was issued"));
}

Result<WipeCertificate> Read(std::string_view text) {
  auto certificate = ParseWipeCertificate(text);
  if (certificate) return certificate;
  const auto json = ParseJson(text, kMaxWipeCertificateBytes);
  if (json && json->is_object() && GetString(*json, "format").value_or("") == kWipeReportFormat)
    return NotInOrder(
        Message("this is an unsigned report, made without an organisation: anybody can write one"));
  return certificate.error();
}

Result<void> CheckWho(const WipeCertificate& certificate, const Expected& expected) {
  if (!expected.signer_key.empty() && expected.signer_key != certificate.signer_key)
    return NotInOrder(Message("it is signed by another key than the one named"));
  const bool needed = expected.countersigned || !expected.verifier_key.empty();
  if (needed && !certificate.verified) return NotInOrder(Message("no second person has signed it"));
  if (!expected.verifier_key.empty() && expected.verifier_key != certificate.verified->key)
    return NotInOrder(Message("the second signature is by another key than the one named"));
  return {};
}

// What is signed about the report says nothing that the report does not.
Result<void> CheckClaims(const WipeClaims& claims, const WipeReport& report) {
  const bool same = claims.grade == GradeName(report.grade) &&
                    claims.files == static_cast<uint64_t>(report.counts.files) &&
                    claims.failures == static_cast<uint64_t>(report.failures_total) &&
                    claims.scope == ScopeName(ScopeOf(report)) &&
                    (!claims.complete || WipedWholeMedium(report) || WipedAllOfDirectory(report));
  return same ? Result<void>()
              : Result<void>(NotInOrder(Message("the signed claims are not those of the report")));
}

// The statement's own subject: the medium that it is about, or itself. The label beside it is the
// file's word, but whether there is a medium is signed.
bool IsAboutMedium(const Statement& wipe) { return wipe.header.subject != wipe.header.jti; }

constexpr std::chrono::minutes kMostClockDifference{5};

// What is printed from the file contradicts nothing that is signed.
Result<void> CheckPrinted(const Checked& checked) {
  const Statement& wipe = checked.statements.wipe;
  if (IsAboutMedium(wipe) == checked.certificate.medium.empty())
    return NotInOrder(
        IsAboutMedium(wipe)
            ? Message("what is signed is about a registered medium, and the file names none")
            : Message("the file names a medium, and what is signed is about none"));
  if (checked.report.finished > wipe.header.iat + kMostClockDifference)
    return NotInOrder(Message("the report ends after it was signed"));
  return {};
}

Result<Checked> Check(std::string_view text, const Expected& expected) {
  Checked checked;
  ASSIGN_OR_RETURN(checked.certificate, Read(text));
  ASSIGN_OR_RETURN(checked.statements, CheckWipeCertificate(checked.certificate));
  RETURN_IF_ERROR(CheckWho(checked.certificate, expected));
  auto report = ParseCertifiableReport(checked.certificate.report);
  if (!report) return NotInOrder(report.error().message);
  checked.report = *std::move(report);
  RETURN_IF_ERROR(CheckClaims(checked.statements.claims, checked.report));
  RETURN_IF_ERROR(CheckPrinted(checked));
  return checked;
}

std::string HowSentence(VerifiedHow how) {
  switch (how) {
    case VerifiedHow::kWitnessed:
      return Message("stood by while it was done (立会)");
    case VerifiedHow::kExamined:
      return Message("examined the medium afterwards");
    case VerifiedHow::kReport:
      return Message("read the report");
  }
  return "";
}

std::string SignatureSentence(const char* sentence, const std::string& key,
                              const Statement& statement) {
  return Message(sentence, {SafeForTerminal(key), FormatTimeForPeople(statement.header.iat, kJapan),
                            statement.header.jti}) +
         "\n";
}

std::string ScopeSentence(const WipeClaims& claims) {
  if (claims.scope == "device")
    return claims.complete ? Message("What was wiped is the whole device.")
                           : Message("What was to be wiped is the whole device.");
  if (claims.scope == "file-system")
    return claims.complete
               ? Message("What was wiped are all files and the free space, not the device.")
               : Message("What was wiped is a part of a file system, not the device.");
  return claims.complete
             ? Message("What was wiped are all files of a directory that serves as a medium.")
             : Message("What was wiped are files, not the device.");
}

// What the signatures cover, after the report, which they cover as well.
std::string SignedSentences(const Checked& checked) {
  const WipeCertificate& certificate = checked.certificate;
  const Statement& wipe = checked.statements.wipe;
  std::string text = "\n" + Message("SIGNED, like everything above:") + "\n";
  text += SignatureSentence("The signature is that of the key {0}, made on {1}, statement {2}.",
                            certificate.signer_key, wipe);
  text += ScopeSentence(checked.statements.claims) + "\n";
  text += IsAboutMedium(wipe)
              ? Message("It is about the registered medium {0}.", {wipe.header.subject})
              : Message("It is about no registered medium.");
  text += "\n";
  if (!certificate.verified) return text + Message("No second person has signed it.") + "\n";
  text += SignatureSentence("A second person signed with the key {0}, on {1}, statement {2}.",
                            certificate.verified->key, *checked.statements.verified);
  return text +
         Message("The second person says: {0}.",
                 {HowSentence(checked.statements.verified_claims.how)}) +
         "\n";
}

// What the file says besides. Whoever has it can change that.
std::string UnsignedSentences(const Checked& checked) {
  const WipeCertificate& certificate = checked.certificate;
  std::string names = SafeForTerminal(certificate.signer);
  if (certificate.verified) names += ", " + SafeForTerminal(certificate.verified->name);
  std::string text = "\n" + Message("NOT SIGNED, only written in the file:") + "\n";
  if (!certificate.medium.empty())
    text +=
        Message(
            "The medium's label is {0}. Which label {1} has, the organisation's register shows.",
            {SafeForTerminal(certificate.medium), checked.statements.wipe.header.subject}) +
        "\n";
  return text +
         Message(
             "The file says whose keys these are: {0}. Whether that is so, and whether the record "
             "still has the statements, only the organisation's ledger shows. Issued by the "
             "organisation about itself, it is no proof by a third party.",
             {names}) +
         "\n";
}

Json UnsignedNames(const WipeCertificate& certificate) {
  Json names = Json::array({"signer", "medium"});
  if (certificate.verified) names.push_back("verified.name");
  return names;
}

Json VerifiedJson(const Checked& checked) {
  if (!checked.certificate.verified) return nullptr;
  const Statement& statement = *checked.statements.verified;
  return {{"id", statement.header.jti},
          {"signed_at", FormatTime(statement.header.iat)},
          {"name", checked.certificate.verified->name},
          {"key", checked.certificate.verified->key},
          {"how", CodeOf(checked.statements.verified_claims.how)}};
}

Result<void> Print(const Checked& checked, bool as_json) {
  const Json report = WipeReportJson(checked.report);
  const StatementHeader& wipe = checked.statements.wipe.header;
  std::string text;
  if (as_json) {
    const Json json{
        {"format", "sekisho-verified-certificate/1"},
        {"verdict", "ok"},
        {"grade", GradeName(checked.report.grade)},
        {"id", wipe.jti},
        {"signed_at", FormatTime(wipe.iat)},
        {"signer", checked.certificate.signer},
        {"signer_key", checked.certificate.signer_key},
        {"medium", checked.certificate.medium},
        {"medium_id", IsAboutMedium(checked.statements.wipe) ? Json(wipe.subject) : Json()},
        {"scope", checked.statements.claims.scope},
        {"complete", checked.statements.claims.complete},
        {"not_covered", NotCovered(report)},
        {"not_signed", UnsignedNames(checked.certificate)},
        {"verified", VerifiedJson(checked)},
        {"report", report}};
    text = WriteJson(json) + "\n";
  } else {
    ASSIGN_OR_RETURN(text, WipeReportText(report, WipeTitle::kCertificate));
    text += SignedSentences(checked) + UnsignedSentences(checked);
  }
  return PrintAnswer(text);
}

}  // namespace

Result<int> RunVerifyCertificate(int argc, const char* const* argv) {
  std::string file;
  Expected expected;
  bool json = false;
  CLI::App app(
      Message("Checks a wipe certificate, without a store: the signatures, the report, and "
              "that it claims no more than was done."),
      "sekisho-wipe verify-certificate");
  SpeakLikeUs(app);
  app.footer(HelpFooter("sekisho-wipe verify-certificate USB-1.json --countersigned"));
  app.add_option("FILE", file, Message("the certificate"))->type_name("")->required();
  app.add_option("--signer-key", expected.signer_key, Message("k4.public...: whose it has to be"))
      ->type_name("KEY");
  app.add_option("--verifier-key", expected.verifier_key,
                 Message("k4.public...: who has to have signed it, too"))
      ->type_name("KEY");
  app.add_flag("--countersigned", expected.countersigned,
               Message("a second person has to have signed it"));
  app.add_flag("--json", json, Message("print the result as JSON"));
  bool no_input = false;
  app.add_flag("--no-input", no_input, Message("ask nothing (nothing is asked)"));
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return 0;
  } catch (const CLI::ExtrasError&) {
    return NotExpected(app.remaining(), OptionsOf({&app}),
                       "sekisho-wipe verify-certificate --help");
  } catch (const CLI::ParseError& error) {
    return Fail(ErrorCode::kUsage, UsageText(error), "sekisho-wipe verify-certificate --help");
  }
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(file, kMaxWipeCertificateBytes));
  ASSIGN_OR_RETURN(const Checked checked, Check(text, expected));
  RETURN_IF_ERROR(Print(checked, json));
  return 0;
}

}  // namespace sekisho
