#include "tests/unit/workflow/forge.h"

#include "base/text/next_steps.h"

namespace sekisho {
namespace {

class SealAttack : public Forgery {};

TEST_F(SealAttack, A8VoidingOnesOwnSealGivesNoUseBack) {
  SealOne();
  const auto state = StateNow();
  const auto& request = *state.FindRequest(Jti("R1"));
  Forge("employee", Kind::kSealVoid, Jti("R1"), ToClaims(SealRefClaims{request.seals[0].hash}));
  const auto again = SealAs("employee", "R1", "stick/R1-2.age");
  EXPECT_FALSE(again) << "second package of a single-use permit";
}

TEST_F(SealAttack, NobodyElseVoidsASeal) {
  SealOne();
  Hire("stranger", "高橋", {"employee"});
  const auto state = StateNow();
  Forge("stranger", Kind::kSealVoid, Jti("R1"),
        ToClaims(SealRefClaims{state.FindRequest(Jti("R1"))->seals[0].hash}));
  EXPECT_TRUE(GateNow("stick").ok);
}

TEST_F(SealAttack, AnOfficerGivesTheUseBack) {
  SealOne();
  const auto state = StateNow();
  const Digest seal = state.FindRequest(Jti("R1"))->seals[0].hash;
  Forge("officer", Kind::kSealVoid, Jti("R1"), ToClaims(SealRefClaims{seal}));
  EXPECT_FALSE(GateNow("stick").ok);
  EXPECT_TRUE(SealAs("employee", "R1", "stick/R1-2.age"));
}

TEST_F(SealAttack, G14UnderAnotherNameNothingIsSealedOntoAMedium) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  ASSERT_TRUE(MakeDirectories(home_ + "/stick/sub"));
  for (const char* const output :
       {"stick/customers.age", "stick/r1.age", "stick/R1-2.age", "stick/sub/R1.age", "stick/sub"}) {
    const auto sealed = SealAs("employee", id, output);
    ASSERT_FALSE(sealed) << output;
    EXPECT_EQ(sealed.error().code, ErrorCode::kRefused) << output;
    EXPECT_EQ(sealed.error().next, next::SealTo("R1", home_ + "/stick/R1.age"));
  }
  ASSERT_TRUE(system(("rmdir " + home_ + "/stick/sub").c_str()) == 0);
  EXPECT_TRUE(NothingLeftOnStick());
  const auto sealed = SealAs("employee", id, "stick");  // the mount is enough
  ASSERT_TRUE(sealed) << sealed.error().message;
  EXPECT_EQ(sealed->path, home_ + "/stick/R1.age");
}

// Anybody may append approvals; those that do not count must not fill the package's header.
TEST_F(SealAttack, WorthlessApprovalsDoNotStopASeal) {
  const std::string id = Ask(Asking());
  const std::string jti = Jti(id);
  const Json decision = Decision(id);
  {
    const auto session = Open("it");
    for (int i = 0; i < 65; ++i)
      AppendRaw(Sign(*session, "it", Kind::kApproval, jti, decision).token);
  }
  ASSERT_TRUE(ApproveAs("manager", id));
  const auto sealed = SealAs("employee", id, "stick/R1.age");
  EXPECT_TRUE(sealed) << sealed.error().message;
}

}  // namespace
}  // namespace sekisho
