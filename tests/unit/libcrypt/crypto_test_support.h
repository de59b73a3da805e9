// Randomness that repeats, and small helpers for the tests of keys, age files and packages.
#pragma once

#include <string>

#include "base/random.h"
#include "libcrypt/keys/keys.h"

namespace sekisho {

// A fixed sequence that never gives the same block twice.
class SequenceRandom final : public Random {
 public:
  explicit SequenceRandom(uint8_t seed = 1) : state_(seed) {}
  void Fill(MutableBytes out) override {
    for (uint8_t& byte : out) {
      state_ = state_ * 6364136223846793005u + 1442695040888963407u;
      byte = static_cast<uint8_t>(state_ >> 56);
    }
  }

 private:
  uint64_t state_;
};

inline Bytes ToBytes(std::string_view text) {
  const ByteView bytes = AsBytes(text);
  return Bytes(bytes.begin(), bytes.end());
}

inline Bytes Pattern(size_t size) {
  Bytes bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i * 131 >> 4);
  return bytes;
}

inline SecretBytes Passphrase(std::string_view text) { return SecretBytes::CopyOf(AsBytes(text)); }

template <size_t N>
std::array<uint8_t, N> FromHex(std::string_view hex) {
  const Bytes bytes = *HexDecode(hex);
  std::array<uint8_t, N> out{};
  std::copy_n(bytes.begin(), N, out.begin());
  return out;
}

}  // namespace sekisho
