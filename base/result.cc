#include "base/result.h"

namespace sekisho {

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
      return 130;
    default:
      return 1;
  }
}

}  // namespace sekisho
