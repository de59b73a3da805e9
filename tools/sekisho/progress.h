// A line about progress that is drawn over itself, on a terminal, for work that lasts.
#pragma once

#include <chrono>
#include <string>

#include "base/bytes.h"

namespace sekisho {

class ProgressLine {
 public:
  ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { Clear(); }

  // `total` may be 0: unknown. Drawn from the second second on, ten times a second at most.
  void Show(const std::string& what, uint64_t done, uint64_t total);
  void Clear();

 private:
  using Moment = std::chrono::steady_clock::time_point;

  bool visible_ = false;  // stderr is a terminal
  bool drawn_ = false;
  std::string what_;
  Moment began_{};
  Moment last_{};
};

}  // namespace sekisho
