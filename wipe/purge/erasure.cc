#include "wipe/purge/erasure.h"

#include <algorithm>

#include "base/text/message.h"

namespace sekisho {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr std::chrono::milliseconds kPollInterval{2000};
constexpr int kMaxSilences = 15;  // polls in a row without an answer: a device may reset itself
constexpr uint64_t kSlowBytesPerSecond = 20 << 20;

Error TooLong(seconds limit) {
  const auto waited = std::chrono::duration_cast<hours>(limit).count();
  return Fail(ErrorCode::kFailed,
              Message("the device has not finished within {0} h", {std::to_string(waited)}),
              Message("it may still be at work: leave it connected to power, and run the same "
                      "command again later"));
}

}  // namespace

seconds ErasureLimit(const Erasure& erasure, uint64_t bytes) {
  const seconds slow(bytes / kSlowBytesPerSecond);
  const auto estimate = erasure.Estimate();
  return std::max(slow, estimate ? 3 * *estimate : seconds(0)) + hours(1);
}

Result<void> RunErasure(Erasure& erasure, Waiter& waiter, seconds limit,
                        const ErasureHooks& hooks) {
  if (hooks.may_go_on) RETURN_IF_ERROR(hooks.may_go_on());
  const auto begun = waiter.Now();
  RETURN_IF_ERROR(erasure.Start());
  for (int silences = 0;;) {
    const auto status = erasure.Poll();
    if (status) {
      silences = 0;
      if (hooks.on_status) hooks.on_status(*status);
      if (status->phase == ErasurePhase::kDone) return {};
      if (status->phase == ErasurePhase::kFailed) return Fail(ErrorCode::kFailed, status->reason);
    } else if (status.error().code != ErrorCode::kIo || ++silences > kMaxSilences) {
      return status.error();
    }
    if (waiter.Now() - begun >= limit) return TooLong(limit);
    waiter.Wait(kPollInterval);
    if (hooks.may_go_on) RETURN_IF_ERROR(hooks.may_go_on());
  }
}

}  // namespace sekisho
