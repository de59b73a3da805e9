#include "wipe/passes/sample.h"

#include <algorithm>
#include <array>

#include "wipe/passes/split_mix.h"

namespace sekisho {
namespace {

constexpr uint64_t kMinSectionBlocks = 40;
constexpr uint64_t kPartsOfSection = 20;  // a part is at least one of so many

// SplitMix64's sequence.
class Numbers {
 public:
  explicit Numbers(uint64_t seed) : state_(seed) {}
  // From 0 on, below `end`. The bias of the remainder is under 2^-20 for any real medium.
  uint64_t Below(uint64_t end) { return SplitMix(state_ += kSplitMixStep) % end; }

 private:
  uint64_t state_;
};

// The two parts of a section, in blocks.
void ChooseParts(uint64_t begin, uint64_t end, Numbers& numbers, std::vector<ByteRange>& parts) {
  const uint64_t length = (end - begin + kPartsOfSection - 1) / kPartsOfSection;
  const uint64_t places = end - begin - 2 * length + 1;
  const uint64_t one = numbers.Below(places);
  const uint64_t other = numbers.Below(places);
  parts.push_back({begin + std::min(one, other), length});
  parts.push_back({begin + std::max(one, other) + length, length});
}

}  // namespace

uint64_t NewSampleSeed(Random& random) {
  std::array<uint8_t, 8> bytes{};
  random.Fill(bytes);
  return GetBe64(bytes);
}

bool SampleIsAll(uint64_t size_bytes, uint64_t block_bytes) {
  return size_bytes / block_bytes < kSampleSections * kMinSectionBlocks;
}

std::vector<ByteRange> ChooseSample(uint64_t size_bytes, uint64_t block_bytes, uint64_t seed) {
  if (SampleIsAll(size_bytes, block_bytes)) return {{0, size_bytes}};
  const uint64_t blocks = size_bytes / block_bytes;
  // The first sections are longer by a block when it does not divide.
  const uint64_t length = blocks / kSampleSections;
  const uint64_t longer = blocks % kSampleSections;
  Numbers numbers(seed);
  std::vector<ByteRange> parts;
  uint64_t begin = 0;
  for (uint64_t section = 0; section < kSampleSections; ++section) {
    const uint64_t end = begin + length + (section < longer ? 1 : 0);
    ChooseParts(begin, end, numbers, parts);
    begin = end;
  }
  if (parts.front().offset > 0) parts.insert(parts.begin(), {0, 1});
  if (parts.back().offset + parts.back().bytes < blocks) parts.push_back({blocks - 1, 1});
  for (ByteRange& part : parts) part = {part.offset * block_bytes, part.bytes * block_bytes};
  return parts;
}

uint64_t TotalBytes(const std::vector<ByteRange>& ranges) {
  uint64_t total = 0;
  for (const ByteRange& range : ranges) total += range.bytes;
  return total;
}

}  // namespace sekisho
