// What the commands refuse before anything is signed. The fold would call most of it void; the
// command says so first, and nothing is recorded.
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/office/proposals.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/passphrase_recipient.h"
#include "workflow/requests/requests.h"

namespace sekisho {
namespace {

class CommandRefusals : public Forgery {
 protected:
  using Forgery::Forgery;

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
  // With an identity and a machine of their own.
  void HireSecond(const std::string& person, const std::string& name, const std::string& role) {
    MakeIdentity(person);
    Hire(person, name, {role});
  }
  // Whether what `change` makes of a good request is refused before anything is signed.
  std::optional<ErrorCode> AskUnsigned(const std::function<void(RequestOptions&)>& change) {
    RequestOptions options = Asking();
    change(options);
    return RefusalOf(SubmitRequest(*OpenToSignNothing("employee"), options));
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

// Also not by two others.
TEST_F(CommandRefusals, I5TheOfficersKeyIsNobodysToChange) {
  HireSecond("registrar", "木村", "registrar");
  HireSecond("second", "林", "security-officer");
  EXPECT_EQ(RefusalOf(ChangeKeys(*OpenToSignNothing("registrar"), "大岡", CardOf("stranger"))),
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

TEST_F(CommandRefusals, I11WithNobodyToTakeOverTheOnlyOfficerStaysToo) {
  for (const char* const name : {"田中", "佐藤", "鈴木"})
    ASSERT_TRUE(Suspend(*Open("officer"), name, "gone"));
  const auto session = Open("officer");
  EXPECT_EQ(RefusalOf(CheckMayLeave(*session, *session->Me().value())), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I2TwoOfOneNameInOneDepartment) {
  EXPECT_EQ(RefusalOf(AddMember(*Open("officer"), Newcomer("佐藤"))), ErrorCode::kRefused);
  NewMember elsewhere = Newcomer("佐藤");
  elsewhere.department = "営業";
  EXPECT_TRUE(AddMember(*Open("officer"), elsewhere));
}

TEST_F(CommandRefusals, I15SomebodyInsideAnswersForAnOutsider) {
  NewMember member = Newcomer("外村");
  member.employment = "contractor";
  EXPECT_EQ(RefusalOf(AddMember(*Open("officer"), member)), ErrorCode::kRefused);
  member.responsible = "田中";
  EXPECT_TRUE(AddMember(*Open("officer"), member));
}

TEST_F(CommandRefusals, I15NobodyGivesThemselvesARole) {
  EXPECT_EQ(RefusalOf(Move(
                *Open("officer"), "大岡",
                {.department = "総務", .roles = {"security-officer", "registrar", "manager"}})),
            ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I15NobodyGivesThemselvesARoleWithASecondsConsent) {
  HireSecond("registrar", "木村", "registrar");
  HireSecond("second", "林", "security-officer");
  EXPECT_EQ(RefusalOf(Move(*OpenToSignNothing("registrar"), "木村",
                           {.department = "総務", .roles = {"registrar", "manager"}})),
            ErrorCode::kRefused);
}

// Who was made registrar by the officer within days is no second to the officer.
TEST_F(CommandRefusals, I15WhatTakesTwoIsNotProposedWhereNobodyMayConsent) {
  HireSecond("registrar", "木村", "registrar");
  NewMember manager = Newcomer("山本");
  manager.roles = {"manager"};
  manager.card = CardOf("stranger");
  EXPECT_EQ(RefusalOf(AddMember(*OpenToSignNothing("registrar"), manager)), ErrorCode::kRefused);
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

class ProposalRefusals : public CommandRefusals {
 protected:
  // Of a new manager, by the officer: W1.
  void Propose() {
    HireSecond("registrar", "木村", "registrar");
    clock_.Set(clock_.Now() + std::chrono::days(8));
    NewMember manager = Newcomer("山本");
    manager.roles = {"manager"};
    manager.card = CardOf("stranger");
    const auto proposed = AddMember(*Open("officer"), manager);
    ASSERT_TRUE(proposed && proposed->proposed);
  }
  std::optional<ErrorCode> WithdrawAs(const std::string& person) {
    const auto session = Open(person);
    return RefusalOf(Withdraw(*session, **ResolveProposal(*session, "w1")));
  }
};

TEST_F(ProposalRefusals, I15AnothersProposalIsNotWithdrawn) {
  Propose();
  EXPECT_EQ(WithdrawAs("employee"), ErrorCode::kRefused);
  EXPECT_EQ(WithdrawAs("officer"), std::nullopt);
  const auto session = Open("officer");
  EXPECT_TRUE(OpenProposals(*session).empty());
  EXPECT_FALSE(*Withdraw(*session, **ResolveProposal(*session, "W1")));
}

TEST_F(ProposalRefusals, I15WhatWasConsentedToIsNotWithdrawn) {
  Propose();
  {
    const auto session = Open("registrar");
    ASSERT_TRUE(Consent(*session, **ResolveProposal(*session, "W1")));
  }
  EXPECT_EQ(WithdrawAs("officer"), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, B1NobodyApprovesTwice) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  const auto again = ApproveAs("manager", id);
  EXPECT_EQ(RefusalOf(again), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I1WhatIsSealedIsNotApprovedAnyMore) {
  SealOne();
  const auto session = OpenToSignNothing("officer");
  EXPECT_EQ(RefusalOf(Approve(*session, **ResolveRequest(*session, "R1"), "", std::nullopt)),
            ErrorCode::kRefused);
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
            ErrorCode::kNotFound);
  EXPECT_EQ(ask([&](RequestOptions& o) { o.until = clock_.Now() + std::chrono::days(3000); }),
            ErrorCode::kRefused);
  ASSERT_TRUE(AddMember(*Open("officer"), Newcomer("山本")));
  EXPECT_EQ(ask([](RequestOptions& o) { o.to = {"山本"}; }), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I8ARequestWithoutSenseIsNotSigned) {
  EXPECT_EQ(AskUnsigned([](RequestOptions& o) { o.purpose = " "; }), ErrorCode::kRefused);
  EXPECT_EQ(AskUnsigned([](RequestOptions& o) { o.class_id = "ultra"; }), ErrorCode::kNotFound);
  EXPECT_EQ(AskUnsigned([](RequestOptions& o) { o.third_party = "Sato & Co."; }),
            ErrorCode::kRefused);
  ASSERT_TRUE(AddMember(*Open("officer"), Newcomer("山本")));
  EXPECT_EQ(AskUnsigned([](RequestOptions& o) { o.to = {"山本"}; }), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, I8LeavingEverythingOutIsNoTakeOut) {
  EXPECT_EQ(AskUnsigned([&](RequestOptions& o) {
              o.paths = {home_ + "/files/."};
              o.left_out.globs = {"deep", "plan.txt"};
            }),
            ErrorCode::kRefused);
}

// Signed, and then judged as if it were approved: nothing is appended that no approval could allow.
TEST_F(CommandRefusals, I8WhatNoApprovalAllowsIsNotAppended) {
  RequestOptions options = Asking();
  options.until = clock_.Now() + std::chrono::days(3000);
  const auto session = OpenToAppendNothing("employee");
  EXPECT_EQ(RefusalOf(SubmitRequest(*session, options)), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, F18WhatIsVoidIsNotAppended) {
  const auto session = OpenToAppendNothing("employee");
  Draft draft;
  draft.kind = Kind::kGatePass;  // which is not theirs to say
  draft.claims = ToClaims(GateClaims{});
  const auto pass = session->Sign(std::move(draft));
  ASSERT_TRUE(pass) << pass.error().message;
  EXPECT_EQ(RefusalOf(session->Append(*pass)), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, F18NobodyIsNoMember) {
  ASSERT_TRUE(Join(SettingOf("stranger"), WorldNow(), HexEncode(genesis_), ""));
  EXPECT_EQ(RefusalOf(Open("stranger")->Me()), ErrorCode::kRefused);
  Identity reader;
  reader.age.push_back(X25519Identity::Generate(random_));
  ASSERT_TRUE(WriteIdentityFile(home_ + "/reader.id", reader, nullptr, clock_.Now(), random_));
  ASSERT_TRUE(Join(SettingOf("reader"), WorldNow(), HexEncode(genesis_), ""));
  EXPECT_EQ(RefusalOf(Open("reader")->Me()), ErrorCode::kRefused);
}

TEST_F(CommandRefusals, J2ADamagedPinIsTold) {
  const std::string state = SettingOf("it").state_dir;
  const std::string good = *ReadTextFile(state + "/config.toml", 1 << 10);
  for (const char* const key : {"store", "genesis"}) {
    std::string bad = good;
    bad.replace(bad.find(key), 1, "x");
    WriteText("state-it/config.toml", bad);
    EXPECT_EQ(RefusalOf(ReadPin(state)), ErrorCode::kMalformed) << key;
  }
}

// A key beside its package opens it.
class KeyFiles : public CommandRefusals {
 protected:
  std::optional<ErrorCode> AskWithKeyAt(Session& session, const std::string& path) {
    RequestOptions options = Asking();
    options.include_keys = true;  // others, that is
    options.to = {"passphrase"};
    options.key_passphrase = &passphrase_;
    options.key_out = home_ + "/" + path;
    return RefusalOf(SubmitRequest(session, options));
  }
  const SecretBytes passphrase_ = SecretBytes::CopyOf(AsBytes("correct horse battery staple"));
};

TEST_F(KeyFiles, G10StayOffTheMediumAndOutOfThePackage) {
  for (const char* const path : {"stick/key.age", "files/key.age", "files/deep/key.age"}) {
    EXPECT_EQ(AskWithKeyAt(*OpenToSignNothing("employee"), path), ErrorCode::kRefused) << path;
    EXPECT_FALSE(PathExists(home_ + "/" + path)) << path;
  }
  EXPECT_EQ(AskWithKeyAt(*Open("employee"), "key.age"), std::nullopt);
}

TEST_F(KeyFiles, G10NoneIsHandedOverWhereThereIsNone) {
  const std::string id = Ask(Asking());
  const auto session = Open("employee");
  EXPECT_EQ(RefusalOf(RecordHandover(*session, **ResolveRequest(*session, id), "高橋",
                                     HandoverWay::kPhone)),
            ErrorCode::kRefused);
}

// Where the charter has lists.
class NamedPlaces : public CommandRefusals {
 protected:
  static std::string Charter() {
    std::string charter(*CharterTemplate("small-office"));
    for (const auto& [empty, list] :
         {std::pair<std::string, std::string>{"departments = []", "departments = [\"総務\"]"},
          {"mail-domains = []", "mail-domains = [\"example.jp\"]"}})
      charter.replace(charter.find(empty), empty.size(), list);
    return charter;
  }
  NamedPlaces() : CommandRefusals(Charter()) {}
};

TEST_F(NamedPlaces, I15ADepartmentThatTheCharterDoesNotKnow) {
  NewMember member = Newcomer("山本");
  member.department = "営業";
  EXPECT_EQ(RefusalOf(AddMember(*Open("officer"), member)), ErrorCode::kRefused);
  EXPECT_TRUE(AddMember(*Open("officer"), Newcomer("山本")));
}

TEST_F(NamedPlaces, I8AMailDomainThatTheCharterDoesNotKnow) {
  const auto ask = [&](const std::vector<std::string>& mail) {
    return AskUnsigned([&](RequestOptions& o) {
      o.medium.clear();
      o.mail = mail;
    });
  };
  EXPECT_EQ(ask({"a@example.com"}), ErrorCode::kRefused);
  EXPECT_EQ(ask({"b@example.jp", "a@example.com"}), ErrorCode::kRefused);
  EXPECT_EQ(ask(std::vector<std::string>(17, "a@example.jp")), ErrorCode::kUsage);
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
  const auto refused = SubmitRequest(*OpenToSignNothing("employee"), options);
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
