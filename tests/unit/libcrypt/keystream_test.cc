#include "libcrypt/primitives/keystream.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/bytes.h"

namespace sekisho {
namespace {

class ZeroRandom final : public Random {
 public:
  void Fill(MutableBytes out) override { std::fill(out.begin(), out.end(), uint8_t{0}); }
};

Bytes At(Keystream& keystream, uint64_t offset, size_t bytes) {
  Bytes out(bytes, 0xAA);
  keystream.Fill(offset, out);
  return out;
}

// AES-256 of the zero block and the zero key: NIST's AESAVS, GFSbox and KeySbox begin from it.
TEST(Keystream, IsAes256InCounterMode) {
  ZeroRandom random;
  Keystream keystream(random);
  EXPECT_EQ(HexEncode(At(keystream, 0, 16)), "dc95c078a2408989ad48a21492842087");
  EXPECT_EQ(HexEncode(At(keystream, 16, 16)), "530f8afbc74536b9a963b4f1c4cb738b");
}

TEST(Keystream, IsTheSameFromAnyOffset) {
  SystemRandom random;
  Keystream keystream(random);
  const Bytes all = At(keystream, 0, 4096);
  for (const size_t offset : {16u, 512u, 4080u}) {
    const Bytes part = At(keystream, offset, 4096 - offset);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), all.begin() + static_cast<ptrdiff_t>(offset)));
  }
  EXPECT_NE(At(keystream, uint64_t{1} << 50, 4096), all);
}

TEST(Keystream, EveryOneHasAKeyOfItsOwn) {
  SystemRandom random;
  Keystream one(random);
  Keystream other(random);
  EXPECT_NE(At(one, 0, 512), At(other, 0, 512));
}

TEST(Keystream, IsMadeAgainFromItsSeed) {  // ATTACKS H7
  std::array<uint8_t, Keystream::kSeedBytes> seed{};
  seed[31] = 7;
  Keystream one(seed);
  Keystream again(seed);
  EXPECT_EQ(At(one, 4096, 512), At(again, 4096, 512));
  seed[31] = 8;
  Keystream other(seed);
  EXPECT_NE(At(one, 4096, 512), At(other, 4096, 512));
}

}  // namespace
}  // namespace sekisho
