#include "wipe/passes/waiter.h"

#include <ctime>

namespace sekisho {

using std::chrono::milliseconds;

milliseconds SystemWaiter::Now() const {
  return std::chrono::duration_cast<milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

void SystemWaiter::Wait(milliseconds time) {
  const timespec span{time.count() / 1000, time.count() % 1000 * 1000000};
  nanosleep(&span, nullptr);
}

}  // namespace sekisho
