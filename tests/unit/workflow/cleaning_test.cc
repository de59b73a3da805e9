// Removing what systems have left on a medium: exactly that, by whom and when it may be (ATTACKS
// I21).
#include "workflow/media/cleaning.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "media/tag.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;

class CleaningTest : public Forgery {
 protected:
  std::string stick() const { return home_ + "/stick"; }
  void Leave() {
    ASSERT_TRUE(MakeDirectories(stick() + "/.Spotlight-V100/Store"));
    WriteText("stick/.Spotlight-V100/Store/index", "names");
    WriteText("stick/.DS_Store", "Finder");
    WriteText("stick/mine.txt", "somebody's");
  }
  // The refusal's code; the plan is dropped.
  std::string WhyNot(const std::string& person) {
    const auto session = Open(person);
    const auto planned = PlanCleaning(*session, "USB-1", stick());
    return planned ? "" : planned.error().message;
  }
};

TEST_F(CleaningTest, RemovesExactlyWhatSystemsLeftAndRecordsItsDigests) {
  Leave();
  const auto session = Open("it");
  const auto planned = PlanCleaning(*session, "USB-1", stick());
  ASSERT_TRUE(planned) << planned.error().message;
  std::vector<std::string> paths;
  for (const LeftEntry& entry : planned->entries) paths.push_back(entry.path);
  EXPECT_EQ(paths,
            (std::vector<std::string>{".DS_Store", ".Spotlight-V100", ".Spotlight-V100/Store",
                                      ".Spotlight-V100/Store/index"}));
  const uint64_t before = session->state().voids();
  const auto cleaned = CarryOutCleaning(*session, *planned);
  ASSERT_TRUE(cleaned) << cleaned.error().message;
  EXPECT_EQ(session->state().voids(), before);
  EXPECT_FALSE(fs::exists(stick() + "/.Spotlight-V100"));
  EXPECT_FALSE(fs::exists(stick() + "/.DS_Store"));
  EXPECT_TRUE(fs::exists(stick() + "/mine.txt"));
  EXPECT_TRUE(fs::exists(stick() + "/SEKISHO.TAG"));
}

TEST_F(CleaningTest, I21NotWhileItIsOutLostOrFound) {
  Leave();
  const auto cleaned = [&] {
    return Forge("it", Kind::kMediumState, StateNow().FindMediumByLabel("USB-1")->id,
                 Json{{"state", "cleaned"}})
        .disposition.valid;
  };
  EXPECT_TRUE(cleaned());
  EXPECT_EQ(WhyNot("it"), "");
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  EXPECT_NE(WhyNot("it").find("is out"), std::string::npos);
  EXPECT_FALSE(cleaned());
  ASSERT_TRUE(ReportLoss(*Open("it"), {"USB-1", clock_.Now(), clock_.Now(), "here"}));
  EXPECT_NE(WhyNot("it").find("is lost"), std::string::npos);
  EXPECT_FALSE(cleaned());
  ASSERT_TRUE(ReportFound(*Open("it"), "USB-1"));
  EXPECT_NE(WhyNot("it").find("is found"), std::string::npos);
  EXPECT_FALSE(cleaned());
  ASSERT_TRUE(ReturnMedium(*Open("it"), {"USB-1", stick(), false}));
  EXPECT_EQ(WhyNot("it"), "");
  EXPECT_TRUE(cleaned());
}

TEST_F(CleaningTest, G4AnotherMediumIsNotCleaned) {
  ASSERT_TRUE(MakeDirectories(home_ + "/other"));
  const auto session = Open("it");
  EXPECT_EQ(RefusalOf(PlanCleaning(*session, "USB-1", home_ + "/other")), ErrorCode::kRefused);
  EXPECT_EQ(RefusalOf(PlanCleaning(*session, "USB-1", "")), ErrorCode::kNotFound);
  EXPECT_NE(WhyNot("employee"), "");
  MediumClaims claims = StateNow().FindMediumByLabel("USB-1")->claims;
  claims.label = "USB-2";
  claims.medium_kind = "mount";
  claims.hardware = Json{{"kind", "mount"}, {"fs_uuid", "0A1B-2C3D"}};
  const Forged tag = Forge("it", Kind::kMedium, "", ToClaims(claims));
  const auto directory = OpenDirectory(home_ + "/other");
  ASSERT_TRUE(WriteTag(directory->get(), tag.token, ReplaceTag::kRefuse));
  const auto copied = PlanCleaning(*Open("it"), "USB-2", home_ + "/other");
  ASSERT_FALSE(copied);
  EXPECT_NE(copied.error().message.find("UUID"), std::string::npos) << copied.error().message;
}

TEST_F(CleaningTest, G7WhatHasAnotherNameIsNotOverwritten) {
  WriteText("precious", "precious");
  fs::create_hard_link(home_ + "/precious", stick() + "/._p");
  EXPECT_NE(WhyNot("it").find("another name"), std::string::npos);
}

TEST_F(CleaningTest, G14WhatIsNoFileIsLeftToAWipe) {
  Leave();
  ASSERT_EQ(mkfifo((stick() + "/.Spotlight-V100/pipe").c_str(), 0600), 0);
  EXPECT_NE(WhyNot("it").find("a named pipe"), std::string::npos);
}

TEST_F(CleaningTest, G14MoreThanARecordTakesIsLeftToAWipe) {
  Leave();
  for (int i = 0; i < 2000; ++i)
    std::ofstream(stick() + "/.Spotlight-V100/" + std::string(60, 'x') + std::to_string(i));
  EXPECT_NE(WhyNot("it").find("2004 entries"), std::string::npos) << WhyNot("it");
}

TEST_F(CleaningTest, G7WhatWasNotShownIsNotRemoved) {
  Leave();
  const auto session = Open("it");
  const auto planned = PlanCleaning(*session, "USB-1", stick());
  ASSERT_TRUE(planned);
  WriteText("stick/.Spotlight-V100/Store/index", "other");
  EXPECT_EQ(CarryOutCleaning(*session, *planned).error().code, ErrorCode::kRefused);
  EXPECT_TRUE(fs::exists(stick() + "/.DS_Store"));
}

}  // namespace
}  // namespace sekisho
