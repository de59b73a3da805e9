#include "libcrypt/primitives/sha256_pair.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace sekisho {
namespace {

Digest ByOpenSsl(uint8_t prefix, ByteView message) {
  Sha256Hasher hasher;
  hasher.Update({&prefix, 1});
  hasher.Update(message);
  return hasher.Finish();
}

#if defined(__x86_64__)

// Functions that use instructions which not every processor has: called after HasInstructions.
#define SEKISHO_SHA __attribute__((target("sha,avx"), always_inline)) inline

constexpr size_t kBlockBytes = 64;

// FIPS 180-4, 4.2.2.
alignas(16) constexpr std::array<uint32_t, 64> kRound = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

bool HasInstructions() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __builtin_cpu_supports("avx") != 0 && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 &&
         (b & bit_SHA) != 0;
}

__m128i* Words(void* bytes) { return static_cast<__m128i*>(bytes); }
const __m128i* Words(const void* bytes) { return static_cast<const __m128i*>(bytes); }

// The working variables a..h (FIPS 180-4, 6.2.2) in the order that the instructions want.
struct State {
  __m128i abef;
  __m128i cdgh;
};

// One message on its way through a block: its state, and the last 16 words of its schedule.
struct Lane {
  State state;
  State before;
  __m128i words[4];
};

// FIPS 180-4, 5.3.3.
SEKISHO_SHA State InitialState() {
  const auto word = [](uint32_t value) { return static_cast<int>(value); };
  return {_mm_set_epi32(word(0x6a09e667), word(0xbb67ae85), word(0x510e527f), word(0x9b05688c)),
          _mm_set_epi32(word(0x3c6ef372), word(0xa54ff53a), word(0x1f83d9ab), word(0x5be0cd19))};
}

SEKISHO_SHA void BeginBlock(Lane& lane, const uint8_t* block) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  lane.before = lane.state;
  for (int i = 0; i < 4; ++i)
    lane.words[i] = _mm_shuffle_epi8(_mm_loadu_si128(Words(block) + i), big_endian);
}

// Words 4 * group and on, from the 16 before them.
SEKISHO_SHA void Schedule(Lane& lane, int group) {
  __m128i* const w = lane.words;
  const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[group & 3], w[(group + 1) & 3]),
                                    _mm_alignr_epi8(w[(group + 3) & 3], w[(group + 2) & 3], 4));
  w[group & 3] = _mm_sha256msg2_epu32(sum, w[(group + 3) & 3]);
}

SEKISHO_SHA void FourRounds(Lane& lane, int group) {
  State& state = lane.state;
  const __m128i w =
      _mm_add_epi32(lane.words[group & 3], _mm_load_si128(Words(kRound.data()) + group));
  state.cdgh = _mm_sha256rnds2_epu32(state.cdgh, state.abef, w);
  state.abef = _mm_sha256rnds2_epu32(state.abef, state.cdgh, _mm_shuffle_epi32(w, 0x0e));
}

SEKISHO_SHA void EndBlock(Lane& lane) {
  lane.state.abef = _mm_add_epi32(lane.state.abef, lane.before.abef);
  lane.state.cdgh = _mm_add_epi32(lane.state.cdgh, lane.before.cdgh);
}

// The next block of each of the messages, step by step side by side.
template <size_t kLanes>
SEKISHO_SHA void Compress(std::array<Lane, kLanes>& lanes,
                          const std::array<const uint8_t*, kLanes>& blocks) {
  for (size_t i = 0; i < kLanes; ++i) BeginBlock(lanes[i], blocks[i]);
#pragma GCC unroll 16
  for (int group = 0; group < 16; ++group) {
    if (group >= 4)
      for (Lane& lane : lanes) Schedule(lane, group);
    for (Lane& lane : lanes) FourRounds(lane, group);
  }
  for (Lane& lane : lanes) EndBlock(lane);
}

SEKISHO_SHA Digest DigestOf(const State& state) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  const __m128i feba = _mm_shuffle_epi32(state.abef, 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(state.cdgh, 0xb1);
  Digest digest;
  _mm_storeu_si128(Words(digest.data()),
                   _mm_shuffle_epi8(_mm_blend_epi16(feba, dchg, 0xf0), big_endian));
  _mm_storeu_si128(Words(digest.data()) + 1,
                   _mm_shuffle_epi8(_mm_alignr_epi8(dchg, feba, 8), big_endian));
  return digest;
}

// A message cut into blocks: the first with the prefix, whole ones where they lie, the last padded
// (FIPS 180-4, 5.1.1). At least 63 bytes.
struct Blocks {
  Blocks(uint8_t prefix, ByteView message)
      : whole(message.subspan(kBlockBytes - 1)), count(whole.size() / kBlockBytes) {
    first[0] = prefix;
    std::copy_n(message.begin(), kBlockBytes - 1, first.begin() + 1);
    const ByteView rest = whole.subspan(count * kBlockBytes);
    std::copy(rest.begin(), rest.end(), last.begin());
    last[rest.size()] = 0x80;
    last_count = rest.size() + 9 > kBlockBytes ? 2 : 1;
    PutBe64((message.size() + 1) * 8,
            std::span<uint8_t, 8>(last.data() + last_count * kBlockBytes - 8, 8));
  }

  std::array<uint8_t, kBlockBytes> first;
  ByteView whole;
  size_t count;  // of whole blocks
  std::array<uint8_t, 2 * kBlockBytes> last{};
  size_t last_count;
};

// What is left of a message from whole block `at` on.
__attribute__((target("sha,avx"))) Digest FinishAlone(const Lane& lane, const Blocks& blocks,
                                                      size_t at) {
  std::array<Lane, 1> alone = {lane};
  for (; at < blocks.count; ++at) Compress<1>(alone, {blocks.whole.data() + at * kBlockBytes});
  for (size_t i = 0; i < blocks.last_count; ++i)
    Compress<1>(alone, {blocks.last.data() + i * kBlockBytes});
  return DigestOf(alone[0].state);
}

__attribute__((target("sha,avx"))) std::array<Digest, 2> ByInstructions(uint8_t prefix, ByteView a,
                                                                        ByteView b) {
  const Blocks left(prefix, a);
  const Blocks right(prefix, b);
  // What others left in the upper halves of the registers would cost half of the speed: the SHA
  // instructions have to keep it.
  _mm256_zeroupper();
  std::array<Lane, 2> lanes;
  for (Lane& lane : lanes) lane.state = InitialState();
  Compress<2>(lanes, {left.first.data(), right.first.data()});
  const size_t both = std::min(left.count, right.count);
  for (size_t at = 0; at < both; ++at)
    Compress<2>(lanes,
                {left.whole.data() + at * kBlockBytes, right.whole.data() + at * kBlockBytes});
  return {FinishAlone(lanes[0], left, both), FinishAlone(lanes[1], right, both)};
}

// An emulator may have them and be wrong: everything that is signed rests on this.
bool InstructionsAgree() {
  if (!HasInstructions()) return false;
  Bytes message(1000);
  for (size_t i = 0; i < message.size(); ++i) message[i] = static_cast<uint8_t>(i * 31);
  const ByteView a(message);
  const ByteView b = a.subspan(100);
  return ByInstructions(7, a, b) == std::array{ByOpenSsl(7, a), ByOpenSsl(7, b)};
}

std::optional<std::array<Digest, 2>> AtOnce(uint8_t prefix, ByteView a, ByteView b) {
  static const bool kUsable = InstructionsAgree();
  if (!kUsable || std::min(a.size(), b.size()) < kBlockBytes - 1) return std::nullopt;
  return ByInstructions(prefix, a, b);
}

#else

std::optional<std::array<Digest, 2>> AtOnce(uint8_t, ByteView, ByteView) { return std::nullopt; }

#endif

}  // namespace

std::array<Digest, 2> Sha256Pair(uint8_t prefix, ByteView a, ByteView b) {
  const auto at_once = AtOnce(prefix, a, b);
  return at_once ? *at_once : std::array{ByOpenSsl(prefix, a), ByOpenSsl(prefix, b)};
}

}  // namespace sekisho
