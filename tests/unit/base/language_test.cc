#include "base/text/language.h"

#include <gtest/gtest.h>

#include <map>

namespace sekisho {
namespace {

using Languages = std::vector<std::string>;

Languages Wanted(const std::map<std::string, std::string>& environment) {
  return LanguagesWanted([&](const char* name) {
    const auto it = environment.find(name);
    return it == environment.end() ? std::string() : it->second;
  });
}

TEST(LanguagesWanted, IsThatOfTheLocaleWhereverItComesFrom) {
  EXPECT_EQ(Wanted({{"LANG", "ja_JP.UTF-8"}}), Languages{"ja"});
  EXPECT_EQ(Wanted({{"LC_MESSAGES", "ja_JP.UTF-8"}, {"LANG", "en_US.UTF-8"}}), Languages{"ja"});
  EXPECT_EQ(Wanted({{"LC_ALL", "ja"}, {"LC_MESSAGES", "fr_FR.UTF-8"}}), Languages{"ja"});
}

TEST(LanguagesWanted, IsWhatLanguageSaysInAnyLocaleButC) {
  EXPECT_EQ(Wanted({{"LC_ALL", "C.UTF-8"}, {"LANGUAGE", "ja"}}), Languages{"ja"});
  EXPECT_EQ(Wanted({{"LANG", "en_US.UTF-8"}, {"LANGUAGE", "fr_CA:ja"}}), (Languages{"fr", "ja"}));
  EXPECT_EQ(Wanted({{"LC_ALL", "C"}, {"LANG", "ja_JP.UTF-8"}, {"LANGUAGE", "ja"}}), Languages{});
  EXPECT_EQ(Wanted({{"LANG", "POSIX"}, {"LANGUAGE", "ja"}}), Languages{});
  EXPECT_EQ(Wanted({{"LANGUAGE", "ja"}}), Languages{});
}

TEST(LanguagesWanted, EndsAtEnglishWhichHasNoCatalogue) {
  EXPECT_EQ(Wanted({{"LANG", "ja_JP.UTF-8"}, {"LANGUAGE", "en_GB:ja"}}), Languages{});
  EXPECT_EQ(Wanted({{"LANG", "en_US.UTF-8"}}), Languages{});
  EXPECT_EQ(Wanted({{"LC_ALL", "C.UTF-8"}}), Languages{});
}

TEST(LanguagesWanted, NeverIsAPath) {
  EXPECT_EQ(Wanted({{"LANG", "ja_JP.UTF-8"}, {"LANGUAGE", "../../tmp/ja:/tmp:j/a:JA:jaja"}}),
            Languages{});
}

}  // namespace
}  // namespace sekisho
