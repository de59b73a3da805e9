// SplitMix64's mixing function (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
// 2014). NOT CRYPTOGRAPHIC.
#pragma once

#include <cstdint>

namespace sekisho {

inline uint64_t SplitMix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

inline constexpr uint64_t kSplitMixStep = 0x9E3779B97F4A7C15U;  // between two numbers of a sequence

}  // namespace sekisho
