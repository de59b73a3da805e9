#include "base/result.h"

#include "base/files/interrupt.h"

namespace sekisho {

const char* ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kFailed:
      return "failed";
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kNoSpace:
      return "no-space";
    case ErrorCode::kNotFound:
      return "not-found";
    case ErrorCode::kExists:
      return "exists";
    case ErrorCode::kMalformed:
      return "malformed";
    case ErrorCode::kArmor:
      return "armor";
    case ErrorCode::kHeaderMac:
      return "header-mac";
    case ErrorCode::kPayload:
      return "payload";
    case ErrorCode::kNoMatch:
      return "no-match";
    case ErrorCode::kBadSignature:
      return "bad-signature";
    case ErrorCode::kVerdict:
      return "verdict";
    case ErrorCode::kRefused:
      return "refused";
    case ErrorCode::kInterrupted:
      return "interrupted";
    case ErrorCode::kNewerFormat:
      return "newer-format";
  }
  return "failed";
}

int ExitStatus(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return 2;
    case ErrorCode::kVerdict:
    case ErrorCode::kBadSignature:
    case ErrorCode::kArmor:
    case ErrorCode::kHeaderMac:
    case ErrorCode::kPayload:
      return 3;
    case ErrorCode::kRefused:
      return 4;
    case ErrorCode::kInterrupted:
      return InterruptedStatus();
    default:
      return 1;
  }
}

}  // namespace sekisho
