#include "workflow/state/clock_check.h"

#include "approvals/duties.h"
#include "workflow/state/record_time.h"

namespace sekisho {
namespace {

constexpr std::chrono::hours kToldBehind{1};
constexpr std::chrono::days kRefusedBehind{1};
constexpr std::chrono::days kAskedUnsynchronised{1};

}  // namespace

ClockDoubt JudgeClock(Time clock, Time floor, Time newest, bool synchronised) {
  if (floor > clock + kRefusedBehind) return ClockDoubt::kFarBehind;
  if (floor > clock + kToldBehind) return ClockDoubt::kBehind;
  if (newest == Time{}) return ClockDoubt::kNone;  // nothing to compare with yet
  if (clock > newest + kUnconfirmedLead) return ClockDoubt::kFarAhead;
  if (!synchronised && clock > newest + kAskedUnsynchronised) return ClockDoubt::kAhead;
  return ClockDoubt::kNone;
}

bool SignsByAnyClock(Kind kind) {
  switch (kind) {
    case Kind::kGatePass:
    case Kind::kGateBlock:
    case Kind::kSnapshot:
    case Kind::kMemberStatus:  // suspensions are among them
      return true;
    default:
      return IsBadNews(KindName(kind));
  }
}

}  // namespace sekisho
