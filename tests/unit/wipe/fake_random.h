// Bytes that are the same in every run.
#pragma once

#include "base/random.h"

namespace sekisho {

class CountingRandom final : public Random {
 public:
  void Fill(MutableBytes out) override {
    for (uint8_t& byte : out) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      byte = static_cast<uint8_t>(state_ >> 56);
    }
  }

 private:
  uint64_t state_ = 1;
};

}  // namespace sekisho
