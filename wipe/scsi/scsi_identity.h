// What a SCSI device says it is: INQUIRY and its page of vital product data with the serial number
// (SPC-5, 6.7 and 7.7.16).
#pragma once

#include <string>

#include "wipe/scsi/scsi_command.h"

namespace sekisho {

ScsiCommand Inquiry();
ScsiCommand InquiryPage(uint8_t page);

inline constexpr uint8_t kVpdSerialNumber = 0x80;

// Made safe to print, without the blanks around it.
struct ScsiIdentity {
  std::string vendor;  // "ATA" of what Linux or a bridge translates for a disk
  std::string product;
  std::string revision;
  bool block_device = false;  // direct access, connected (peripheral type 00h)
};

// kMalformed when it is shorter than the standard's 36 bytes.
Result<ScsiIdentity> ParseInquiry(ByteView data);

// The serial number of page 80h. kMalformed when it is another page, or cut off.
Result<std::string> ParseSerialPage(ByteView data);

}  // namespace sekisho
