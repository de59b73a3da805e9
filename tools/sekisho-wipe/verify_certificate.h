// sekisho-wipe verify-certificate FILE: whether a certificate (docs/formats/certificate.md) is what
// its signer signed and claims no more than its report supports. Needs no store and no key.
#pragma once

#include <string>
#include <string_view>

#include "approvals/statement.h"
#include "wipe/report.h"

namespace sekisho {

inline constexpr size_t kMaxCertificateBytes = 40 << 20;  // a report, escaped

struct CheckedCertificate {
  WipeReport report;
  Json report_json;
  Statement statement;
  std::string signer;      // as the file says: not under the signature
  std::string signer_key;  // k4.public...: under it
  std::string medium;      // as the file says
};

// kVerdict with the reason when it is not in order, also for an unsigned report (anybody can write
// one); kMalformed when it is neither. `expected_key`, when not empty, is whose it has to be.
Result<CheckedCertificate> CheckCertificate(std::string_view text, const std::string& expected_key);

// `arguments` are those behind "verify-certificate". The exit status: 3 when it is not in order.
Result<int> RunVerifyCertificate(int argc, const char* const* argv);

}  // namespace sekisho
