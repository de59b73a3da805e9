// A wipe certificate that is accepted is written again identically, and two signatures on it are
// two persons' (ATTACKS H6).
#include "approvals/wipe_certificate.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sekisho;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto certificate = ParseWipeCertificate(text);
  if (!certificate) {
    Require(certificate.error().code == ErrorCode::kMalformed, "every refusal is kMalformed");
    return 0;
  }
  const Json again = WipeCertificateJson(*certificate);
  Require(again == *ParseJson(text, kMaxWipeCertificateBytes), "written again, it is the same");
  const auto checked = CheckWipeCertificate(*certificate);
  if (!checked) {
    Require(checked.error().code == ErrorCode::kVerdict, "and every other one a verdict");
    return 0;
  }
  Require(checked->verified.has_value() == certificate->verified.has_value(), "none is dropped");
  if (checked->verified)
    Require(checked->verified->header.iss != checked->wipe.header.iss, "two persons");
  return 0;
}
