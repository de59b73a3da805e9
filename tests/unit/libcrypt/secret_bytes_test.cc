#include "libcrypt/keys/secret_bytes.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "base/files/files.h"
#include "tests/unit/libcrypt/archive_test_support.h"

namespace sekisho {
namespace {

static_assert(!std::is_copy_constructible_v<SecretBytes>);
static_assert(!std::is_copy_assignable_v<SecretBytes>);
static_assert(!std::is_convertible_v<SecretBytes, std::string>);

TEST(SecretBytes, AreZeroedWhenNewAndMayBeEmpty) {
  const SecretBytes secret(40);
  EXPECT_EQ(secret.size(), 40u);
  for (uint8_t byte : secret.Expose()) EXPECT_EQ(byte, 0);
  EXPECT_TRUE(SecretBytes().empty());
  EXPECT_TRUE(SecretBytes(0).Expose().empty());
  EXPECT_TRUE(SecretBytes::CopyOf({}).empty());
}

TEST(SecretBytes, MoveLeavesNothingBehind) {
  SecretBytes from = SecretBytes::CopyOf(AsBytes("secret"));
  const SecretBytes to = std::move(from);
  EXPECT_EQ(to.ExposeText(), "secret");
  EXPECT_TRUE(from.empty());  // NOLINT: what is left after the move is the question
}

TEST(SecretBytes, MoveAssignmentTakesTheOther) {
  SecretBytes to = SecretBytes::CopyOf(AsBytes("old"));
  {
    SecretBytes from = SecretBytes::CopyOf(AsBytes("new one"));
    to = std::move(from);
  }
  EXPECT_EQ(to.ExposeText(), "new one");
}

TEST(SecretBytes, CloneIsAnotherObject) {
  SecretBytes one = SecretBytes::CopyOf(AsBytes("secret"));
  const SecretBytes two = one.Clone();
  one.ExposeForWriting()[0] = 'S';
  EXPECT_EQ(two.ExposeText(), "secret");
}

TEST(SecretBytes, ShortenKeepsTheFront) {
  SecretBytes secret = SecretBytes::CopyOf(AsBytes("secret and more"));
  secret.Shorten(6);
  EXPECT_EQ(secret.ExposeText(), "secret");
  secret.Shorten(100);
  EXPECT_EQ(secret.ExposeText(), "secret");
  secret.Shorten(0);
  EXPECT_TRUE(secret.empty());
}

TEST(Wipe, Zeroes) {
  Bytes bytes = {1, 2, 3};
  Wipe(bytes);
  EXPECT_EQ(bytes, Bytes(3));
}

TEST(ReadSecretFile, ReadsNoMoreThanAllowed) {
  const ScratchDirectory scratch;
  scratch.Write("f", AsBytes("12345"));
  EXPECT_EQ(ReadSecretFile(scratch / "f", 5)->ExposeText(), "12345");
  EXPECT_FALSE(ReadSecretFile(scratch / "f", 4));
  const auto missing = ReadSecretFile(scratch / "g", 4);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace sekisho
