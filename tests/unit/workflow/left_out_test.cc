#include "workflow/requests/left_out.h"

#include <gtest/gtest.h>

#include "workflow/packages/key_material.h"

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

const std::string kAgeKey = "AGE-SECRET-KEY-1" + std::string(58, 'Q');
const std::string kSigningKey = "k4.secret." + std::string(86, 'a');
const std::string kScrypt = "age-encryption.org/v1\n-> scrypt " + std::string(22, 'A') + " 18\n" +
                            std::string(43, 'A') + "\n--- " + std::string(43, 'A') + "\n";

std::string Utf16(const std::string& text) {
  std::string wide = "\xff\xfe";
  for (const char c : text) wide += {c, '\0'};
  return wide;
}

TEST(KeyMaterial, IsFoundByItsFront) {
  for (const std::string& file :
       {kAgeKey + "\n", "\xef\xbb\xbf" + kAgeKey, "a note\n\xe3\x80\x80" + kAgeKey,
        "# created: 2026\n# public key: age1x\n" + kAgeKey, "  " + kAgeKey + "\r\n",
        Utf16(kAgeKey + "\r\n"), kSigningKey, "# sekisho-signing-key: " + kSigningKey + "\n",
        std::string("-----BEGIN OPENSSH PRIVATE KEY-----\n"),
        std::string("Bag Attributes\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n"),
        std::string("-----BEGIN PGP PRIVATE KEY BLOCK-----\n"),
        std::string("PuTTY-User-Key-File-3: ssh-ed25519\n"), kScrypt})
    EXPECT_TRUE(IsKey(file)) << file;
  std::string ledger("SQLite format 3\0", 16);
  ledger += std::string(52, 'x') + "SkLg" + std::string(28, 'x');
  EXPECT_TRUE(IsKey(ledger));
  EXPECT_FALSE(IsPrivateKey(AsBytes(ledger)));
}

// This project's own page about identity files was refused, and with it the first command of the
// README.
TEST(KeyMaterial, IsNotADocumentThatShowsHowAKeyBegins) {
  for (const char* line :
       {"AGE-SECRET-KEY-1...", "# sekisho-signing-key: k4.secret....", "k4.secret....",
        "AGE-PLUGIN-...",
        "AGE-SECRET-KEY-1 is how the line of a key begins and then sixty more letters"})
    EXPECT_FALSE(IsKey(line)) << line;
}

TEST(KeyMaterial, IsNotSeenInOtherFiles) {
  EXPECT_FALSE(IsKey(""));
  EXPECT_FALSE(IsKey("-----BEGIN PUBLIC KEY-----\n"));
  EXPECT_FALSE(IsKey("-----BEGIN CERTIFICATE-----\n"));
  EXPECT_FALSE(IsKey("ssh-ed25519 AAAA\n"));
  EXPECT_FALSE(IsKey("the line AGE-SECRET-KEY-1 in the middle"));
  EXPECT_FALSE(IsKey("age-encryption.org/v1\n-> X25519 abc\n"));
  EXPECT_FALSE(IsKey(kScrypt + std::string(9000, 'x'))) << "somebody's document";
  EXPECT_FALSE(IsKey(std::string("SQLite format 3\0", 16) + std::string(100, 'x')));
}

}  // namespace
}  // namespace sekisho
