#include "base/text/columns.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

using Lines = std::vector<std::string>;

TEST(DisplayWidth, CountsFullWidthCharactersTwice) {
  EXPECT_EQ(DisplayWidth("seal"), 4U);
  EXPECT_EQ(DisplayWidth("封印（済み）"), 12U);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1U);  // a combining accent
  EXPECT_EQ(DisplayWidth("\xff"), 1U);
  EXPECT_EQ(DisplayWidth(""), 0U);
}

TEST(PadTo, FillsUpToTheColumn) {
  EXPECT_EQ(PadTo("媒体", 6), "媒体  ");
  EXPECT_EQ(PadTo("媒体", 3), "媒体");
}

TEST(WrapText, BreaksAtBlanks) {
  EXPECT_EQ(WrapText("to be put into lines", 9), (Lines{"to be put", "into", "lines"}));
  EXPECT_EQ(WrapText("unbreakable", 4), Lines{"unbreakable"});
  EXPECT_EQ(WrapText("", 4), Lines{""});
  EXPECT_EQ(WrapText("a\nb", 4), (Lines{"a", "b"}));
}

TEST(WrapText, BreaksBetweenFullWidthCharactersButNotBeforeClosingOnes) {
  EXPECT_EQ(WrapText("媒体を消去する", 8), (Lines{"媒体を消", "去する"}));
  EXPECT_EQ(WrapText("封印する。返却", 8), (Lines{"封印す", "る。返却"}));
  EXPECT_EQ(WrapText("消去（全部）", 6), (Lines{"消去", "（全", "部）"}));
}

TEST(WrapText, KeepsAWordAmongThemTogether) {
  EXPECT_EQ(WrapText("記録 sekisho を検証", 12), (Lines{"記録 sekisho", "を検証"}));
}

}  // namespace
}  // namespace sekisho
