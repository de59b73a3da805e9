#include "libcrypt/primitives/sha256.h"

#include <gtest/gtest.h>

#include "libcrypt/primitives/sha256_pair.h"

namespace sekisho {
namespace {

TEST(Sha256, MatchesFips180) {
  EXPECT_EQ(HexEncode(Sha256(AsBytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Hasher, StartsAnewAfterFinish) {
  Sha256Hasher hasher;
  hasher.Update(AsBytes("a"));
  hasher.Update(AsBytes("bc"));
  EXPECT_EQ(hasher.Finish(), Sha256(AsBytes("abc")));
  hasher.Update(AsBytes("abc"));
  EXPECT_EQ(hasher.Finish(), Sha256(AsBytes("abc")));
}

Digest Prefixed(uint8_t prefix, ByteView message) {
  Bytes whole = {prefix};
  whole.insert(whole.end(), message.begin(), message.end());
  return Sha256(whole);
}

TEST(Sha256Pair, IsSha256OfEachWhateverTheirSizes) {
  Bytes bytes(2200);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * 131 + i / 256);
  // Every way to fall on blocks and their padding, the shorter one on either side.
  for (size_t a = 0; a <= 260; ++a)
    for (const size_t b : {size_t{0}, size_t{62}, size_t{63}, a, a + 1, a + 64, size_t{1000}}) {
      const ByteView first = ByteView(bytes).first(a);
      const ByteView second = ByteView(bytes).subspan(3, b);
      const auto both = Sha256Pair(static_cast<uint8_t>(a), first, second);
      ASSERT_EQ(both[0], Prefixed(static_cast<uint8_t>(a), first)) << a << " and " << b;
      ASSERT_EQ(both[1], Prefixed(static_cast<uint8_t>(a), second)) << a << " and " << b;
      ASSERT_EQ(Sha256Pair(0, second, first)[1], Prefixed(0, first)) << a << " and " << b;
    }
  const Bytes large(1 << 20, 0xa5);
  EXPECT_EQ(Sha256Pair(0, large, large)[1], Prefixed(0, large));
}

TEST(HmacSha256, MatchesRfc4231Case2) {
  EXPECT_EQ(HexEncode(HmacSha256(AsBytes("Jefe"), AsBytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HkdfSha256, MatchesRfc5869Cases1And3) {
  Bytes out(42);
  HkdfSha256(Bytes(22, 0x0b), *HexDecode("000102030405060708090a0b0c"),
             *HexDecode("f0f1f2f3f4f5f6f7f8f9"), out);
  EXPECT_EQ(HexEncode(out),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  HkdfSha256(Bytes(22, 0x0b), {}, {}, out);
  EXPECT_EQ(HexEncode(out),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(ConstantTimeEqual, ComparesLengthAndContent) {
  EXPECT_TRUE(ConstantTimeEqual(AsBytes("ab"), AsBytes("ab")));
  EXPECT_FALSE(ConstantTimeEqual(AsBytes("ab"), AsBytes("ac")));
  EXPECT_FALSE(ConstantTimeEqual(AsBytes("ab"), AsBytes("abc")));
}

}  // namespace
}  // namespace sekisho
