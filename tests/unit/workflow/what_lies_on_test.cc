// What a loss is about: every package that was sealed onto the medium and not wiped off it.
#include "workflow/requests/what_lies_on.h"
#include "workflow/requests/decisions.h"

#include "tests/unit/workflow/forge.h"
#include "workflow/media/media_acts.h"

namespace sekisho {
namespace {

class OnTheStick : public Forgery {
 protected:
  // R1 and R2 are sealed onto the stick, which went out for R1.
  void SealTwo() {
    for (const char* id : {"R1", "R2"}) {
      ASSERT_EQ(Ask(Asking()), id);
      ASSERT_TRUE(ApproveAs("manager", id));
    }
    ASSERT_TRUE(CheckoutTo("佐藤", "R1"));
    for (const std::string id : {"R2", "R1"})
      ASSERT_TRUE(SealAs("employee", id, "stick/" + id + ".age"));
  }
  void Lose(const std::string& person) {
    ASSERT_TRUE(ReportLoss(*Open(person), {"USB-1", clock_.Now(), clock_.Now(), "in the train"}));
  }
  bool Lost(const std::string& id) {
    const auto session = Open("officer");
    return ViewRequest(*session, **ResolveRequest(*session, id)).medium_lost;
  }
  std::vector<std::string> OnIt() {
    const auto session = Open("officer");
    return WhatLiesOn(*session).RequestsOn(**ResolveMedium(*session, "USB-1"));
  }
  std::string Medium() { return (*ResolveMedium(*Open("officer"), "USB-1"))->id; }
};

TEST_F(OnTheStick, ALossTellsOfAllPackages) {
  SealTwo();
  EXPECT_FALSE(Lost("R2"));
  EXPECT_EQ(OnIt(), (std::vector<std::string>{"R1", "R2"}));
  Lose("employee");
  EXPECT_TRUE(Lost("R1"));
  EXPECT_TRUE(Lost("R2"));
}

TEST_F(OnTheStick, AStrangersFoundDoesNotTakeTheLossOff) {
  Hire("stranger", "森", {"employee"});
  SealTwo();
  Lose("employee");
  ASSERT_TRUE(ReportFound(*Open("stranger"), "USB-1"));
  EXPECT_TRUE(Lost("R1"));
  EXPECT_TRUE(Lost("R2"));
  Lose("employee");
  ASSERT_TRUE(ReportFound(*Open("it"), "USB-1"));
  EXPECT_FALSE(Lost("R1"));
}

TEST_F(OnTheStick, FoundItIsStillDue) {
  SealTwo();
  Lose("employee");
  ASSERT_TRUE(ReportFound(*Open("employee"), "USB-1"));
  clock_.Set(clock_.Now() + std::chrono::days(5));
  const auto session = Open("it");
  EXPECT_EQ(ListMedia(*session, true).size(), 1u);
}

TEST_F(OnTheStick, WhatWasWipedOffItIsNotLostWithIt) {
  SealTwo();
  ASSERT_TRUE(ReturnMedium(*Open("it"), {"USB-1", home_ + "/stick", false}));
  EXPECT_EQ(OnIt().size(), 2u);
  Json claims = ToClaims(WipeClaims{"clear", true, 2, 0, "files"});
  claims["annex"]["main"] = HexEncode(Sha256(AsBytes("report")));
  const Forged wipe = Forge("it", Kind::kWipe, Medium(), claims);
  ASSERT_TRUE(wipe.disposition.valid) << wipe.disposition.why;
  EXPECT_TRUE(OnIt().empty());
}

TEST_F(OnTheStick, WhatWentOutAgainWithAnOldPackageIsOpenForIt) {
  for (const char* id : {"R1", "R2"}) {
    ASSERT_EQ(Ask(Asking()), id);
    ASSERT_TRUE(ApproveAs("manager", id));
  }
  ASSERT_TRUE(SealAs("employee", "R2", "stick/R2.age"));
  clock_.Set(clock_.Now() + std::chrono::minutes(1));
  ASSERT_TRUE(CheckoutTo("佐藤", "R1"));
  const auto session = Open("officer");
  std::vector<std::string> open;
  for (const RequestView& view : ListRequests(*session, {.everybody = true, .only_open = true}))
    open.push_back(view.id);
  EXPECT_EQ(open, (std::vector<std::string>{"R1", "R2"}));
}

}  // namespace
}  // namespace sekisho
