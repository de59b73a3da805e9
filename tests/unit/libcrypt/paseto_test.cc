#include "libcrypt/tokens/paseto.h"

#include <gtest/gtest.h>

#include <vector>

#include "libcrypt/primitives/base64.h"
#include "tests/unit/libcrypt/crypto_test_support.h"

namespace sekisho {
namespace {

constexpr std::string_view kMessage = R"({"kind":"seal","org":"o"})";
constexpr std::string_view kFooter = R"({"kid":"k4.pid.x"})";
constexpr std::string_view kImplicit = "sekisho/v1/seal/o";

class Paseto : public ::testing::Test {
 protected:
  std::string Sign(std::string_view footer = kFooter) const {
    return SignPaseto(key_, AsBytes(kMessage), AsBytes(footer), AsBytes(kImplicit));
  }
  bool Accepts(std::string_view token, std::string_view implicit = kImplicit) const {
    const auto parsed = ParsePaseto(token);
    if (!parsed) {
      EXPECT_EQ(parsed.error().code, ErrorCode::kMalformed);
      return false;
    }
    const auto verified = VerifyPaseto(*parsed, key_.public_key(), AsBytes(implicit));
    if (!verified) {
      EXPECT_EQ(verified.error().code, ErrorCode::kBadSignature);
    }
    return verified.has_value();
  }
  SequenceRandom random_;
  const SigningKey key_ = SigningKey::Generate(random_);
};

TEST_F(Paseto, SignsAndReadsBack) {
  const auto token = ParsePaseto(Sign());
  ASSERT_TRUE(token);
  EXPECT_EQ(AsText(token->message), kMessage);
  EXPECT_EQ(AsText(token->footer), kFooter);
  EXPECT_TRUE(Accepts(Sign()));
  EXPECT_TRUE(Accepts(Sign("")));
  EXPECT_EQ(Sign("").find('.', 10), std::string::npos);
}

TEST_F(Paseto, RefusesEveryFlippedBit) {  // ATTACKS A1
  for (const std::string& token : {Sign(), Sign("")})
    for (size_t i = 0; i < token.size(); ++i)
      for (int bit = 0; bit < 8; ++bit) {
        std::string changed = token;
        changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
        EXPECT_FALSE(Accepts(changed)) << i << " bit " << bit;
      }
}

TEST_F(Paseto, RefusesOtherVersionsAndPurposes) {  // ATTACKS A2
  const std::string rest = Sign().substr(10);
  for (const char* header : {"v4.local.", "v3.public.", "v2.public.", "v4.Public.", "V4.public.",
                             "v4.public", "v4public.", "", "v4.secret."})
    EXPECT_FALSE(Accepts(header + rest)) << header;
}

TEST_F(Paseto, RefusesEveryOtherSpelling) {  // ATTACKS A3
  const std::string with = Sign();
  const std::string without = Sign("");
  const std::vector<std::string> suffixes = {
      "=", "==", "\n", "\r\n", ".", " ", "A", "..", std::string(1, '\0')};
  for (const std::string& token : {with, without})
    for (const std::string& suffix : suffixes) EXPECT_FALSE(Accepts(token + suffix)) << suffix;
  EXPECT_FALSE(Accepts(" " + with));
  EXPECT_FALSE(Accepts(without + "." + Base64UrlEncode(AsBytes("another footer"))));
  for (size_t i = 10; i < with.size(); ++i) {
    for (const char inserted : {'=', '\n', ' ', '.', '+', '/'}) {
      std::string changed = with;
      changed.insert(i, 1, inserted);
      EXPECT_FALSE(Accepts(changed)) << i << " " << inserted;
    }
  }
}

// The last character of a segment carries bits that decode to nothing: they must be zero.
TEST_F(Paseto, RefusesTrailingBits) {  // ATTACKS A3
  for (const std::string_view message : {"a", "ab", "abc"}) {
    const std::string token = SignPaseto(key_, AsBytes(message), {}, {});
    int accepted = 0;
    for (char c = '-'; c <= 'z'; ++c)
      accepted += Accepts(token.substr(0, token.size() - 1) + c, "");
    EXPECT_EQ(accepted, 1) << message;
  }
}

TEST_F(Paseto, RefusesASwappedFooter) {  // ATTACKS A5
  const std::string token = Sign();
  const std::string body = token.substr(0, token.find('.', 10));
  EXPECT_FALSE(Accepts(body));
  EXPECT_FALSE(Accepts(body + "." + Base64UrlEncode(AsBytes(R"({"kid":"k4.pid.y"})"))));
}

TEST_F(Paseto, RefusesAnotherImplicitAssertion) {  // ATTACKS A6
  for (const char* other : {"", "sekisho/v1/seal/p", "sekisho/v1/approval/o", "sekisho/v1/seal/o "})
    EXPECT_FALSE(Accepts(Sign(), other)) << other;
}

TEST_F(Paseto, RefusesAnotherKey) {
  const SigningKey other = SigningKey::Generate(random_);
  EXPECT_FALSE(VerifyPaseto(*ParsePaseto(Sign()), other.public_key(), AsBytes(kImplicit)));
}

// What was signed elsewhere is no token: the pre-authentication encoding keeps the parts apart.
TEST_F(Paseto, RefusesSignaturesOfOtherProtocols) {  // ATTACKS A12
  const std::string joined = std::string("v4.public.") + std::string(kMessage) +
                             std::string(kFooter) + std::string(kImplicit);
  for (const std::string& signed_text : {joined, std::string(kMessage), Sign()}) {
    const Ed25519Signature signature = key_.Sign(AsBytes(signed_text));
    Bytes body = ToBytes(kMessage);
    body.insert(body.end(), signature.begin(), signature.end());
    EXPECT_FALSE(
        Accepts("v4.public." + Base64UrlEncode(body) + "." + Base64UrlEncode(AsBytes(kFooter))));
  }
}

// Moving bytes between message, footer and implicit assertion changes what was signed.
TEST_F(Paseto, KeepsItsPartsApart) {
  const auto parts = ParsePaseto(Sign());
  PasetoToken moved = *parts;
  moved.message.push_back(moved.footer.front());
  moved.footer.erase(moved.footer.begin());
  EXPECT_FALSE(VerifyPaseto(moved, key_.public_key(), AsBytes(kImplicit)));
}

TEST_F(Paseto, RefusesWhatIsTooShort) {
  for (const char* bad : {"", "v4.public.", "v4.public..", "v4.public.AAAA", "v4.public..AAAA"})
    EXPECT_FALSE(Accepts(bad)) << bad;
}

}  // namespace
}  // namespace sekisho
