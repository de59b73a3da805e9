#include "tests/unit/workflow/forge.h"
#include "workflow/resolve.h"

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
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  auto one = Open("employee");
  auto two = Open("employee");
  const auto a = SealRequest(*one, **ResolveRequest(*one, id), {home_ + "/stick/a.age", ""});
  EXPECT_TRUE(a);
  const auto b = SealRequest(*two, **ResolveRequest(*two, id), {home_ + "/stick/b.age", ""});
  EXPECT_FALSE(b);
  EXPECT_FALSE(PathExists(home_ + "/stick/b.age"));
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
  EXPECT_FALSE(SealRequest(*sealing, **ResolveRequest(*sealing, id), {home_ + "/stick/a.age", ""}));
  EXPECT_FALSE(PathExists(home_ + "/stick/a.age"));
}

TEST_F(SessionAttack, F17DifferentMachines) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  auto sealing = Open("employee");
  {
    auto s = Open("manager");
    ASSERT_TRUE(Revoke(*s, **ResolveRequest(*s, id), "no"));
  }
  EXPECT_FALSE(SealRequest(*sealing, **ResolveRequest(*sealing, id), {home_ + "/stick/a.age", ""}));
  EXPECT_FALSE(PathExists(home_ + "/stick/a.age"));
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
