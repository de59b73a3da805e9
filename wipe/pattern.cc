#include "wipe/pattern.h"

#include <cstring>

namespace sekisho {
namespace {

// SplitMix64's mixing function (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
// 2014), over a counter: any word can be computed alone.
inline uint64_t Mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

}  // namespace

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
    const uint64_t word = Mix(counter) ^ flip;
    std::memcpy(out.data() + i, &word, 8);
  }
}

}  // namespace sekisho
