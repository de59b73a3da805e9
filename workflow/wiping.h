// Certificates of what sekisho-wipe did.
#pragma once

#include <string>

#include "workflow/session.h"

namespace sekisho {

struct CertifiedWipe {
  Json certificate;  // sekisho-certificate/1: the signed core, its annex and salt
  std::string jti;
  std::string medium;  // label; empty when it was no registered medium
};

// Signs and appends what a report says; `report` is the text sekisho-wipe printed, and `medium_id`
// (may be empty) the registered medium read before the wipe.
Result<CertifiedWipe> CertifyWipe(Session& session, const std::string& report,
                                  const std::string& medium_id);

// A certificate printed for people: the report, and who signed it. kMalformed.
Result<std::string> CertificateText(const Json& certificate);

}  // namespace sekisho
