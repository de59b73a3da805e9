// Answers to ATA commands that return a sector, word by word.
#pragma once

#include <array>
#include <numeric>
#include <string>

#include "base/bytes.h"

namespace sekisho {

class AtaWords {
 public:
  AtaWords& Set(size_t word, unsigned value) {
    bytes_[2 * word] = static_cast<uint8_t>(value & 0xFF);
    bytes_[2 * word + 1] = static_cast<uint8_t>(value >> 8);
    return *this;
  }
  // The first character in the upper byte of each word.
  AtaWords& Text(size_t word, size_t words, std::string text) {
    text.resize(2 * words, ' ');
    for (size_t i = 0; i < text.size(); ++i)
      bytes_[2 * word + (i ^ 1)] = static_cast<uint8_t>(text[i]);
    return *this;
  }
  // The integrity word.
  AtaWords& Sign() {
    Set(255, 0xA5);
    const unsigned sum = std::accumulate(bytes_.begin(), bytes_.end(), 0u);
    return Set(255, ((0x100 - sum % 0x100) % 0x100) << 8 | 0xA5);
  }
  const std::array<uint8_t, 512>& bytes() const { return bytes_; }
  Bytes Copy() const { return {bytes_.begin(), bytes_.end()}; }

 private:
  std::array<uint8_t, 512> bytes_{};
};

// A disk of 1,000 sectors that has nothing special.
inline AtaWords PlainDisk() {
  return AtaWords()
      .Text(10, 10, "   S-123 ")
      .Text(27, 20, "Disk 3000")
      .Set(82, 1u << 10 | 1u << 1)
      .Set(83, 1u << 14 | 1u << 10 | 1u << 11)
      .Set(100, 1000);
}

}  // namespace sekisho
