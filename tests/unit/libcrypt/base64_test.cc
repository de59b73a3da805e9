#include "libcrypt/primitives/base64.h"

#include <gtest/gtest.h>

#include "tests/unit/libcrypt/crypto_test_support.h"

namespace sekisho {
namespace {

TEST(Base64, ReadsBackWhatItWrites) {
  for (size_t size = 0; size < 70; ++size) {
    const Bytes bytes = Pattern(size);
    const std::string text = Base64Encode(bytes);
    EXPECT_EQ(text.size(), Base64EncodedSize(size));
    EXPECT_EQ(Base64DecodedSize(text.size()), size);
    EXPECT_EQ(*Base64Decode(text), bytes);
    EXPECT_EQ(*Base64UrlDecode(Base64UrlEncode(bytes)), bytes);
  }
  EXPECT_EQ(Base64Encode(Bytes{0xfb, 0xff}), "+/8");
  EXPECT_EQ(Base64UrlEncode(Bytes{0xfb, 0xff}), "-_8");
}

// Every byte there is, in every place of a group: only the alphabet is taken, and every text that
// is taken is what its bytes encode to.
TEST(Base64, TakesOneSpellingOnly) {  // ATTACKS A3, D4
  for (size_t place = 0; place < 8; ++place) {
    int taken = 0;
    int taken_url = 0;
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = "QUJDQUJD";
      text[place] = static_cast<char>(byte);
      const auto plain = Base64Decode(text);
      const auto url = Base64UrlDecode(text);
      taken += plain.has_value();
      taken_url += url.has_value();
      if (plain) {
        EXPECT_EQ(Base64Encode(*plain), text) << byte;
      }
      if (url) {
        EXPECT_EQ(Base64UrlEncode(*url), text) << byte;
      }
    }
    EXPECT_EQ(taken, 64) << place;
    EXPECT_EQ(taken_url, 64) << place;
  }
  for (const char* bad : {"A", "AAAAA", "AB", "AAB", "AA==", "AA\n", " AA", "AAA="})
    EXPECT_FALSE(Base64Decode(bad)) << bad;
}

TEST(Base64, DecodesIntoExactlyTheSizeGiven) {
  Bytes three(3);
  EXPECT_TRUE(Base64UrlDecodeInto("QUJD", three));
  EXPECT_EQ(AsText(three), "ABC");
  Bytes four(4);
  EXPECT_FALSE(Base64UrlDecodeInto("QUJD", four));
  Bytes two(2);
  EXPECT_FALSE(Base64UrlDecodeInto("QUJD", two));
}

}  // namespace
}  // namespace sekisho
