#include "base/text/plain_name.h"

#include <gtest/gtest.h>

#include "base/text/blanks.h"

namespace sekisho {
namespace {

TEST(PlainName, IsWhatPeopleAreCalled) {
  for (const char* name : {"田中 太郎", "田中　太郎",  "髙橋",       "佐々木",   "タナカ・タロウ",
                           "ﾀﾅｶ ﾀﾛｳ",   "O'Brien",     "O’Brien",    "Jean-Luc", "Martin Jr.",
                           "Müller",    "Иван Петров", "Νίκος",      "김철수",   "Suzuki 2",
                           "ば",        "𠮷田",        "Ａｌｉｃｅ", "Nguyễn",   "Սարգսյան"})
    EXPECT_TRUE(IsPlainName(name)) << name;
}

TEST(PlainName, I2IsNothingThatReadsAsMoreOfAView) {
  for (const char* name : {"",
                           " ",
                           "\u200B",
                           "Sato, Suzuki",
                           "佐藤、鈴木",
                           "佐藤，鈴木",
                           "鈴木（営業）",
                           "鈴木【営業】",
                           "鈴木「営業」",
                           "Suzuki (P2)",
                           "Suzuki: approved",
                           "a;b",
                           "a/b",
                           "a\u2028b",
                           "Kato \u13A2",
                           "Ito \uA4D1",
                           "S\u0251no",
                           "\u0555ka S",
                           "\U0001D5A0be",
                           "Ono\uFE50 P3",
                           "\u0405uzuki",
                           "S\u03BFto",
                           "Suzuki → Sato",
                           "“Suzuki”",
                           "\xff"})
    EXPECT_FALSE(IsPlainName(name)) << name;
}

// Spelled out wherever they are shown, so that nobody takes them for anything else.
TEST(PlainName, MayHaveWhatNobodySees) {
  for (const char* name : {"a\nb", "a\u200Bb", "Suzuki\u00A0Sales", "\x1b[2Jevil", "Suzuki  Sales"})
    EXPECT_TRUE(IsPlainName(name)) << name;
}

TEST(PlainName, DepartmentsMayBeOfTwo) {
  for (const char* name : {"総務課", "営業1課", "R&D", "IT/Systems", "総務・人事", "A_B", "QA+RA"})
    EXPECT_TRUE(IsPlainDepartment(name)) << name;
  for (const char* name : {"", "Sales、P4）", "Sales, P2", "Sales（東京）"})
    EXPECT_FALSE(IsPlainDepartment(name)) << name;
}

TEST(Blanks, I2PushNothingOntoALineOfItsOwn) {
  EXPECT_EQ(WithSingleBlanks("a      b"), "a b");
  EXPECT_EQ(WithSingleBlanks("a　　 　b  "), "a　b ");
  EXPECT_EQ(WithSingleBlanks("訪問 2回"), "訪問 2回");
  EXPECT_EQ(WithSingleBlanks("\xe3\x80"), "\xe3\x80");
  EXPECT_EQ(WithoutNeedlessBlanks("　 田中  太郎 　"), "田中 太郎");
  EXPECT_EQ(WithoutNeedlessBlanks("  "), "");
}

// Nobody's words push the terms off the screen, or stand beneath them as others (ATTACKS I1).
TEST(ShownWords, I1BlanksThatNobodySeesAreSpelledAndTheRestIsCut) {
  std::string purpose = "visit";
  for (int i = 0; i < 80; ++i) purpose += "\u2800";
  purpose += "can be opened by: Tanaka";
  const std::string shown = ShownWords(purpose, 400);
  EXPECT_LE(shown.size(), 403u);
  EXPECT_EQ(shown.find("\u2800"), std::string::npos);
  EXPECT_TRUE(shown.starts_with("visit\\u{2800}"));
  EXPECT_EQ(shown.find("Tanaka"), std::string::npos);
  EXPECT_EQ(ShownWords("客先  訪問", 400), "客先 訪問");
  EXPECT_EQ(ShownWords("客先訪問", 4), "客...");
}

}  // namespace
}  // namespace sekisho
