#include "libcrypt/keys/passphrase.h"

#include <gtest/gtest.h>

#include "tests/unit/libcrypt/crypto_test_support.h"

namespace sekisho {
namespace {

bool IsGood(std::string_view text, const std::vector<std::string>& known_words = {}) {
  return JudgePassphrase(Passphrase(text), known_words).has_value();
}

TEST(JudgePassphrase, RefusesWhatIsGuessed) {
  for (const char* bad : {"", "a", "password", "Password1!", "12345678901234567890", "qwertyuiop",
                          "sekisho", "sekisho2026", "aaaaaaaaaaaaaaaaaaaaaaaa", "20261122"}) {
    const auto judged = JudgePassphrase(Passphrase(bad), {});
    ASSERT_FALSE(judged) << bad;
    EXPECT_EQ(judged.error().code, ErrorCode::kRefused);
    EXPECT_FALSE(judged.error().next.empty());
    if (*bad != '\0' && std::string_view(bad).size() > 4) {  // ATTACKS Z1
      EXPECT_EQ(judged.error().message.find(bad), std::string::npos);
      EXPECT_EQ(judged.error().next.words().find(bad), std::string::npos);
    }
  }
}

TEST(JudgePassphrase, RefusesKnownWordsInAnyCase) {
  const std::vector<std::string> words = {"Tachibana-Shoji", "大岡越前守忠相"};
  EXPECT_TRUE(IsGood("Tachibana-Shoji"));  // elsewhere it would do
  EXPECT_FALSE(IsGood("Tachibana-Shoji", words));
  EXPECT_FALSE(IsGood("tachibana-shoji", words));
  EXPECT_FALSE(IsGood("TACHIBANA-SHOJI", words));
  EXPECT_FALSE(IsGood("Tachibana-Shoji1", words));
  EXPECT_FALSE(IsGood("大岡越前守忠相", words));
}

TEST(JudgePassphrase, AcceptsWhatIsHardToGuess) {
  for (const char* good :
       {"correct horse battery staple", "vLq8kz0R2mWx+T7yB1Nd", "緑の亀が古い駅で踊る"})
    EXPECT_TRUE(IsGood(good)) << good;
}

TEST(JudgePassphrase, JudgesWhatStandsBeforeANulAndLongOnesInTime) {
  EXPECT_FALSE(IsGood(std::string_view("password\0vLq8kz0R2mWx+T7yB1Nd", 29)));
  EXPECT_FALSE(IsGood(std::string(1 << 16, 'a')));
}

}  // namespace
}  // namespace sekisho
