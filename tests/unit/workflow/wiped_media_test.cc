// What a wipe makes of a medium, in the fold: wiped only as a whole device, emptied by its files
// and its free space, and nothing by less.
#include "tests/unit/workflow/record.h"
#include "workflow/media/wipe_need.h"

namespace sekisho {
namespace {

class WipedMedia : public Record {
 protected:
  WipedMedia() {
    Hire("it", {Grant(Role::kIt)});
    Hire("manager", {Grant(Role::kManager)});
    Hire("employee", {Grant(Role::kEmployee)});
  }
  Said Registered(const std::string& label, const std::string& kind) {
    Words words = Registering(label);
    words.claims["medium_kind"] = kind;
    words.claims["hardware"]["kind"] = kind;
    const Said said = Say("it", Kind::kMedium, words);
    EXPECT_TRUE(said.valid()) << said.disposition.why;
    return said;
  }
  Said Wipe(const Said& medium, const std::string& scope, bool complete = true,
            const std::string& grade = "clear", uint64_t failures = 0) {
    WipeClaims claims;
    claims.scope = scope;
    claims.grade = grade;
    claims.complete = complete;
    claims.failures = failures;
    const Said said = Say("it", Kind::kWipe, {medium.jti, ToClaims(claims), {}, {}, {}});
    EXPECT_TRUE(said.valid()) << said.disposition.why;
    return said;
  }
  MediumState StateOf(const Said& medium) { return Medium(medium).state; }
  Said Out(const Said& medium, const std::string& class_id = "秘") {
    const Said request =
        Say("employee", Kind::kRequest, Asking("employee", medium.jti, "", class_id));
    for (const char* who : {"manager", "founder"})
      EXPECT_TRUE(Say(who, Kind::kApproval, Deciding(Kind::kApproval, request)).valid());
    return Say("it", Kind::kCheckout, CheckingOut(medium, request, "employee"));
  }
};

TEST_F(WipedMedia, OnlyAWholeDeviceMakesAMediumWiped) {  // ATTACKS H6
  struct Row {
    const char* kind;
    const char* scope;
    bool complete;
    const char* grade;
    uint64_t failures;
    MediumState state;
  };
  int label = 0;
  for (const Row& row : {
           Row{"mount", "device", true, "clear", 0, MediumState::kWiped},
           Row{"mount", "device", true, "purge", 0, MediumState::kWiped},
           Row{"mount", "file-system", true, "clear", 0, MediumState::kEmptied},
           Row{"directory", "files", true, "clear", 0, MediumState::kEmptied},
           Row{"directory", "files", false, "clear", 0, MediumState::kRegistered},
           Row{"directory", "file-system", true, "clear", 0, MediumState::kEmptied},
           Row{"directory", "device", true, "clear", 0, MediumState::kEmptied},
           Row{"mount", "files", true, "clear", 0, MediumState::kRegistered},
           Row{"mount", "file-system", false, "clear", 0, MediumState::kRegistered},
           Row{"mount", "device", false, "clear", 0, MediumState::kRegistered},
           Row{"mount", "device", true, "none", 0, MediumState::kRegistered},
           Row{"mount", "device", true, "clear", 1, MediumState::kRegistered},
       }) {
    const Said medium = Registered("USB-" + std::to_string(++label), row.kind);
    Wipe(medium, row.scope, row.complete, row.grade, row.failures);
    EXPECT_EQ(StateOf(medium), row.state) << label;
    EXPECT_EQ(Medium(medium).wiped_whole.has_value(), row.state == MediumState::kWiped) << label;
  }
}

// Files alone leave what was deleted before them, and the medium as it was.
TEST_F(WipedMedia, WhatWasWipedWholeStaysSoUntilItGoesOut) {
  const Said medium = Registered("USB-1", "mount");
  Wipe(medium, "device");
  Wipe(medium, "file-system");
  EXPECT_EQ(StateOf(medium), MediumState::kWiped);
  EXPECT_EQ(Out(medium).disposition.why,
            "the medium is wiped and carries no tag; it must be prepared before it goes out again");
}

TEST_F(WipedMedia, AnEmptiedOneGoesOutAgain) {
  const Said medium = Registered("USB-1", "mount");
  ASSERT_TRUE(Out(medium).valid());
  ASSERT_TRUE(Say("it", Kind::kReturn, Returning(medium)).valid());
  Wipe(medium, "files");
  EXPECT_EQ(StateOf(medium), MediumState::kReturned);
  Wipe(medium, "file-system");
  EXPECT_EQ(StateOf(medium), MediumState::kEmptied);
  EXPECT_TRUE(Out(medium).valid());
}

// In house, but with a package on it that somebody sealed.
TEST_F(WipedMedia, I6WhoSealedOntoItDoesNotWipeIt) {
  const Said medium = Registered("USB-1", "mount");
  const Said request = Say("it", Kind::kRequest, Asking("it", medium.jti));
  ASSERT_TRUE(Say("manager", Kind::kApproval, Deciding(Kind::kApproval, request)).valid());
  ASSERT_TRUE(Say("it", Kind::kSeal, Sealing(request, medium.jti)).valid());
  EXPECT_FALSE(Say("it", Kind::kWipe, Wiping(medium)).valid());
  EXPECT_EQ(StateOf(medium), MediumState::kRegistered);
}

// `wipe-on-return` of the class of what it carried, whatever it carries next.
TEST_F(WipedMedia, TheClassOfWhatItCarriedSaysWhatItNeeds) {  // ATTACKS G6
  const Said medium = Registered("USB-1", "mount");
  const auto back = [&] { ASSERT_TRUE(Say("it", Kind::kReturn, Returning(medium)).valid()); };
  ASSERT_TRUE(Out(medium, "公開").valid());
  back();
  EXPECT_TRUE(Out(medium, "秘").valid()) << "none is asked of what carried 公開";
  back();
  EXPECT_EQ(Out(medium, "公開").disposition.why,
            "USB-1 carried 秘: it must be emptied before it goes out again");
  EXPECT_EQ(StateOf(medium), MediumState::kReturned);
  Wipe(medium, "files");
  EXPECT_FALSE(Out(medium, "公開").valid());
  Wipe(medium, "file-system");
  EXPECT_TRUE(Out(medium, "公開").valid());
}

class WholeDevices : public WipedMedia {
 protected:
  static void Demand(CharterRules& rules) {
    for (ClassRule& rule : rules.classes) {
      rule.directory_media = false;
      rule.wipe_on_return = WipeOnReturn::kWiped;
    }
  }
  WholeDevices() {
    Found("small-office", Demand);
    Hire("it", {Grant(Role::kIt)});
    Hire("manager", {Grant(Role::kManager)});
    Hire("employee", {Grant(Role::kEmployee)});
    medium_ = Registered("USB-1", "mount");
  }
  Words Preparing(const Json& hardware) {
    return {medium_.jti, ToClaims(MediumStateClaims{"prepared", hardware}), {}, {}, {}};
  }
  Said medium_;
};

TEST_F(WholeDevices, EmptiedIsNotEnoughAndPreparedKeepsThatItWasWiped) {  // ATTACKS G6
  const Json hardware{{"kind", "mount"}, {"fs_uuid", "AAAA-0001"}};
  ASSERT_TRUE(Out(medium_).valid());
  EXPECT_FALSE(Try("it", Kind::kMediumState, Preparing(hardware)).valid()) << "out";
  ASSERT_TRUE(Say("it", Kind::kReturn, Returning(medium_)).valid());
  EXPECT_FALSE(Try("it", Kind::kMediumState, Preparing(hardware)).valid()) << "returned";
  Wipe(medium_, "file-system");
  EXPECT_EQ(Out(medium_).disposition.why,
            "USB-1 carried 秘: the whole device must be wiped before it goes out again");
  const std::string before = Medium(medium_).tag;
  EXPECT_EQ(before, Medium(medium_).token);
  ASSERT_TRUE(Say("it", Kind::kMediumState, Preparing(hardware)).valid());
  EXPECT_EQ(StateOf(medium_), MediumState::kRegistered);
  EXPECT_FALSE(Out(medium_).valid()) << "a new file system wipes nothing";
  Wipe(medium_, "device");
  ASSERT_TRUE(Say("it", Kind::kMediumState, Preparing(hardware)).valid());
  EXPECT_EQ(StateOf(medium_), MediumState::kRegistered);
  EXPECT_TRUE(Medium(medium_).wiped_whole);
  EXPECT_NE(Medium(medium_).tag, before);
  EXPECT_EQ(Medium(medium_).token, before);
  EXPECT_EQ(Medium(medium_).claims.hardware, hardware);
  ASSERT_TRUE(Out(medium_).valid());
  EXPECT_FALSE(Medium(medium_).wiped_whole);
}

// What earlier charters say in one word is asked at the desk, and makes nothing void that is
// recorded.
TEST_F(WipedMedia, TheOldWordVoidsNoCheckOut) {
  Found("small-office", [](CharterRules& rules) {
    for (ClassRule& rule : rules.classes) {
      rule.wipe_grade = WipeGrade::kClear;
      SetFromOldGrade(WipeGrade::kClear, rule);
    }
  });
  Hire("it", {Grant(Role::kIt)});
  Hire("manager", {Grant(Role::kManager)});
  Hire("employee", {Grant(Role::kEmployee)});
  const Said medium = Registered("USB-1", "mount");
  ASSERT_TRUE(Out(medium).valid());
  ASSERT_TRUE(Say("it", Kind::kReturn, Returning(medium)).valid());
  EXPECT_EQ(Medium(medium).need.word, WipeOnReturn::kEmptied);
  EXPECT_FALSE(CheckNeedIsMet(Medium(medium)));
  EXPECT_TRUE(Out(medium).valid());
}

TEST_F(WholeDevices, APreparationSaysWhatWasPrepared) {  // ATTACKS G4
  Words words = Preparing(Json{{"kind", "mount"}, {"fs_uuid", "AAAA-0001"}});
  EXPECT_TRUE(Try("it", Kind::kMediumState, words).valid());
  words.claims.erase("hardware");
  EXPECT_EQ(Why("it", Kind::kMediumState, words), "it does not say what was prepared");
  words = Preparing(Json{{"kind", "directory"}});
  EXPECT_EQ(Why("it", Kind::kMediumState, words), "a directory is not prepared");
  const Said directory = Registered("BOX", "directory");
  words.subject = directory.jti;
  EXPECT_EQ(Why("it", Kind::kMediumState, words), "a directory is not prepared");
}

TEST_F(WholeDevices, NothingIsRegisteredOrPreparedWithAFileSystemThatIsAway) {  // ATTACKS G4
  Words words = Registering("USB-2");
  words.claims["medium_kind"] = "mount";
  words.claims["hardware"] = Json{{"kind", "mount"}, {"fs_uuid", "AAAA-0002"}};
  const Said other = Say("it", Kind::kMedium, words);
  const Words preparing = Preparing(words.claims["hardware"]);
  words.claims["label"] = "USB-3";
  EXPECT_TRUE(Try("it", Kind::kMedium, words).valid())
      << "in house: a copy, which is told otherwise";
  const auto both_void = [&](const char* state) {
    EXPECT_EQ(Why("it", Kind::kMedium, words),
              std::string("its file system is that of USB-2, which is ") + state);
    EXPECT_FALSE(Try("it", Kind::kMediumState, preparing).valid()) << state;
  };
  ASSERT_TRUE(Out(other).valid());
  both_void("out");
  ASSERT_TRUE(Say("it", Kind::kLoss, Losing(other)).valid());
  both_void("lost");
  ASSERT_TRUE(Say("it", Kind::kFound, {other.jti, Json::object(), {}, {}, {}}).valid());
  both_void("found");
  ASSERT_TRUE(Say("it", Kind::kReturn, Returning(other)).valid());
  EXPECT_TRUE(Try("it", Kind::kMedium, words).valid());
}

}  // namespace
}  // namespace sekisho
