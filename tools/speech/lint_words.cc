#include "tools/speech/lint_words.h"

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"

namespace sekisho {
namespace {

bool IsAboutApproval(LintCode code) {
  return code == LintCode::kNobodyApproves || code == LintCode::kNobodyApprovesFor;
}

}  // namespace

const char* CodeOf(LintCode code) {
  switch (code) {
    case LintCode::kNobodyApproves:
      return "nobody-approves";
    case LintCode::kNobodyApprovesFor:
      return "nobody-approves-for";
    case LintCode::kNobodyElseSeals:
      return "nobody-else-seals";
    case LintCode::kNoStation:
      return "no-station";
    case LintCode::kNoRecovery:
      return "no-recovery";
    case LintCode::kNoEscrow:
      return "no-escrow";
    case LintCode::kScanNotBuilt:
      return "scan-not-built";
    case LintCode::kNeverWiped:
      return "never-wiped";
    case LintCode::kCloudExpired:
      return "cloud-expired";
    case LintCode::kExpiresSoon:
      return "expires-soon";
  }
  return "";
}

std::string AboutOf(const LintFinding& finding) {
  if (!IsAboutApproval(finding.code)) return "";
  const std::string& class_id = finding.class_id;
  if (finding.personal_data && finding.third_party)
    return Message("{0} with personal data for a third party", {class_id});
  if (finding.personal_data) return Message("{0} with personal data", {class_id});
  if (finding.third_party) return Message("{0} for a third party", {class_id});
  return class_id;
}

std::string SentenceOf(const LintFinding& finding, ZoneOffset zone) {
  const std::string about = AboutOf(finding);
  switch (finding.code) {
    case LintCode::kNobodyApproves:
      return finding.department.empty()
                 ? Message("nobody can approve {0}", {about})
                 : Message("nobody can approve {0} for {1}", {about, finding.department});
    case LintCode::kNobodyApprovesFor:
      return Message("{0}: {1} of those who approve could not get a request of their own approved",
                     {about, std::to_string(finding.members.size())});
    case LintCode::kNobodyElseSeals:
      return Message("{0}: there is nobody but the requester to seal", {finding.class_id});
    case LintCode::kNoStation:
      return Message("{0}: there is no sealing station", {finding.class_id});
    case LintCode::kNoRecovery:
      return Message("there is no recovery root: lost root keys cannot be replaced");
    case LintCode::kNoEscrow:
      return Message("there is no escrow key: lost packages cannot be opened or audited");
    case LintCode::kScanNotBuilt:
      return Message("{0}: scanning for malware is not built yet", {finding.class_id});
    case LintCode::kNeverWiped:
      return Message("{0}: a plain directory can be emptied, and never wiped", {finding.class_id});
    case LintCode::kCloudExpired:
      return Message("the approval of the cloud {0} expired on {1}",
                     {finding.cloud, FormatDateForPeople(finding.when, zone)});
    case LintCode::kExpiresSoon:
      return Message("the charter expires on {0}", {FormatDateForPeople(finding.when, zone)});
  }
  return "";
}

Next NextOf(LintCode code) {
  switch (code) {
    case LintCode::kNobodyApproves:
      return next::AddSomebody();
    case LintCode::kNobodyApprovesFor:
      return next::AddOneMore();
    case LintCode::kNobodyElseSeals:
      return next::AddMemberOrChangeSealer();
    case LintCode::kNoStation:
      return next::AddStationOrChangeSealer();
    case LintCode::kNoRecovery:
      return next::MakeRecoveryRoot();
    case LintCode::kNoEscrow:
      return next::MakeEscrowKeys();
    case LintCode::kScanNotBuilt:
      return next::LeaveScanOut();
    case LintCode::kNeverWiped:
      return next::AllowNoDirectories();
    case LintCode::kCloudExpired:
      return next::ShowClouds();
    case LintCode::kExpiresSoon:
      return next::ShowCharter();
  }
  return {};
}

}  // namespace sekisho
