#include "tools/speech/lint_words.h"

#include <gtest/gtest.h>

#include <set>

#include "tools/speech/next_words.h"

namespace sekisho {
namespace {

constexpr ZoneOffset kZone = std::chrono::hours(9);

// kExpiresSoon is the last of them.
TEST(LintWords, EveryCodeHasASentenceANextStepAndASpelling) {
  std::set<std::string> spellings, sentences;
  constexpr int kLast = static_cast<int>(LintCode::kExpiresSoon);
  for (int i = 0; i <= kLast; ++i) {
    LintFinding finding{static_cast<LintCode>(i), "秘", "", {}};
    finding.cloud = "box";
    spellings.insert(CodeOf(finding.code));
    sentences.insert(SentenceOf(finding, kZone));
    EXPECT_NE(WordsOf(NextOf(finding.code)), "") << i;
  }
  EXPECT_EQ(spellings.size(), size_t{kLast + 1});
  EXPECT_EQ(sentences.size(), size_t{kLast + 1});
  EXPECT_FALSE(spellings.contains(""));
  EXPECT_FALSE(sentences.contains(""));
}

TEST(LintWords, SayTheCaseAndTheDepartment) {
  LintFinding finding{LintCode::kNobodyApproves, "秘", "", {}};
  EXPECT_EQ(SentenceOf(finding, kZone), "nobody can approve 秘");
  finding.personal_data = true;
  EXPECT_EQ(SentenceOf(finding, kZone), "nobody can approve 秘 with personal data");
  finding.department = "総務";
  finding.third_party = true;
  EXPECT_EQ(SentenceOf(finding, kZone),
            "nobody can approve 秘 with personal data for a third party for 総務");
  finding.personal_data = false;
  finding.code = LintCode::kNobodyApprovesFor;
  finding.members = {"a", "b"};
  EXPECT_EQ(SentenceOf(finding, kZone),
            "秘 for a third party: 2 of those who approve could not get a request of their own "
            "approved");
  finding.code = LintCode::kNeverWiped;
  EXPECT_EQ(AboutOf(finding), "");
}

TEST(LintWords, SayDatesInTheZoneOfTheOrganisation) {
  LintFinding finding{LintCode::kCloudExpired, "", "", {}};
  finding.cloud = "box";
  finding.when = Time(std::chrono::hours(20));  // in Japan it is the 2nd already
  EXPECT_NE(SentenceOf(finding, kZone), SentenceOf(finding, ZoneOffset(0)));
  EXPECT_NE(SentenceOf(finding, kZone).find("box"), std::string::npos);
}

}  // namespace
}  // namespace sekisho
