// A charter as people write it.
#include "approvals/charter/charter_toml.h"

#include <gtest/gtest.h>

#include "people.h"
#include "tests/unit/base/refusal_of.h"

namespace sekisho {
namespace {

TEST(CharterToml, SaysWhereAndWhatHelps) {
  const std::string good(*CharterTemplate("small-office"));
  const auto error = [](const std::string& text) {
    const Result<CharterDraft> draft = CharterFromToml(text);
    return draft ? Error{ErrorCode::kFailed, "accepted", ""} : draft.error();
  };
  EXPECT_EQ(error("colour = 1\n" + good).message, "charter file, line 1: unknown key 'colour'");
  EXPECT_NE(error("colour = 1\n" + good).next.words().find("known here: name, profile"),
            std::string::npos);
  EXPECT_EQ(error("\nzone = 9\n").message, "charter file, line 2: 'zone' must be text in quotes");
  EXPECT_NE(error("zone = \"+9\"\n").message.find("line 1"), std::string::npos);
  EXPECT_NE(error("a = \n").message.find("charter file, line 1: "), std::string::npos);
  EXPECT_NE(error("expires = \"soon\"\n").message.find("must be a date"), std::string::npos);
  EXPECT_NE(error("[[class]]\nid = \"x\"\n").message.find("'approvals' is missing"),
            std::string::npos);
  EXPECT_NE(error(good + "colour = 1\n").message.find("unknown key"), std::string::npos);
  const std::string bad_role =
      "[[class]]\nid=\"x\"\napprovals=[{roles=[\"king\"]}]\ndestinations=[\"mail\"]\nmax-days=1\n";
  EXPECT_EQ(error(bad_role).message, "charter file, line 3: 'roles' cannot hold 'king'");
  EXPECT_FALSE(CharterFromToml(""));
}

TEST(CharterToml, KeysAreYoungForAWeekUnlessItSaysOtherwise) {
  std::string text(*CharterTemplate("small-office"));
  EXPECT_EQ(CharterFromToml(text)->rules.young_key_days, 7);
  const std::string line = "young-key-days = 7\n";
  const size_t at = text.find(line);
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(CharterFromToml(std::string(text).erase(at, line.size()))->rules.young_key_days, 7);
  text.replace(at, line.size(), "young-key-days = 30\n");
  const auto draft = CharterFromToml(text);
  ASSERT_TRUE(draft) << draft.error().message;
  EXPECT_EQ(draft->rules.young_key_days, 30);
  EXPECT_EQ(*CharterFromToml(CharterToToml(*draft)), *draft);
}

// One word in earlier files and charters, which still reads and means both of today's.
TEST(CharterToml, TheOldWipeGradeMeansBothWords) {
  const std::string text(*CharterTemplate("company"));
  EXPECT_EQ(CharterFromToml(text)->rules.classes[3].wipe_on_return, WipeOnReturn::kWiped);
  EXPECT_EQ(CharterFromToml(text)->rules.classes[3].wipe_on_disposal, WipeGrade::kPurge);
  const std::string both = "wipe-on-return = \"wiped\"\nwipe-on-disposal = \"purge\"\n";
  const size_t at = text.find(both);
  ASSERT_NE(at, std::string::npos);
  const auto with = [&](const std::string& lines) {
    return CharterFromToml(std::string(text).replace(at, both.size(), lines));
  };
  const auto old = with("wipe-grade = \"purge\"\n");
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_EQ(old->rules.classes[3].wipe_on_return, WipeOnReturn::kWiped);
  EXPECT_EQ(old->rules.classes[3].wipe_on_disposal, WipeGrade::kPurge);
  EXPECT_EQ(*CharterFromToml(CharterToToml(*old)), *old);
  EXPECT_EQ(with("wipe-grade = \"clear\"\n")->rules.classes[3].wipe_on_return,
            WipeOnReturn::kEmptied);
  EXPECT_EQ(with("")->rules.classes[3].wipe_on_return, WipeOnReturn::kEmptied);
  const auto doubled = with("wipe-grade = \"purge\"\n" + both);
  ASSERT_EQ(RefusalOf(doubled), ErrorCode::kMalformed);
  EXPECT_NE(doubled.error().message.find("is the old word"), std::string::npos);
}

TEST(CharterToml, SurvivesDeepNesting) {  // ATTACKS A4
  std::string dots = "a";
  while (dots.size() < 60000) dots += ".a";
  EXPECT_FALSE(CharterFromToml(dots + " = 1\n"));
  EXPECT_FALSE(CharterFromToml("[" + dots + "]\n"));
  EXPECT_FALSE(CharterFromToml("a = " + std::string(60000, '[')));
}

TEST(CharterToml, ReadsDatesAsWholeDaysOfTheOrganisation) {
  const std::string good(*CharterTemplate("small-office"));
  const Result<CharterDraft> draft = CharterFromToml(
      "name = \"山田 \\\"製作所\\\"\"\neffective = 2026-04-01\nexpires = 2027-03-31\n" + good +
      "[[cloud]]\nname = \"box\"\nexpires = 2027-03-31\n");
  ASSERT_TRUE(draft) << draft.error().message;
  EXPECT_EQ(FormatTime(*draft->effective), "2026-04-01T00:00:00+09:00");
  EXPECT_EQ(FormatTime(*draft->expires), "2027-03-31T23:59:59+09:00");
  EXPECT_EQ(draft->rules.clouds[0].expires, *draft->expires);
  EXPECT_EQ(draft->name, "山田 \"製作所\"");
  EXPECT_EQ(*CharterFromToml(CharterToToml(*draft)), *draft);
}

// A good file, with `top` before its class and `more` in it.
std::string FileWith(const std::string& top, const std::string& more = {}) {
  return top +
         "\n[[class]]\nid = \"秘\"\napprovals = [{ roles = [\"manager\"] }]\n"
         "destinations = [\"medium\"]\nmax-days = 30\n" +
         more + "\n";
}

TEST(CharterToml, RefusesEveryOtherTypeAndValue) {
  ASSERT_TRUE(CharterFromToml(FileWith("")));
  struct Row {
    const char* what;
    std::string text;
  };
  const Row rows[] = {
      {"a number for text", FileWith("name = 9")},
      {"text for a number", FileWith("skew-seconds = \"300\"")},
      {"a number for a flag", FileWith("", "training = 1")},
      {"text for a list", FileWith("departments = \"総務\"")},
      {"a number within a list of texts", FileWith("departments = [\"総務\", 1]")},
      {"an unknown code", FileWith("profile = \"club\"")},
      {"text for a date", FileWith("expires = \"soon\"")},
      {"a time without its offset", FileWith("expires = 2027-03-31T12:00:00")},
      {"text for slots", FileWith("", "third-party = \"manager\"")},
      {"text for a slot", FileWith("", "third-party = [\"manager\"]")},
      {"a department that is neither any nor same",
       FileWith("", "third-party = [{ roles = [\"manager\"], department = \"other\" }]")},
      {"a number for clouds", FileWith("cloud = 1")},
      {"a number for a cloud", FileWith("cloud = [1]")},
      {"an offset of one digit", FileWith("zone = \"+9\"")},
      {"a name that is too long", FileWith("name = \"" + std::string(201, 'x') + "\"")},
      {"a name that reads backwards", FileWith("name = \"\\u202E\"")},
  };
  for (const Row& row : rows) {
    const auto draft = CharterFromToml(row.text);
    EXPECT_EQ(RefusalOf(draft), ErrorCode::kMalformed) << row.what;
    if (draft) continue;
    EXPECT_EQ(draft.error().message.find("charter file, line "), 0u) << draft.error().message;
  }
}

TEST(CharterToml, IsBoundedAndUtf8) {
  const std::string good = FileWith("");
  EXPECT_TRUE(CharterFromToml(good + std::string(kMaxCharterTomlBytes - good.size(), '\n')));
  EXPECT_EQ(RefusalOf(CharterFromToml(good + std::string(kMaxCharterTomlBytes, '\n'))),
            ErrorCode::kMalformed);
  for (const char* bytes : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"})
    EXPECT_EQ(RefusalOf(CharterFromToml(FileWith("# " + std::string(bytes)))),
              ErrorCode::kMalformed);
}

}  // namespace
}  // namespace sekisho
