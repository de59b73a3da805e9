// Time that passes when it is waited for, and at no other moment.
#pragma once

#include <functional>

#include "wipe/passes/waiter.h"

namespace sekisho {

class FakeWaiter final : public Waiter {
 public:
  std::chrono::milliseconds Now() const override { return now_; }
  void Wait(std::chrono::milliseconds time) override {
    now_ += time;
    ++waits;
    if (on_wait) on_wait();
  }

  int waits = 0;
  std::function<void()> on_wait;

 private:
  std::chrono::milliseconds now_{0};
};

}  // namespace sekisho
