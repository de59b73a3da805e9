#include "base/text/look_alike.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(LookAlike, NamesThatAReaderTakesForOneAnother) {  // ATTACKS I2
  const std::pair<const char*, const char*> pairs[] = {{"山口 二郎", "山ロ ニ郎"},
                                                       {"夕方 一", "タ方 ー"},
                                                       {"斎藤", "齋藤"},
                                                       {"吉田", "𠮷田"},
                                                       {"高橋", "髙橋"},
                                                       {"渡辺 花", "渡邉花"},
                                                       {"Kato Ken", "ＫＡＴＯ ken"},
                                                       {"浜田", "濵田"}};
  for (const auto& [one, other] : pairs) EXPECT_EQ(LookAlikeKey(one), LookAlikeKey(other)) << other;
}

TEST(LookAlike, OthersStayApart) {
  EXPECT_NE(LookAlikeKey("鈴木"), LookAlikeKey("鈴本"));
  EXPECT_NE(LookAlikeKey("佐藤 花子"), LookAlikeKey("佐藤 花"));
  EXPECT_EQ(LookAlikeKey("\xff"), "\xff");
}

}  // namespace
}  // namespace sekisho
