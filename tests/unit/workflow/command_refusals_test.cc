// What the commands refuse before anything is signed. The fold would call most of it void; the
// command says so first, and nothing is recorded.
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"

namespace sekisho {
namespace {

class CommandRefusals : public Forgery {
 protected:
  Card CardOf(const std::string& person) {
    const auto identity = ReadIdentityFile(home_ + "/" + person + ".id", {});
    return *ParseCard(*MakeCard(*identity));
  }
  NewMember Newcomer(const std::string& name) {
    NewMember member;
    member.name = name;
    member.department = "総務";
    return member;
  }
};

TEST_F(CommandRefusals, I5AKeyIsGivenOnceAndThenChanged) {
  {
    auto session = Open("officer");
    EXPECT_EQ(RefusalOf(GiveKeys(*session, "佐藤", CardOf("stranger"))), ErrorCode::kRefused);
  }
  ASSERT_TRUE(AddMember(*Open("officer"), Newcomer("山本")));
  EXPECT_EQ(RefusalOf(ChangeKeys(*Open("officer"), "山本", CardOf("stranger"))),
            ErrorCode::kRefused);
  EXPECT_TRUE(GiveKeys(*Open("officer"), "山本", CardOf("stranger")));
}

TEST_F(CommandRefusals, I5TheOfficersKeyIsTheCharters) {
  EXPECT_EQ(RefusalOf(ChangeKeys(*Open("officer"), "大岡", CardOf("stranger"))),
            ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I5WhoIsActiveIsNotReinstated) {
  EXPECT_EQ(RefusalOf(ReinstateMember(*Open("officer"), "佐藤", "back again")),
            ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I11TheOnlyOfficerStays) {
  EXPECT_EQ(RefusalOf(Suspend(*Open("officer"), "大岡", "tired")), ErrorCode::kRefused);
  const auto session = Open("officer");
  EXPECT_EQ(RefusalOf(CheckMayLeave(*session, *session->Me().value())), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I15SomebodyInsideAnswersForAnOutsider) {
  NewMember member = Newcomer("外村");
  member.employment = "contractor";
  EXPECT_EQ(RefusalOf(AddMember(*Open("officer"), member)), ErrorCode::kRefused);
  member.responsible = "田中";
  EXPECT_TRUE(AddMember(*Open("officer"), member));
}

TEST_F(CommandRefusals, I15NobodyGivesThemselvesARole) {
  EXPECT_EQ(RefusalOf(Move(*Open("officer"), "大岡", "総務",
                           {"security-officer", "registrar", "manager"})),
            ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I4AVetoThatCouldNeverCount) {
  const std::string id = Ask(Asking());
  const auto deny = [&](const std::string& person) {
    const auto session = Open(person);
    return RefusalOf(Deny(*session, **ResolveRequest(*session, id), "no"));
  };
  EXPECT_EQ(deny("it"), ErrorCode::kRefused);
  EXPECT_EQ(deny("employee"), ErrorCode::kRefused);
  EXPECT_EQ(deny("manager"), std::nullopt);
}

TEST_F(CommandRefusals, I18AnothersRequestIsNotWithdrawn) {
  const std::string id = Ask(Asking());
  const auto withdraw = [&](const std::string& person) {
    const auto session = Open(person);
    return RefusalOf(Withdraw(*session, **ResolveRequest(*session, id)));
  };
  EXPECT_EQ(withdraw("it"), ErrorCode::kRefused);
  EXPECT_EQ(withdraw("employee"), std::nullopt);
}

TEST_F(CommandRefusals, I18WhatIsSealedIsNotWithdrawn) {
  SealOne();
  const auto session = Open("employee");
  EXPECT_EQ(RefusalOf(Withdraw(*session, **ResolveRequest(*session, "R1"))), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, B1NobodyApprovesTwice) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  const auto again = ApproveAs("manager", id);
  EXPECT_EQ(RefusalOf(again), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I6ALossThatNobodyReported) {
  EXPECT_EQ(RefusalOf(AcknowledgeLoss(*Open("it"), "USB-1")), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I18ALossThatSomebodyReportedStopsTheGate) {
  SealOne();
  ASSERT_TRUE(GateNow("stick").ok);
  Json claims{{"last_seen", FormatTime(clock_.Now(), kJapan)},
              {"found_missing", FormatTime(clock_.Now(), kJapan)},
              {"annex", {{"main", std::string(64, '0')}}}};
  std::string medium;
  {
    const OrgState state = StateNow();
    medium = state.FindMediumByLabel("USB-1")->id;
  }
  ASSERT_TRUE(Forge("manager", Kind::kLoss, medium, claims).disposition.valid);
  EXPECT_FALSE(GateNow("stick").ok);
}

TEST_F(CommandRefusals, WhatARequestNames) {
  const auto ask = [&](const std::function<void(RequestOptions&)>& change) {
    RequestOptions options = Asking();
    change(options);
    return RefusalOf(SubmitRequest(*Open("employee"), options));
  };
  EXPECT_EQ(ask([](RequestOptions&) {}), std::nullopt);
  EXPECT_EQ(ask([](RequestOptions& o) { o.purpose = " "; }), ErrorCode::kRefused);
  EXPECT_EQ(ask([](RequestOptions& o) { o.third_party = "Sato & Co."; }), ErrorCode::kRefused);
  EXPECT_EQ(ask([](RequestOptions& o) {
              o.medium.clear();
              o.cloud = "elsewhere";
            }),
            ErrorCode::kRefused);
  EXPECT_EQ(ask([&](RequestOptions& o) { o.until = clock_.Now() + std::chrono::days(3000); }),
            ErrorCode::kRefused);
  ASSERT_TRUE(AddMember(*Open("officer"), Newcomer("山本")));
  EXPECT_EQ(ask([](RequestOptions& o) { o.to = {"山本"}; }), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, NothingIsNoTakeOut) {
  ASSERT_TRUE(MakeDirectories(home_ + "/none"));
  RequestOptions options = Asking();
  options.paths = {home_ + "/none/missing"};
  EXPECT_FALSE(SubmitRequest(*Open("employee"), options));
}

TEST_F(CommandRefusals, I8KeysAndLedgersAmongTheFiles) {
  WriteText("files/deep/id", "-----BEGIN OPENSSH PRIVATE KEY-----\n");
  RequestOptions options = Asking();
  const auto refused = SubmitRequest(*Open("employee"), options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_NE(refused.error().message.find("files/deep/id"), std::string::npos);
  options.include_keys = true;
  auto session = Open("employee");
  ASSERT_TRUE(SubmitRequest(*session, options));
  EXPECT_TRUE((*ResolveRequest(*session, "R1"))->claims.include_keys);
}

}  // namespace
}  // namespace sekisho
