// Sense data, INQUIRY and the answer about supported commands.
#include "base/text/text.h"
#include "require.h"
#include "wipe/scsi/scsi_identity.h"
#include "wipe/scsi/scsi_sanitize.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sekisho::ByteView input(data, size);
  const auto sense = sekisho::ParseSense(input);
  const auto status = sekisho::ParseScsiSanitizeStatus(input);
  sekisho::Require(sense.has_value() == status.has_value(), "a status is read from sense data");
  if (status && status->phase == sekisho::ScsiSanitizePhase::kReady)
    sekisho::Require(sense->key == 0, "a device that tells something is not ready");
  const auto body = sekisho::SenseDescriptor(input, 9);
  sekisho::Require(
      body.empty() || (body.data() >= data && body.data() + body.size() <= data + size),
      "a descriptor lies within the sense data");
  const auto identity = sekisho::ParseInquiry(input);
  if (identity)
    sekisho::Require(!sekisho::HasUnsafeCharacters(identity->vendor + identity->product),
                     "names can be printed");
  const auto serial = sekisho::ParseSerialPage(input);
  if (serial) sekisho::Require(!sekisho::HasUnsafeCharacters(*serial), "serials can be printed");
  static_cast<void>(sekisho::ParseScsiSupport(input));
  return 0;
}
