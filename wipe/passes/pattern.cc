#include "wipe/passes/pattern.h"

#include <cstring>

#include "wipe/passes/split_mix.h"

namespace sekisho {

// SplitMix64 over a counter: any word can be computed alone.
Pattern::Pattern(Random& random) {
  std::array<uint8_t, 16> key{};
  random.Fill(key);
  std::memcpy(&key_, key.data(), 8);
  std::memcpy(&step_, key.data() + 8, 8);
  step_ |= 1;  // odd: the counter runs through all 2^64 values
}

void Pattern::Fill(uint64_t offset, bool complement, MutableBytes out) const {
  const uint64_t flip = complement ? ~uint64_t{0} : 0;
  uint64_t counter = key_ + (offset / 8) * step_;
  for (size_t i = 0; i + 8 <= out.size(); i += 8, counter += step_) {
    const uint64_t word = SplitMix(counter) ^ flip;
    std::memcpy(out.data() + i, &word, 8);
  }
}

}  // namespace sekisho
