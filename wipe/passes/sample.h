// Which parts of a medium are read back when not all of it is, after NIST SP 800-88 Rev. 1, 4.7
// (Rev. 2 leaves it open): at least 1,000 sections of equal size, in each two pseudorandom parts,
// apart from each other, of at least a twentieth of the section; and always the first and the last
// block.
//
// The sample follows from a seed that the report prints, so that anybody can work it out again
// (docs/formats/wipe-report.md); the seed is made when the wipe begins, and no device knows it.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "wipe/passes/overwrite.h"

namespace sekisho {

inline constexpr uint64_t kSampleSections = 1000;

uint64_t NewSampleSeed(Random& random);

// Whether so small a medium is read in full instead: its sections would have under 40 blocks.
bool SampleIsAll(uint64_t size_bytes, uint64_t block_bytes);

// In order, apart from each other, of whole blocks. `size_bytes` is a multiple of `block_bytes`.
// All of it, in one range, when SampleIsAll.
std::vector<ByteRange> ChooseSample(uint64_t size_bytes, uint64_t block_bytes, uint64_t seed);

uint64_t TotalBytes(const std::vector<ByteRange>& ranges);

}  // namespace sekisho
