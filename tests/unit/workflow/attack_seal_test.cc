#include "tests/unit/workflow/forge.h"

namespace sekisho {
namespace {

class SealAttack : public Forgery {};

TEST_F(SealAttack, A8VoidingOnesOwnSealGivesNoUseBack) {
  SealOne();
  const auto state = StateNow();
  const auto& request = *state.FindRequest(Jti("R1"));
  Forge("employee", Kind::kSealVoid, Jti("R1"), ToClaims(SealRefClaims{request.seals[0].hash}));
  const auto again = SealAs("employee", "R1", "stick/again.age");
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
  EXPECT_TRUE(SealAs("employee", "R1", "stick/again.age"));
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
