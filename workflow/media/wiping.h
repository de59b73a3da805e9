// Certificates of what sekisho-wipe did.
#pragma once

#include <string>

#include "approvals/wipe_certificate.h"
#include "workflow/media/wipe_subject.h"
#include "workflow/state/session.h"

namespace sekisho {

struct CertifiedWipe {
  WipeCertificate certificate;
  std::string jti;  // of the statement that was added
};

// Signs and appends what a report says; `report` is the text sekisho-wipe printed, and `subject`
// what was read before the wipe. All of a medium counts as wiped only when its root or device was
// named.
Result<CertifiedWipe> CertifyWipe(Session& session, const std::string& report,
                                  const WipeSubject& subject);

// The second signature: somebody else than who wiped answers for it, too. kVerdict when the
// certificate is not in order or not what the record has; kExists when it has a second signature;
// kRefused when the asker wiped it, or may not sign.
Result<CertifiedWipe> VerifyWipe(Session& session, std::string_view certificate, VerifiedHow how);

// A certificate printed for people: the report, and who signed it. kMalformed.
Result<std::string> CertificateText(const WipeCertificate& certificate);

}  // namespace sekisho
