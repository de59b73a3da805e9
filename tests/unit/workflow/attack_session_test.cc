#include "base/text/next_steps.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/packages/resuming.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/requests.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

class SessionAttack : public Forgery {};

TEST_F(SessionAttack, C1AVoidSignatureStaysVoidInTheNextSession) {
  const std::string id = Ask(Asking());
  for (int i = 0; i < 2; ++i)
    Forge("employee", Kind::kApproval, Jti(id), Decision(id), {}, IdOf("manager"));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(Ready(id)) << i;
  EXPECT_EQ(Open("manager")->state().voids(), 2u);
}

TEST_F(SessionAttack, F17TwoSessionsOfOneMachine) {
  RequestOptions options = Asking();
  options.medium.clear();
  options.mail = {"a@example.com"};
  const std::string id = Ask(options);
  ASSERT_TRUE(ApproveAs("manager", id));
  auto one = Open("employee");
  auto two = Open("employee");
  const auto a = SealRequest(*one, **ResolveRequest(*one, id), {home_ + "/a.age", ""});
  EXPECT_TRUE(a);
  const auto b = SealRequest(*two, **ResolveRequest(*two, id), {home_ + "/b.age", ""});
  EXPECT_FALSE(b);
  EXPECT_FALSE(PathExists(home_ + "/b.age"));
}

// On a medium its place among the seals is its name, and is known for certain once it is recorded.
TEST_F(SessionAttack, G14TwoSealsAtOnceDoNotTakeOneName) {
  RequestOptions options = Asking();
  options.uses = 2;
  const std::string id = Ask(options);
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  auto one = Open("employee");
  auto two = Open("employee");
  const std::string stick = home_ + "/stick";
  ASSERT_TRUE(SealRequest(*one, **ResolveRequest(*one, id), {stick, ""}));
  ASSERT_EQ(std::rename((stick + "/R1.age").c_str(), (home_ + "/kept.age").c_str()), 0);
  const auto second = SealRequest(*two, **ResolveRequest(*two, id), {stick, ""});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().next, next::ResumeTo("R1", stick + "/R1-2.age"));
  EXPECT_FALSE(PathExists(stick + "/R1.age"));
  auto later = Open("employee");
  ASSERT_TRUE(ResumeSealing(*later, **ResolveRequest(*later, id), stick));
  EXPECT_TRUE(PathExists(stick + "/R1-2.age"));
  ASSERT_EQ(std::rename((home_ + "/kept.age").c_str(), (stick + "/R1.age").c_str()), 0);
  EXPECT_TRUE(GateNow("stick").ok);
}

TEST_F(SessionAttack, F17RevocationSeenByAnotherCommandOfTheSameMachine) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  auto sealing = Open("employee");
  {
    auto s = Open("manager");
    ASSERT_TRUE(Revoke(*s, **ResolveRequest(*s, id), "no"));
  }
  Open("employee");  // sekisho status, meanwhile
  EXPECT_FALSE(
      SealRequest(*sealing, **ResolveRequest(*sealing, id), {home_ + "/stick/R1.age", ""}));
  EXPECT_FALSE(PathExists(home_ + "/stick/R1.age"));
}

TEST_F(SessionAttack, F17DifferentMachines) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  auto sealing = Open("employee");
  {
    auto s = Open("manager");
    ASSERT_TRUE(Revoke(*s, **ResolveRequest(*s, id), "no"));
  }
  EXPECT_FALSE(
      SealRequest(*sealing, **ResolveRequest(*sealing, id), {home_ + "/stick/R1.age", ""}));
  EXPECT_FALSE(PathExists(home_ + "/stick/R1.age"));
}

TEST_F(SessionAttack, OtherOrganisationsStore) {
  Setting other = SettingOf("manager");
  other.state_dir = home_ + "/fresh";
  ASSERT_TRUE(MakeDirectories(other.state_dir));
  Digest wrong{};
  wrong[0] = 7;
  ASSERT_TRUE(WritePin(other.state_dir, Pin{home_ + "/ledger.sqlite", wrong}));
  const auto s = Session::Open(other, WorldNow());
  EXPECT_FALSE(s) << "a ledger that is not the pinned organisation's";
}

}  // namespace
}  // namespace sekisho
