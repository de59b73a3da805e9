// What founding and joining refuse (ATTACKS C1), and that nothing is kept then.
#include "libcrypt/primitives/base64.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/office.h"

namespace sekisho {
namespace {

class Founding : public Office {
 protected:
  std::optional<ErrorCode> FoundAs(const std::string& identity, const std::string& charter) {
    FoundOptions options;
    options.org = "another";
    options.officer = "大岡";
    options.charter_toml = charter;
    return RefusalOf(
        Found({home_ + "/new/ledger.sqlite", home_ + "/" + identity + ".id", home_ + "/new/state"},
              WorldNow(), options));
  }
  const std::string charter_{*CharterTemplate("small-office")};
};

TEST_F(Founding, TakesAnIdentityThatSigns) {
  Identity reader;
  reader.age.push_back(X25519Identity::Generate(random_));
  ASSERT_TRUE(WriteIdentityFile(home_ + "/reader.id", reader, nullptr, clock_.Now(), random_));
  EXPECT_EQ(FoundAs("reader", charter_), ErrorCode::kRefused);
  EXPECT_FALSE(PathExists(home_ + "/new"));
  EXPECT_EQ(FoundAs("stranger", charter_), std::nullopt);
}

TEST_F(Founding, C6NoCharterBeginsWithARuleThatNothingKeeps) {
  const std::string rule = "training = false\n";
  std::string scanning = charter_;
  scanning.insert(scanning.find(rule), "scan = true\n");
  EXPECT_EQ(FoundAs("stranger", scanning), ErrorCode::kRefused);
  EXPECT_FALSE(PathExists(home_ + "/new"));
}

class Joining : public Office {
 protected:
  Joining() : head_(*Open("manager")->index().Head()) {}

  std::optional<ErrorCode> JoinAt(const std::string& checkpoint) {
    return RefusalOf(Join(SettingOf("stranger"), WorldNow(), HexEncode(genesis_), checkpoint));
  }
  bool HasJoined() const { return ReadPin(home_ + "/state-stranger").has_value(); }
  static std::string Checkpoint(const std::string& size, const Digest& root) {
    return "an organisation\n" + size + "\n" + Base64Encode(root) + "\n";
  }

  TreeHead head_;
};

TEST_F(Joining, TheFingerprintIsThatOfTheCharter) {
  EXPECT_EQ(RefusalOf(Join(SettingOf("stranger"), WorldNow(), HexEncode(Digest{1}), "")),
            ErrorCode::kVerdict);
  EXPECT_FALSE(HasJoined());
  EXPECT_EQ(JoinAt(""), std::nullopt);
  EXPECT_TRUE(HasJoined());
}

TEST_F(Joining, ACheckpointIsThreeLines) {
  std::string cut = Checkpoint(std::to_string(head_.size), head_.root);
  cut.pop_back();
  for (const std::string& bad : {cut, std::string("x\n1\n"), std::string("x"), std::string("\n")})
    EXPECT_EQ(JoinAt(bad), ErrorCode::kMalformed) << bad;
  EXPECT_FALSE(HasJoined());
}

TEST_F(Joining, ACheckpointHasASizeAndARoot) {
  const std::string size = std::to_string(head_.size);
  for (const std::string& bad :
       {Checkpoint(size + "x", head_.root), Checkpoint("+" + size, head_.root),
        Checkpoint("", head_.root), "x\n" + size + "\nAAAA\n"})
    EXPECT_EQ(JoinAt(bad), ErrorCode::kMalformed) << bad;
  EXPECT_FALSE(HasJoined());
}

TEST_F(Joining, ALedgerThatIsNotTheCheckpointsIsNotJoined) {
  const std::string size = std::to_string(head_.size);
  EXPECT_EQ(JoinAt(Checkpoint(size, Digest{1})), ErrorCode::kVerdict);
  EXPECT_EQ(JoinAt(Checkpoint(std::to_string(head_.size + 1), head_.root)), ErrorCode::kVerdict);
  EXPECT_FALSE(HasJoined());
  EXPECT_EQ(JoinAt(Checkpoint(size, head_.root)), std::nullopt);
}

}  // namespace
}  // namespace sekisho
