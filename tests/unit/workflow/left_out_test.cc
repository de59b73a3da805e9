#include "workflow/left_out.h"

#include <gtest/gtest.h>

#include "workflow/key_material.h"

namespace sekisho {
namespace {

TEST(LeftOut, KnowsWhatProgramsLeave) {
  for (const char* name : {"~$plan.xlsx", ".~lock.plan.ods#", "Thumbs.db", "THUMBS.DB", "thumbs.db",
                           "desktop.ini", "Desktop.ini", ".DS_Store", "._plan.xlsx", "ehthumbs.db"})
    EXPECT_TRUE(IsLitter(name)) << name;
  for (const char* name : {"plan.xlsx", "~plan", "$plan", ".lock.plan#", "thumbs.db.txt", ".ds",
                           "_.x", ".gitignore", "thumbs", "lock"})
    EXPECT_FALSE(IsLitter(name)) << name;
}

TEST(LeftOut, GlobsFitTheLastComponentOrTheWholeName) {
  const LeftOut left_out{true, {"*.bak", "in/old", "a/*/c"}};
  for (const char* name : {"in/x.bak", "x.bak", "in/old", "a/b/c", "in/Thumbs.db"})
    EXPECT_TRUE(left_out.Matches(name)) << name;
  for (const char* name : {"in/x.bak.txt", "old", "in/older", "a/b/b/c", "in/a.txt"})
    EXPECT_FALSE(left_out.Matches(name)) << name;
  EXPECT_FALSE((LeftOut{false, {}}).Matches("in/Thumbs.db"));
}

TEST(LeftOut, SurvivesTheAnnex) {
  const LeftOut left_out{false, {"*.bak"}};
  const LeftOut read = LeftOutFromJson(Json{{"left_out", ToJson(left_out)}});
  EXPECT_FALSE(read.litter);
  EXPECT_EQ(read.globs, left_out.globs);
  EXPECT_TRUE(LeftOutFromJson(Json::object()).litter);
  EXPECT_TRUE(LeftOutFromJson(Json{{"left_out", 3}}).litter);
}

bool IsKey(const std::string& text) { return IsKeyMaterial(AsBytes(text)); }

TEST(KeyMaterial, IsFoundByItsFront) {
  EXPECT_TRUE(IsKey("AGE-SECRET-KEY-1QQQ\n"));
  EXPECT_TRUE(IsKey("# created: 2026\n# public key: age1x\nAGE-SECRET-KEY-1QQQ\n"));
  EXPECT_TRUE(IsKey("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
  EXPECT_TRUE(IsKey("Bag Attributes\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
  EXPECT_TRUE(IsKey("-----BEGIN PGP PRIVATE KEY BLOCK-----\n"));
  EXPECT_TRUE(IsKey("PuTTY-User-Key-File-3: ssh-ed25519\n"));
  EXPECT_TRUE(IsKey("age-encryption.org/v1\n-> scrypt abc 18\n"));
  std::string ledger("SQLite format 3\0", 16);
  ledger += std::string(52, 'x') + "SkLg" + std::string(28, 'x');
  EXPECT_TRUE(IsKey(ledger));
}

TEST(KeyMaterial, IsNotSeenInOtherFiles) {
  EXPECT_FALSE(IsKey(""));
  EXPECT_FALSE(IsKey("-----BEGIN PUBLIC KEY-----\n"));
  EXPECT_FALSE(IsKey("-----BEGIN CERTIFICATE-----\n"));
  EXPECT_FALSE(IsKey("ssh-ed25519 AAAA\n"));
  EXPECT_FALSE(IsKey("the line AGE-SECRET-KEY-1 in the middle"));
  EXPECT_FALSE(IsKey("age-encryption.org/v1\n-> X25519 abc\n"));
  EXPECT_FALSE(IsKey("age-encryption.org/v1\n-> scrypt abc 18\n" + std::string(9000, 'x')))
      << "somebody's document";
  EXPECT_FALSE(IsKey(std::string("SQLite format 3\0", 16) + std::string(100, 'x')));
}

}  // namespace
}  // namespace sekisho
