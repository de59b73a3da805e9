// What a wipe makes of a medium, in the fold: wiped only as a whole device, emptied by its files
// and its free space, and nothing by less.
#include "tests/unit/workflow/record.h"

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
  Said Out(const Said& medium) {
    const Said request = Say("employee", Kind::kRequest, Asking("employee", medium.jti));
    EXPECT_TRUE(Say("manager", Kind::kApproval, Deciding(Kind::kApproval, request)).valid());
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

}  // namespace
}  // namespace sekisho
