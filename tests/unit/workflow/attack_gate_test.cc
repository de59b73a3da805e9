// What the gate says of media that are not what they were checked out as, and of what hangs on
// them.
#include <sys/xattr.h>

#include "media/tag.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/requests/requests.h"
#include "workflow/state/snapshot.h"

namespace sekisho {
namespace {

class GateAttack : public Forgery {
 protected:
  // The codes of everything that is wrong there.
  std::vector<std::string> Codes(const std::string& path) {
    std::vector<std::string> codes;
    const GateVerdict verdict = GateNow(path);
    for (const Reason& reason : verdict.reasons) codes.push_back(reason.code);
    for (const GateFinding& finding : verdict.findings)
      for (const Reason& reason : finding.reasons) codes.push_back(reason.code);
    EXPECT_EQ(verdict.answer == GateAnswer::kNo, !codes.empty());
    return codes;
  }
  using Only = std::vector<std::string>;
};

TEST_F(GateAttack, G4ATagThatTheRegisterDoesNotKnow) {
  MediumClaims claims = StateNow().FindMediumByLabel("USB-1")->claims;
  claims.label = "USB-2";
  const Forged tag = Sign(*Open("it"), "it", Kind::kMedium, "", ToClaims(claims));
  ASSERT_TRUE(MakeDirectories(home_ + "/other"));
  const auto directory = OpenDirectory(home_ + "/other");
  ASSERT_TRUE(WriteTag(directory->get(), tag.token, ReplaceTag::kRefuse));
  EXPECT_EQ(Codes("other"), Only{"medium-unknown"});
}

// It may be one of ours, which is for a newer snapshot to say; until then it passes nothing.
TEST_F(GateAttack, G4ATagNewerThanTheSnapshot) {
  const auto made = MakeSnapshot(*Open("it"), home_ + "/door");
  ASSERT_TRUE(made) << made.error().message;
  clock_.Set(clock_.Now() + std::chrono::minutes(1));
  MediumClaims claims = StateNow().FindMediumByLabel("USB-1")->claims;
  claims.label = "USB-2";
  const auto answer = [&](const std::string& name, const std::string& author) {
    const Forged tag = Sign(*Open(author), author, Kind::kMedium, "", ToClaims(claims));
    EXPECT_TRUE(MakeDirectories(home_ + "/" + name));
    EXPECT_TRUE(WriteTag(OpenDirectory(home_ + "/" + name)->get(), tag.token, ReplaceTag::kRefuse));
    const auto verdict = Gate(SettingOf("it"), WorldNow(), {{home_ + "/" + name}, home_ + "/door"});
    EXPECT_TRUE(verdict) << (verdict ? "" : verdict.error().message);
    Only codes;
    for (const Reason& reason : verdict->reasons) codes.push_back(reason.code);
    EXPECT_EQ(verdict->answer == GateAnswer::kCannotCheck, codes == Only{"snapshot-older"});
    return codes;
  };
  EXPECT_EQ(answer("ours", "it"), Only{"snapshot-older"});
  EXPECT_EQ(answer("employees", "employee"), Only{"medium-unknown"});  // who may register none
}

TEST_F(GateAttack, G4ACopiedTag) {
  ASSERT_TRUE(MakeDirectories(home_ + "/other"));
  const auto directory = OpenDirectory(home_ + "/other");
  MediumClaims claims = StateNow().FindMediumByLabel("USB-1")->claims;
  claims.label = "USB-2";
  claims.medium_kind = "mount";
  claims.hardware = Json{{"kind", "mount"}, {"fs_uuid", "0A1B-2C3D"}};
  const Forged tag = Forge("it", Kind::kMedium, "", ToClaims(claims));
  ASSERT_TRUE(tag.disposition.valid) << tag.disposition.why;
  ASSERT_TRUE(WriteTag(directory->get(), tag.token, ReplaceTag::kRefuse));
  EXPECT_EQ(Codes("other"), Only{"medium-not-recognised"});
}

TEST_F(GateAttack, G3AttributesOfAFileAndOfADirectory) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  const std::string folder = home_ + "/stick";
  const std::string package = folder + "/R1.age";
  ASSERT_TRUE(SealAs("employee", id, "stick/R1.age"));
  EXPECT_EQ(Codes("stick"), Only{});
  if (setxattr(package.c_str(), "user.x", "x", 1, 0) != 0)
    GTEST_SKIP() << "the file system of /tmp has no user attributes";
  EXPECT_EQ(Codes("stick"), Only{"attributes"});
  ASSERT_EQ(removexattr(package.c_str(), "user.x"), 0);
  EXPECT_EQ(Codes("stick"), Only{});
  ASSERT_EQ(setxattr(folder.c_str(), "user.x", "x", 1, 0), 0);
  EXPECT_EQ(Codes("stick"), Only{"attributes"});
}

TEST_F(GateAttack, G3LinksAndPipes) {
  ASSERT_EQ(symlink("SEKISHO.TAG", (home_ + "/stick/link").c_str()), 0);
  EXPECT_EQ(Codes("stick"), Only{"forbidden"});
}

TEST_F(GateAttack, G6AMediumThatIsOutWithSomebodyElse) {
  const std::string sealed = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", sealed));
  ASSERT_TRUE(SealAs("employee", sealed, "stick/R1.age"));
  RequestOptions options = Asking();
  options.holder = "鈴木";
  const std::string other = Ask(options);
  ASSERT_TRUE(ApproveAs("manager", other));
  ASSERT_TRUE(CheckoutTo("鈴木", other));
  EXPECT_EQ(Codes("stick"), Only{"wrong-holder"});
}

// At the door a spoilt tag is an answer, not a failure of the command.
TEST_F(GateAttack, G4ATagThatIsDamagedIsAVerdict) {
  SealOne();
  for (const char* tag : {"", "v4.public.x", "two\nlines\n"}) {
    WriteText("stick/SEKISHO.TAG", tag);
    const GateVerdict verdict = GateNow("stick");
    EXPECT_EQ(verdict.answer, GateAnswer::kNo);
    ASSERT_EQ(verdict.reasons.size(), 1u);
    EXPECT_EQ(verdict.reasons[0].code, "tag-damaged");
  }
}

// Who hands over two sticks is not told that all is well for the one.
TEST_F(GateAttack, G4OfSeveralPlacesEachHasToHoldSomething) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  ASSERT_TRUE(SealAs("employee", id, "stick/R1.age"));
  ASSERT_TRUE(MakeDirectories(home_ + "/empty"));
  const auto answer = [&](const std::vector<std::string>& places) {
    GateOptions options;
    for (const std::string& place : places) options.paths.push_back(home_ + "/" + place);
    const auto verdict = Gate(SettingOf("it"), WorldNow(), options);
    EXPECT_TRUE(verdict) << (verdict ? "" : verdict.error().message);
    return verdict->answer;
  };
  EXPECT_EQ(answer({"stick"}), GateAnswer::kOk);
  EXPECT_EQ(answer({"stick", "stick/R1.age"}), GateAnswer::kOk);
  EXPECT_EQ(answer({"stick", "empty"}), GateAnswer::kNothingHere);
  EXPECT_EQ(answer({"empty", "stick"}), GateAnswer::kNothingHere);
}

TEST_F(GateAttack, I1TotalsThatAreNotThoseOfTheList) {
  const std::string id = Ask(Asking());
  Json claims;
  {
    const auto session = Open("manager");
    const Json& signed_claims = (*ResolveRequest(*session, id))->statement.claims;
    claims = ToClaims((*ResolveRequest(*session, id))->claims, kJapan);
    claims["annex"] = signed_claims.at("annex");
  }
  ASSERT_TRUE(Forge("employee", Kind::kRequest, "", claims).disposition.valid);
  EXPECT_TRUE(ApproveAs("manager", "R2"));
  claims["files"] = claims["files"].get<int64_t>() + 1;
  ASSERT_TRUE(Forge("employee", Kind::kRequest, "", claims).disposition.valid);
  EXPECT_FALSE(ApproveAs("manager", "R3"));
}

}  // namespace
}  // namespace sekisho
