#include "base/text/fold_text.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(NameKey, IsOneForEveryWayToTypeAName) {
  EXPECT_EQ(NameKey("田中　太郎"), NameKey("田中 太郎"));
  EXPECT_EQ(NameKey("  田中 \u00A0 太郎\u200B "), NameKey("田中 太郎"));
  EXPECT_EQ(NameKey("Ｒ１"), NameKey("r1"));
  EXPECT_EQ(NameKey("ﾀﾅｶ"), NameKey("タナカ"));
  EXPECT_EQ(NameKey("か\u3099"), NameKey("が"));
  EXPECT_EQ(NameKey("\uFA19"), NameKey("神"));  // 神, a compatibility kanji
  EXPECT_EQ(NameKey("\uFE00田\uFE00"), NameKey("田"));
  EXPECT_NE(NameKey("田中太郎"), NameKey("田中 太郎"));
  EXPECT_EQ(NameKeyWithoutBlanks("田中太郎"), NameKeyWithoutBlanks("田中　太郎"));
  EXPECT_NE(NameKey("渡辺"), NameKey("渡邊"));
  EXPECT_EQ(NameKey("\xff"), "\xff");
}

TEST(FileNameKey, IsOneForNamesThatAreOneElsewhere) {  // ATTACKS E4
  const std::pair<const char*, const char*> pairs[] = {
      {"й", "и\u0306"}, {"한", "\u1112\u1161\u11AB"},
      {"ά", "α\u0301"}, {"ế", "e\u0302\u0301"},
      {"\uFA1B", "福"}, {"\uFA19", "神"},
      {"\uFA45", "海"}, {"ß", "SS"},
      {"ẞ", "ss"},      {"Ș", "ș"},
      {"Ế", "ế"},       {"ﬁ", "FI"},
      {"Σ", "ς"},       {"が", "か\u3099"},
      {"Å", "A\u030A"}};
  for (const auto& [a, b] : pairs) EXPECT_EQ(FileNameKey(a), FileNameKey(b)) << a << " " << b;
  for (const auto& [a, b] : {std::pair{"a", "ａ"}, {"ｱ", "ア"}, {"①", "1"}, {"×", "÷"}})
    EXPECT_NE(FileNameKey(a), FileNameKey(b)) << a << " " << b;
  EXPECT_NE(FileNameKey("\x83\x41"), FileNameKey("\x83\x61"));
}

TEST(VisibleText, IsNotMadeOfBlanks) {
  for (const char* text :
       {"",       " ",          "\t\r\n",     "　",     "\u00A0",
        "\u200B", "\u2800",     "\u3164",     "\u2060", "\u115F\u1160",
        "\uFEFF", "\u202E",     "\u180E",     "\u034F", "\uFFFC",
        "\u20E3", "\U0001D159", "\U00013441", "\xff",   " \u3000\u2003\u200D\u2800"})
    EXPECT_FALSE(HasVisibleText(text)) << text;
  for (const char* text : {"a", "会議", " ？", "。", "-", "①"})
    EXPECT_TRUE(HasVisibleText(text)) << text;
}

TEST(FoldText, SpellsWhatNobodySees) {
  for (const char* plain : {"", "田中 太郎", "田中　太郎", "Müller", "\xff"})
    EXPECT_EQ(WithInvisibleSpelled(plain), plain);
  EXPECT_EQ(WithInvisibleSpelled("Suzuki\u200b"), "Suzuki\\u{200b}");
  EXPECT_EQ(WithInvisibleSpelled("a\u3164b\u2800"), "a\\u{3164}b\\u{2800}");
  EXPECT_EQ(WithInvisibleSpelled("a\u00a0b"), "a\\u{00a0}b");
  EXPECT_EQ(WithInvisibleSpelled("葛\U000e0100"), "葛\\u{e0100}");
}

}  // namespace
}  // namespace sekisho
