#include "base/text/next_steps.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/requests.h"
#include "workflow/state/resolve.h"
#include "workflow/state/snapshot.h"

namespace sekisho {
namespace {

class ClockAttack : public Forgery {};

TEST_F(ClockAttack, A7FutureDatedStatementOfOneEmployeeDoesNotStopEverybody) {
  for (const char* when : {"2100-01-01T00:00:00+09:00", "9998-12-31T23:59:59Z"}) {
    const Json finding{{"statement", nullptr}, {"closed", false}};
    for (int i = 0; i < 2; ++i)
      EXPECT_TRUE(
          Forge("employee", Kind::kFinding, "", finding, *ParseTime(when)).disposition.valid);
  }
  EXPECT_LT(Open("manager")->now(), clock_.Now() + std::chrono::hours(1));
  auto session = Open("employee");
  const auto asked = SubmitRequest(*session, Asking());
  EXPECT_TRUE(asked) << asked.error().message;
  auto again = Open("manager");
  const auto lost = ReportFound(*again, "USB-1");
  EXPECT_TRUE(lost || lost.error().message.find("lost") != std::string::npos)
      << lost.error().message;
}

TEST_F(ClockAttack, F19BackDatedByAnExpiredMember) {
  MakeIdentity("temp");
  NewMember member;
  member.name = "期限";
  member.department = "総務";
  member.roles = {"manager"};
  member.until = clock_.Now() + std::chrono::days(2);
  member.card = *ParseCard(*MakeCard(*ReadIdentityFile(home_ + "/temp.id", {})));
  {
    auto s = Open("officer");
    ASSERT_TRUE(AddMember(*s, member));
  }
  ASSERT_TRUE(Join(SettingOf("temp"), WorldNow(), HexEncode(genesis_), ""));
  const Time then = clock_.Now();
  const std::string id = Ask(Asking());
  clock_.Set(clock_.Now() + std::chrono::days(4));
  Ask(Asking());
  {
    auto s = Open("manager");
    auto r = ResolveRequest(*s, "R2");
    ASSERT_TRUE(Deny(*s, **r, "no"));
  }
  OfficerSigns();
  const auto forged = Forge("temp", Kind::kApproval, Jti(id), Decision(id), then);
  EXPECT_FALSE(forged.disposition.valid);
}

TEST_F(ClockAttack, A7BackDatedSealAfterThePeriod) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  const Time then = clock_.Now();
  clock_.Set(clock_.Now() + std::chrono::days(20));
  Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", "R2"));
  OfficerSigns();
  SealClaims seal;
  seal.request = Open("manager")->state().FindRequest(Jti(id))->statement.hash;
  seal.medium = Open("manager")->state().FindRequest(Jti(id))->claims.medium;
  const auto forged = Forge("employee", Kind::kSeal, Jti(id), ToClaims(seal), then);
  EXPECT_FALSE(forged.disposition.valid);
}

TEST_F(ClockAttack, AFutureDatedApprovalThatDoesNotCountStopsNothing) {
  const std::string id = Ask(Asking());
  Forge("it", Kind::kApproval, Jti(id), Decision(id), *ParseTime("2100-01-01T00:00:00Z"));
  ASSERT_TRUE(ApproveAs("manager", id));
  EXPECT_TRUE(Ready(id));
}

TEST_F(ClockAttack, G5AGateWhoseClockIsSetBackDoesNotKeepASnapshotFresh) {
  SealOne();
  {
    auto session = Open("it");
    ASSERT_TRUE(MakeSnapshot(*session, home_ + "/snapshot"));
  }
  clock_.Set(clock_.Now() - std::chrono::days(1));
  const auto verdict = Gate(SettingOf("it"), WorldNow(), {{home_ + "/stick"}, home_ + "/snapshot"});
  ASSERT_TRUE(verdict);
  EXPECT_FALSE(verdict->ok);
}

TEST_F(ClockAttack, A7_8AClockBehindTheRecordSignsNothing) {
  Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", "R1"));
  Ask(Asking());
  OfficerSigns();
  clock_.Set(clock_.Now() - std::chrono::days(2));
  World world = WorldNow();
  world.clock_trust.is_right = false;
  auto session = Session::Open(SettingOf("manager"), world);
  ASSERT_TRUE(session);
  auto request = ResolveRequest(**session, "R2");
  const auto approved = Approve(**session, **request, "", std::nullopt);
  ASSERT_FALSE(approved);
  EXPECT_EQ(approved.error().code, ErrorCode::kRefused);
  EXPECT_EQ(approved.error().next, next::SetClockOrSayRight());
  EXPECT_TRUE(Revoke(**session, **request, "bad news is heard by any clock"));
}

TEST_F(ClockAttack, A7_9AClockFarAheadIsAskedAbout) {
  clock_.Set(clock_.Now() + std::chrono::days(60));
  int asked = 0;
  std::optional<bool> answer = false;
  World world = WorldNow();
  world.clock_trust.is_right = false;
  world.clock_trust.confirm = [&](const std::string&) {
    ++asked;
    return answer;
  };
  const auto hire = [&]() -> Result<void> {
    ASSIGN_OR_RETURN(const auto session, Session::Open(SettingOf("officer"), world));
    NewMember member;
    member.name = "森";
    member.department = "総務";
    member.roles = {"employee"};
    RETURN_IF_ERROR(AddMember(*session, member));
    return {};
  };
  EXPECT_EQ(RefusalOf(hire()), ErrorCode::kRefused);
  answer = std::nullopt;
  EXPECT_EQ(RefusalOf(hire()), ErrorCode::kRefused) << "nobody can be asked";
  answer = true;
  EXPECT_TRUE(hire());
  EXPECT_EQ(asked, 3) << "once a command";
  EXPECT_EQ(Open("it")->state().newest(), clock_.Now()) << "it was confirmed";
}

}  // namespace
}  // namespace sekisho
