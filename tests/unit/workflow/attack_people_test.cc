#include "tests/unit/workflow/forge.h"

namespace sekisho {
namespace {

class PeopleAttack : public Forgery {};

TEST_F(PeopleAttack, TheHolderDoesNotVerifyTheReturnThroughLossAndFound) {
  Hire("stranger", "高橋", {"it"});
  RequestOptions options = Asking();
  options.holder = "高橋";
  const std::string id = Ask(options);
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("高橋", id));
  auto s = Open("stranger");
  ASSERT_TRUE(ReportLoss(*s, {"USB-1", clock_.Now(), clock_.Now(), "x"}));
  ASSERT_TRUE(ReportFound(*s, "USB-1"));
  EXPECT_FALSE(ReturnMedium(*s, {"USB-1", home_ + "/stick", false}));
}

TEST_F(PeopleAttack, I1TheEndOfARecipientsContractIsAmongTheFacts) {
  const std::string id = Ask(Asking());
  const Time end = clock_.Now() + std::chrono::days(1);
  ASSERT_TRUE(Move(*Open("officer"), "P3", {.until = end}));
  const auto session = Open("manager");
  const PermitFacts facts = session->state().Facts(**ResolveRequest(*session, id));
  ASSERT_EQ(facts.request.recipients.size(), 1u);
  EXPECT_EQ(facts.request.recipients.front().ends, end);
}

TEST_F(PeopleAttack, A10NobodyApprovesWhatTheyCannotRead) {
  const auto session = Open("employee");
  RequestClaims c;
  c.holder = IdOf("employee");
  c.class_id = "秘";
  c.files = 1;
  c.bytes = 1;
  c.recipients = {session->state().FindMember(c.holder)->Now().age_recipient};
  c.medium = session->state().FindMediumByLabel("USB-1")->id;
  c.from = clock_.Now();
  c.until = clock_.Now() + std::chrono::days(3);
  c.registration = StatementHash(session->state().FindMediumByLabel("USB-1")->token);
  c.duty_text = session->state().charter().charter.duty_text;
  Json j = ToClaims(c, kJapan);
  j["annex"] = Json{{"main", std::string(64, '0')}, {"manifest", std::string(64, '1')}};
  const auto f = Forge("employee", Kind::kRequest, "", j);
  EXPECT_TRUE(f.disposition.valid) << f.disposition.why;
  const auto a = ApproveAs("manager", "R1");
  EXPECT_FALSE(a) << "approved what cannot be read";
}

// Z2: what reaches the register has passed the checks of the tool, whoever made it.
TEST_F(PeopleAttack, AMediumThatTheToolWouldNotRegisterIsVoid) {
  const OrgState state = StateNow();
  const MediumClaims good = state.FindMediumByLabel("USB-1")->claims;
  const auto valid = [&](MediumClaims claims) {
    return Forge("it", Kind::kMedium, "", ToClaims(claims)).disposition.valid;
  };
  MediumClaims bad = good;
  bad.label = "USB\x1b[2J";
  EXPECT_FALSE(valid(bad));
  bad = good;
  bad.label = "USB-2";
  bad.hardware = Json::object();
  EXPECT_FALSE(valid(bad));
  bad = good;
  bad.label = "USB-2";
  bad.medium_kind = good.medium_kind == "mount" ? "directory" : "mount";
  EXPECT_FALSE(valid(bad));
  bad.medium_kind = good.medium_kind;
  EXPECT_TRUE(valid(bad));
}

TEST_F(PeopleAttack, AnEmployeesKeySignsNothingElse) {
  const std::string me = IdOf("employee");
  const OrgState s = StateNow();
  CardClaims card{s.FindMember(me)->Now()};
  card.person.grants.push_back({Role::kManager, "総務", clock_.Now(), std::nullopt});
  auto r = Forge("employee", Kind::kMemberCard, me, ToClaims(card, kJapan));
  EXPECT_FALSE(r.disposition.valid);
  r = Forge("employee", Kind::kMemberCard, "", ToClaims(card, kJapan));
  EXPECT_FALSE(r.disposition.valid);
  r = Forge("employee", Kind::kMemberCard, me, ToClaims(card, kJapan), {}, IdOf("officer"));
  EXPECT_FALSE(r.disposition.valid);
  r = Forge("employee", Kind::kMemberStatus, IdOf("officer"),
            ToClaims(StatusClaims{StatusAction::kSuspend}));
  EXPECT_FALSE(r.disposition.valid);
  const std::string id = Ask(Asking());
  r = Forge("employee", Kind::kApproval, Jti(id), Decision(id));
  EXPECT_FALSE(Ready(id));
  r = Forge("employee", Kind::kApproval, Jti(id), Decision(id), {}, IdOf("manager"));
  EXPECT_FALSE(r.disposition.valid);
  EXPECT_FALSE(Ready(id));
  const std::string usb = s.FindMediumByLabel("USB-1")->id;
  r = Forge("employee", Kind::kCheckout, usb,
            ToClaims(CheckoutClaims{me, RequestHash(id), clock_.Now()}, kJapan));
  EXPECT_FALSE(r.disposition.valid);
  for (Kind k :
       {Kind::kGatePass, Kind::kSnapshot, Kind::kWipe, Kind::kReturn, Kind::kMedium,
        Kind::kDelegation, Kind::kExemption, Kind::kPartner, Kind::kAnnexErased, Kind::kCharter}) {
    r = Forge("employee", k, k == Kind::kReturn || k == Kind::kWipe ? usb : "",
              Json{{"readable", true},
                   {"packages", 0},
                   {"strangers", 0},
                   {"grade", "clear"},
                   {"complete", true},
                   {"files", 0},
                   {"failures", 0}});
    EXPECT_FALSE(r.disposition.valid) << KindName(k);
  }
}

}  // namespace
}  // namespace sekisho
