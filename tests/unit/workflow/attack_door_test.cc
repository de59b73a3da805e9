// What the door reads, and what it makes of what it cannot read: the time it takes is bounded by
// what good packages have, whatever lies there (ATTACKS G13).
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "devices/blocks_behind_end.h"
#include "tests/unit/workflow/forge.h"

namespace sekisho {
namespace {

class Door : public Forgery {
 protected:
  // The same as GateNow, counting what is read of packages beyond their headers.
  GateVerdict Judged(const std::string& path) {
    World world = WorldNow();
    read_on_ = 0;
    world.progress = [this](const std::string&, uint64_t done, uint64_t) {
      read_on_ = std::max(read_on_, done);
    };
    const auto verdict = Gate(SettingOf("it"), world, {{home_ + "/" + path}, ""});
    EXPECT_TRUE(verdict) << (verdict ? "" : verdict.error().message);
    return verdict ? *verdict : GateVerdict{};
  }
  std::string Code(const GateVerdict& verdict, const std::string& path) {
    for (const GateFinding& finding : verdict.findings)
      if (finding.path == home_ + "/" + path)
        return finding.reasons.empty() ? "" : finding.reasons.front().code;
    return "not found";
  }
  std::string Codes(const GateVerdict& verdict, const std::string& path) {
    std::string codes;
    for (const GateFinding& finding : verdict.findings)
      if (finding.path == home_ + "/" + path)
        for (const Reason& reason : finding.reasons)
          codes += (codes.empty() ? "" : " ") + reason.code;
    return codes;
  }
  void Copy(const std::string& from, const std::string& to) {
    std::filesystem::copy_file(home_ + "/" + from, home_ + "/" + to);
  }
  uint64_t Statements() { return (*Open("manager")->index().Head()).size; }

  uint64_t read_on_ = 0;
};

constexpr off_t kTwentyGb = off_t{20} << 30;

TEST_F(Door, AFileThatIsTooLongIsNotReadOn) {
  SealOne();
  ASSERT_EQ(truncate((home_ + "/stick/R1.age").c_str(), kTwentyGb), 0);
  const GateVerdict verdict = Judged("stick");
  EXPECT_EQ(read_on_, 0u);
  EXPECT_EQ(verdict.answer, GateAnswer::kNo);
  EXPECT_EQ(Code(verdict, "stick/R1.age"), "length-differs");
  // Taking it back does not read it, either: that would take minutes.
  auto session = Open("it");
  const auto returned = ReturnMedium(*session, {"USB-1", home_ + "/stick", false});
  ASSERT_TRUE(returned);
  EXPECT_EQ(returned->strangers, 1u);
}

TEST_F(Door, AFileThatIsTooShortIsNotReadOn) {
  SealOne();
  const auto size = std::filesystem::file_size(home_ + "/stick/R1.age");
  ASSERT_EQ(truncate((home_ + "/stick/R1.age").c_str(), static_cast<off_t>(size - 1)), 0);
  EXPECT_EQ(Code(Judged("stick"), "stick/R1.age"), "length-differs");
  EXPECT_EQ(read_on_, 0u);
}

// Of an unrecorded seal nobody knows how long its package is.
TEST_F(Door, AnUnrecordedSealIsJudgedByItsHeader) {
  SealOne();
  Copy("stick/R1.age", "stick/other.age");
  const std::string path = home_ + "/stick/other.age";
  // The signature's last characters: another token, which is nowhere.
  auto bytes = *ReadFile(path, 1 << 20);
  const auto header = ParsePackageHeader(bytes);
  ASSERT_TRUE(header);
  const Stanza stanza = *MakeSealStanza(std::string(header->seal.size(), 'x'));
  const std::string body = EncodeStanzaBody(stanza.body);
  std::copy(body.begin(), body.end(), bytes.begin() + static_cast<ptrdiff_t>(header->prefix_bytes));
  ASSERT_TRUE(WriteFileAtomic(path, bytes, TempFile::Existing::kReplace));
  ASSERT_EQ(truncate(path.c_str(), kTwentyGb), 0);
  EXPECT_EQ(Code(Judged("stick"), "stick/other.age"), "seal-unrecorded");
  EXPECT_LT(read_on_, uint64_t{1} << 20);  // the good one
}

TEST_F(Door, WhatIsNoPackageIsJudgedByItsHead) {
  SealOne();
  WriteText("stick/large", "plain");
  WriteText("stick/larger", "age-encryption.org/v1\n-> X25519 broken");
  for (const char* name : {"stick/large", "stick/larger"})
    ASSERT_EQ(truncate((home_ + "/" + name).c_str(), kTwentyGb), 0);
  const GateVerdict verdict = Judged("stick");
  EXPECT_LT(read_on_, uint64_t{1} << 20);
  EXPECT_EQ(Code(verdict, "stick/large"), "not-a-package");
  EXPECT_EQ(Code(verdict, "stick/larger"), "not-a-package");
}

// Two thousand names of one large package would be read two thousand times.
TEST_F(Door, APackageIsReadOnceAndPassesOnce) {
  SealOne();
  Copy("stick/R1.age", "stick/again.age");
  std::filesystem::create_hard_link(home_ + "/stick/R1.age", home_ + "/stick/S1.age");
  const GateVerdict verdict = GateNow("stick");
  EXPECT_EQ(verdict.answer, GateAnswer::kNo);
  EXPECT_EQ(Codes(verdict, "stick/R1.age"), "several-names");
  EXPECT_EQ(Codes(verdict, "stick/S1.age"), "several-names wrong-name seal-repeated");
  EXPECT_EQ(Codes(verdict, "stick/again.age"), "wrong-name seal-repeated");
}

TEST_F(Door, WhatIsNamedTwiceIsNotThereTwice) {
  SealOne();
  const auto verdict =
      Gate(SettingOf("it"), WorldNow(), {{home_ + "/stick", home_ + "/stick/../stick/R1.age"}, ""});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->answer, GateAnswer::kOk);
}

// Whatever part of a registered medium is named, all of it is judged, once.
TEST_F(Door, G3TheWholeMediumIsJudgedWhateverIsNamed) {
  SealOne();
  ASSERT_TRUE(GateNow("stick/R1.age").ok);
  EXPECT_FALSE(GateNow("stick/R1.age").rest_not_looked_at);
  WriteText("stick/plain.csv", "plain");
  ASSERT_TRUE(MakeDirectories(home_ + "/stick/sub"));
  for (const char* const part : {"stick/R1.age", "stick/SEKISHO.TAG", "stick/sub", "stick/sub/"}) {
    const GateVerdict verdict = GateNow(part);
    EXPECT_EQ(verdict.answer, GateAnswer::kNo) << part;
    EXPECT_EQ(Codes(verdict, "stick/plain.csv"), "not-a-package") << part;
    EXPECT_EQ(verdict.places.size(), 1u);
  }
  const auto both =
      Gate(SettingOf("it"), WorldNow(), {{home_ + "/stick/R1.age", home_ + "/stick"}, ""});
  ASSERT_TRUE(both);
  EXPECT_EQ(both->findings.size(), 4u);
  // Elsewhere the rest is not looked at, and that is said.
  ASSERT_TRUE(MakeDirectories(home_ + "/elsewhere"));
  Copy("stick/R1.age", "elsewhere/R1.age");
  EXPECT_TRUE(GateNow("elsewhere/R1.age").rest_not_looked_at);
  EXPECT_TRUE(GateNow("elsewhere").rest_not_looked_at);
}

TEST_F(Door, G14OneFileUnderItsNameAtTheTop) {
  SealOne();
  const std::string package = home_ + "/stick/R1.age";
  ASSERT_TRUE(MakeDirectories(home_ + "/stick/in"));
  EXPECT_EQ(Codes(GateNow("stick"), "stick/in"), "forbidden");  // empty
  std::filesystem::rename(package, home_ + "/stick/in/R1.age");
  EXPECT_EQ(Codes(GateNow("stick"), "stick/in"), "folder");
  EXPECT_EQ(Codes(GateNow("stick"), "stick/in/R1.age"), "wrong-name");
  std::filesystem::rename(home_ + "/stick/in/R1.age", home_ + "/stick/customers.age");
  std::filesystem::remove(home_ + "/stick/in");
  EXPECT_EQ(Codes(GateNow("stick"), "stick/customers.age"), "wrong-name");
  std::filesystem::rename(home_ + "/stick/customers.age", package);
  // The other name may be where the gate does not look.
  std::filesystem::create_hard_link(package, home_ + "/kept.age");
  EXPECT_EQ(Codes(GateNow("stick"), "stick/R1.age"), "several-names");
  std::filesystem::remove(home_ + "/kept.age");
  EXPECT_TRUE(GateNow("stick").ok);
}

TEST_F(Door, G14WhatASystemKeepsForItself) {
  SealOne();
  ASSERT_TRUE(MakeDirectories(home_ + "/stick/System Volume Information"));
  EXPECT_TRUE(GateNow("stick").ok);
  WriteText("stick/System Volume Information/tracking.log", "anything");
  EXPECT_EQ(Codes(GateNow("stick"), "stick/System Volume Information"), "system-content");
}

TEST_F(Door, I10BlocksBehindTheEndOfAPackage) {
  SealOne();
  const UniqueFd fd(open((home_ + "/stick/R1.age").c_str(), O_RDWR | O_CLOEXEC));
  if (LookBehindEnd(fd.get(), 1) == BehindEnd::kNotTold) {
    EXPECT_FALSE(GateNow("stick").notes.empty());
    GTEST_SKIP() << "the file system of /tmp tells nothing of blocks";
  }
  ASSERT_TRUE(GateNow("stick").notes.empty());
  ASSERT_EQ(fallocate(fd.get(), FALLOC_FL_KEEP_SIZE, 0, 4 << 20), 0);
  EXPECT_EQ(Codes(GateNow("stick"), "stick/R1.age"), "behind-end");
}

// What a verdict says of a place, for people to compare.
TEST_F(Door, WhatIsToBeComparedIsSaid) {
  SealOne();
  const GateVerdict verdict = GateNow("stick");
  ASSERT_EQ(verdict.places.size(), 1u);
  const GatePlace& place = verdict.places.front();
  EXPECT_EQ(place.label, "USB-1");
  EXPECT_NE(place.holder.find("佐藤"), std::string::npos) << place.holder;
  EXPECT_EQ(place.classes, std::vector<std::string>{"秘"});
  EXPECT_EQ(place.packages, 1u);
  EXPECT_EQ(place.bytes, std::filesystem::file_size(home_ + "/stick/R1.age"));
  EXPECT_EQ(place.until, clock_.Now() + std::chrono::days(7));
  EXPECT_FALSE(verdict.snapshot_age);
}

// An entry may have the name that its directory has.
TEST_F(Door, AnEntryIsJudgedUnderItsOwnPath) {
  SealOne();
  WriteText("stick/stick", "plain");
  GateVerdict verdict = GateNow("stick");
  EXPECT_EQ(Code(verdict, "stick/stick"), "not-a-package");
  std::filesystem::remove(home_ + "/stick/stick");
  ASSERT_TRUE(MakeDirectories(home_ + "/stick/stick/stick"));
  verdict = GateNow("stick");
  EXPECT_EQ(Code(verdict, "stick/stick/stick"), "forbidden");
  EXPECT_EQ(Code(verdict, "stick"), "not found");
}

TEST_F(Door, NothingFoundIsNoPass) {
  ASSERT_TRUE(MakeDirectories(home_ + "/empty"));
  const uint64_t before = Statements();
  for (const char* place : {"empty", "stick"}) {  // the stick has its tag, and nothing else
    const GateVerdict verdict = GateNow(place);
    EXPECT_EQ(verdict.answer, GateAnswer::kNothingHere) << place;
    EXPECT_FALSE(verdict.ok);
    EXPECT_FALSE(verdict.recorded);
  }
  EXPECT_EQ(Statements(), before);
  WriteText("empty/plain", "plain");
  EXPECT_EQ(GateNow("empty").answer, GateAnswer::kNo);
}

TEST_F(Door, ALinkToAMediumIsFollowedAndAnotherHasAWayOn) {
  SealOne();
  std::filesystem::create_symlink(home_ + "/stick", home_ + "/link");
  const GateVerdict verdict = GateNow("link");
  EXPECT_EQ(verdict.answer, GateAnswer::kOk);
  EXPECT_EQ(Code(verdict, "link/R1.age"), "");
  // To something else, and one that lies on a medium.
  std::filesystem::create_symlink(home_ + "/files", home_ + "/other");
  const GateVerdict other = GateNow("other");
  EXPECT_EQ(Code(other, "other"), "forbidden");
  EXPECT_NE(other.findings.front().reasons.front().message.find("name " + home_ + "/files"),
            std::string::npos);
  std::filesystem::create_symlink(home_ + "/stick", home_ + "/stick/loop");
  EXPECT_EQ(Code(GateNow("stick/loop"), "stick/loop"), "forbidden");
  EXPECT_EQ(Code(GateNow("stick"), "stick/loop"), "forbidden");
}

TEST_F(Door, APathThatIsNotThereIsNamedAsItWasTyped) {
  for (const std::string path : {"/nonexistent-1", "nonexistent-2/x", "./nonexistent-3"}) {
    const auto verdict = Gate(SettingOf("it"), WorldNow(), {{path}, ""});
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(verdict.error().message.find("cannot look at " + path + ":"), 0u)
        << verdict.error().message;
  }
}

}  // namespace
}  // namespace sekisho
