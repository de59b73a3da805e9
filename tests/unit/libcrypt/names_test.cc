#include "libcrypt/archive/names.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

bool Accepts(std::string_view name) { return bool(CheckName(name, ErrorCode::kVerdict)); }

TEST(CheckName, AcceptsWhatPeopleUse) {
  for (const char* name :
       {"a", "見積書.xlsx", "資料/2026年度/提案 (最終).pdf", "...", "..a", "a\\b", " lead",
        "\x83\x65\x83\x58\x83\x67.txt", "か\u3099", ".hidden", "-x"})
    EXPECT_TRUE(Accepts(name)) << name;
}

TEST(CheckName, RefusesNamesThatClimbOrAreEmpty) {  // ATTACKS E1
  for (const char* name : {"", "/", "/etc/passwd", "..", ".", "../a", "a/..", "a/../b", "a/./b",
                           "a//b", "a/", "./a", "-"})
    EXPECT_FALSE(Accepts(name)) << name;
  EXPECT_FALSE(Accepts(std::string_view("a\0b", 3)));
}

TEST(CheckName, RefusesNoNameAtAll) { EXPECT_FALSE(Accepts("")); }

TEST(CheckName, RefusesControlAndMisleadingCharacters) {  // ATTACKS E5
  for (const char* name : {"a\nb", "a\rb", "a\x1b[31m", "a\x7f", "\x01", "\u202Efdp.exe",
                           "a\u200Bb", "\u2066x", "\xff\x1b[2J", "\xff\u202Efdp", "a\u0085"})
    EXPECT_FALSE(Accepts(name)) << name;
}

TEST(CheckName, RefusesWhatNoFileSystemHolds) {  // ATTACKS E7
  EXPECT_TRUE(Accepts(std::string(255, 'a')));
  EXPECT_FALSE(Accepts(std::string(256, 'a')));
  std::string deep = "a";
  for (int i = 1; i < 128; ++i) deep += "/a";
  EXPECT_TRUE(Accepts(deep));
  EXPECT_FALSE(Accepts(deep + "/a"));
  std::string longest;
  while (longest.size() < 4096 - 256) longest += std::string(255, 'b') + "/";
  longest += std::string(4095 - longest.size(), 'c');
  EXPECT_TRUE(Accepts(longest));
  EXPECT_FALSE(Accepts(longest + "c"));
}

TEST(CheckName, RefusesWhatIsTooLongAsAWhole) {  // ATTACKS E7
  std::string name;
  while (name.size() < 4096) name += std::string(63, 'a') + "/";
  name.back() = 'a';
  EXPECT_FALSE(Accepts(name));
  EXPECT_TRUE(Accepts(name.substr(1)));
}

TEST(CheckName, NamesTheNameAndTheWayOut) {
  const auto refused = CheckName("a\x1b[2J", ErrorCode::kRefused);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_EQ(refused.error().message, "the name a\\x1b[2J has control characters");
  EXPECT_FALSE(refused.error().next.empty());
}

TEST(IsReservedName, CoversEveryCaseAtTheTopOnly) {
  for (const char* name :
       {"SEKISHO", "sekisho", "Sekisho/x", "seKISHO/request", "ſekisho", "SE\u212AISHO"})
    EXPECT_TRUE(IsReservedName(name)) << name;
  for (const char* name : {"SEKISHO2", "a/SEKISHO", "関所"})
    EXPECT_FALSE(IsReservedName(name)) << name;
}

TEST(CollisionKey, IgnoresCase) {  // ATTACKS E4
  EXPECT_EQ(CollisionKey("README/A"), CollisionKey("readme/a"));
  EXPECT_EQ(CollisionKey("ÀÖØÞŸŽŁĲ"), CollisionKey("àöøþÿžłĳ"));
  EXPECT_EQ(CollisionKey("ΑΣΩΆ"), CollisionKey("αςωά"));
  EXPECT_EQ(CollisionKey("ПРИЁМ"), CollisionKey("приём"));
  EXPECT_EQ(CollisionKey("Ａｂ Ⅳ Ⓐ"), CollisionKey("ａｂ ⅳ ⓐ"));
  EXPECT_NE(CollisionKey("×"), CollisionKey("÷"));
  EXPECT_NE(CollisionKey("a"), CollisionKey("ａ"));
}

TEST(CollisionKey, IgnoresComposition) {  // ATTACKS E4
  EXPECT_EQ(CollisionKey("が"), CollisionKey("か\u3099"));
  EXPECT_EQ(CollisionKey("パプポ"), CollisionKey("ハ\u309Aフ\u309Aホ\u309A"));
  EXPECT_EQ(CollisionKey("ゔヴヷヺゞヾ"),
            CollisionKey("う\u3099ウ\u3099ワ\u3099ヲ\u3099ゝ\u3099ヽ\u3099"));
  EXPECT_EQ(CollisionKey("ダイアグラム"), CollisionKey("タ\u3099イアク\u3099ラム"));
  EXPECT_EQ(CollisionKey("Résumé"), CollisionKey("RE\u0301SUME\u0301"));
  EXPECT_NE(CollisionKey("が"), CollisionKey("か"));
  EXPECT_NE(CollisionKey("は\u309A"), CollisionKey("は\u3099"));
  EXPECT_NE(CollisionKey("な\u3099"), CollisionKey("な"));
}

TEST(CollisionKey, KeepsBytesThatAreNotUtf8) {  // ATTACKS E7: アA and アa as halves of CP932 kanji
  EXPECT_NE(CollisionKey("\x83\x41"), CollisionKey("\x83\x61"));
  EXPECT_EQ(CollisionKey("A/\x83\x41"), CollisionKey("a/\x83\x41"));
}

TEST(NameSet, FindsEachCollisionAmongMany) {
  NameSet names;
  for (int i = 0; i < 5000; ++i) EXPECT_TRUE(names.Add("name" + std::to_string(i)));
  for (int i = 0; i < 5000; ++i) EXPECT_FALSE(names.Add("NAME" + std::to_string(i)));
}

TEST(TreeOrder, AcceptsArchiveOrderOnly) {
  TreeOrder order(ErrorCode::kMalformed);
  EXPECT_TRUE(order.Add("a", true));
  EXPECT_TRUE(order.Add("a/x", false));
  EXPECT_TRUE(order.Add("a/y", true));
  EXPECT_TRUE(order.Add("a/y/z", false));
  EXPECT_TRUE(order.Add("a.c", false));  // after a's contents, although '.' sorts before '/'
  EXPECT_TRUE(order.Add("b", false));
  EXPECT_FALSE(order.Add("a/z", false));
}

TEST(TreeOrder, RefusesOrphansDuplicatesAndCollisions) {  // ATTACKS E4
  const auto refuses = [](std::vector<std::pair<std::string, bool>> entries) {
    TreeOrder order(ErrorCode::kMalformed);
    for (size_t i = 0; i + 1 < entries.size(); ++i)
      EXPECT_TRUE(order.Add(entries[i].first, entries[i].second)) << entries[i].first;
    return !order.Add(entries.back().first, entries.back().second);
  };
  EXPECT_TRUE(refuses({{"a/x", false}}));
  EXPECT_TRUE(refuses({{"a", false}, {"a/x", false}}));
  EXPECT_TRUE(refuses({{"a", false}, {"a", false}}));
  EXPECT_TRUE(refuses({{"b", false}, {"a", false}}));
  EXPECT_TRUE(refuses({{"A", false}, {"a", false}}));
  EXPECT_TRUE(refuses({{"d", true}, {"d/か\u3099", false}, {"d/が", false}}));
  EXPECT_TRUE(refuses({{"Sekisho", true}}));
}

}  // namespace
}  // namespace sekisho
