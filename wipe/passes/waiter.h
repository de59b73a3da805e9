// Time that passes while a device works. Passed in, so that tests need not sleep.
#pragma once

#include <chrono>

namespace sekisho {

class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual std::chrono::milliseconds Now() const = 0;  // since some moment; never goes back
  // At most that long: a signal ends it.
  virtual void Wait(std::chrono::milliseconds time) = 0;
};

// The steady clock and nanosleep(2).
class SystemWaiter final : public Waiter {
 public:
  std::chrono::milliseconds Now() const override;
  void Wait(std::chrono::milliseconds time) override;
};

}  // namespace sekisho
