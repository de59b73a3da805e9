// Where unpredictable bytes come from. Passed in, so that tests are deterministic.
#pragma once

#include "base/bytes.h"

namespace sekisho {

class Random {
 public:
  virtual ~Random() = default;

  // Fills all of `out`. Never fails: a system without randomness ends the process.
  virtual void Fill(MutableBytes out) = 0;
};

// getrandom(2).
class SystemRandom final : public Random {
 public:
  void Fill(MutableBytes out) override;
};

}  // namespace sekisho
