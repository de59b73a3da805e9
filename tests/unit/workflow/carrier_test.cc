// Whose a medium is, in the fold: who carries it relieves himself by no statement, and nobody
// else's word takes it from him. ATTACKS I6, I18, I21.
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

class Carrier : public Record {
 protected:
  Carrier() {
    Hire("manager", {Grant(Role::kManager)});
    Hire("it", {Grant(Role::kIt)});
    Hire("carrier", {Grant(Role::kIt)});  // IT himself, or he could do little
    Hire("requester", {Grant(Role::kIt)});
    Hire("colleague", {Grant(Role::kEmployee)});
    Hire("custodian", {Grant(Role::kCustodian)});
    Hire("guard", {Grant(Role::kGuard)});
    Hire("gate", {Grant(Role::kGuard)}, true);
    medium_ = Say("it", Kind::kMedium, Registering("USB-1"));
    request_ = Say("requester", Kind::kRequest, Asking("requester", medium_.jti, "carrier"));
    Say("manager", Kind::kApproval, Deciding(Kind::kApproval, request_));
    EXPECT_TRUE(Ready(request_));
    const Said out = Say("it", Kind::kCheckout, CheckingOut(medium_, request_, "carrier"));
    EXPECT_TRUE(out.valid()) << out.disposition.why;
    seal_ = Say("requester", Kind::kSeal, Sealing(request_, medium_.jti));
    EXPECT_TRUE(seal_.valid()) << seal_.disposition.why;
  }
  MediumState State() { return Medium(medium_).state; }
  Words Changing(const std::string& state) {
    return {medium_.jti, Json{{"state", state}}, {}, {}, {}};
  }
  Said medium_, request_, seal_;
};

TEST_F(Carrier, DoesNotTakeItBack) {
  for (const std::string who : {"carrier", "requester"})
    EXPECT_FALSE(Try(who, Kind::kReturn, Returning(medium_)).valid()) << who;
  for (const std::string who : {"it", "custodian", "guard", "founder"})
    EXPECT_TRUE(Try(who, Kind::kReturn, Returning(medium_)).valid()) << who;
  EXPECT_FALSE(Try("colleague", Kind::kReturn, Returning(medium_)).valid());
  EXPECT_FALSE(Try("gate", Kind::kReturn, Returning(medium_)).valid());
}

TEST_F(Carrier, WhoAskedForThePermitIsInvolvedBeforeAnythingIsSealed) {
  const Said medium = Say("it", Kind::kMedium, Registering("USB-2"));
  const Said request = Say("requester", Kind::kRequest, Asking("requester", medium.jti, "carrier"));
  ASSERT_TRUE(Say("manager", Kind::kApproval, Deciding(Kind::kApproval, request)).valid());
  ASSERT_TRUE(Say("it", Kind::kCheckout, CheckingOut(medium, request, "carrier")).valid());
  for (const std::string who : {"carrier", "requester"})
    EXPECT_FALSE(Try(who, Kind::kReturn, Returning(medium)).valid()) << who;
  EXPECT_TRUE(Try("it", Kind::kReturn, Returning(medium)).valid());
}

TEST_F(Carrier, I6LossAndFoundRelieveNobody) {
  ASSERT_TRUE(Say("carrier", Kind::kLoss, Losing(medium_)).valid());
  EXPECT_EQ(State(), MediumState::kLost);
  EXPECT_EQ(Medium(medium_).holder, Id("carrier"));
  ASSERT_TRUE(Say("carrier", Kind::kFound, {medium_.jti, Json::object(), {}, {}, {}}).valid());
  EXPECT_EQ(State(), MediumState::kFound);
  EXPECT_EQ(Medium(medium_).holder, Id("carrier"));
  for (const std::string who : {"carrier", "requester"}) {
    EXPECT_FALSE(Try(who, Kind::kReturn, Returning(medium_)).valid());
    EXPECT_FALSE(Try(who, Kind::kWipe, Wiping(medium_)).valid());
    for (const std::string state : {"broken", "retired", "prepared", "cleaned", "handed-over"})
      EXPECT_FALSE(Try(who, Kind::kMediumState, Changing(state)).valid()) << state;
  }
  EXPECT_FALSE(Try("it", Kind::kWipe, Wiping(medium_)).valid());  // returned first
  ASSERT_TRUE(Say("it", Kind::kReturn, Returning(medium_)).valid());
  EXPECT_EQ(Medium(medium_).holder, "");
  EXPECT_EQ(Medium(medium_).last_holder, Id("carrier"));
  // Now it is in house, and IT is IT again.
  EXPECT_TRUE(Try("carrier", Kind::kWipe, Wiping(medium_)).valid());
  EXPECT_TRUE(Try("it", Kind::kMediumState, Changing("retired")).valid());
}

class OtherSealer : public Record {
 protected:
  OtherSealer() : Record("company") {}  // 極秘 is sealed by somebody else
};

TEST_F(OtherSealer, WhoSealedOntoItIsInvolvedBeforeItGoesOutOrAfter) {
  Hire("manager", {Grant(Role::kManager)});
  Hire("it", {Grant(Role::kIt)});
  Hire("sealer", {Grant(Role::kIt)});
  Person trained = PersonOf("employee", {Grant(Role::kEmployee)});
  trained.trained_until = clock_.Now() + std::chrono::days(90);
  Words words;
  words.claims = ToClaims(CardClaims{trained}, kJapan);
  SetId("employee", Say("founder", Kind::kMemberCard, words).jti);
  Words registering = Registering("USB-1");
  registering.claims["medium_kind"] = "mount";
  registering.claims["hardware"] = Json{{"kind", "mount"}, {"serial", "0001"}};
  const Said medium = Say("it", Kind::kMedium, registering);
  ASSERT_TRUE(medium.valid()) << medium.disposition.why;
  Words asking = Asking("employee", medium.jti, "", "極秘");
  asking.claims["until"] = FormatTime(clock_.Now() + std::chrono::days(7), kJapan);
  const Said request = Say("employee", Kind::kRequest, asking);
  ASSERT_TRUE(request.valid()) << request.disposition.why;
  for (const std::string who : {"manager", "founder"})
    ASSERT_TRUE(Say(who, Kind::kApproval, Deciding(Kind::kApproval, request)).valid());
  const auto out = CheckingOut(medium, request, "employee");
  const OrgState before = *state_;
  for (const bool sealed_first : {true, false}) {
    *state_ = before;
    if (!sealed_first) {
      ASSERT_TRUE(Say("it", Kind::kCheckout, out).valid());
    }
    const Said seal = Say("sealer", Kind::kSeal, Sealing(request, medium.jti));
    ASSERT_TRUE(seal.valid()) << seal.disposition.why;
    if (sealed_first) {
      ASSERT_TRUE(Say("it", Kind::kCheckout, out).valid());
    }
    EXPECT_FALSE(Try("sealer", Kind::kReturn, Returning(medium)).valid());
    EXPECT_FALSE(Try("sealer", Kind::kGatePass, Passing("", {seal.hash})).valid());
    EXPECT_TRUE(Try("it", Kind::kReturn, Returning(medium)).valid());
  }
}

TEST_F(Carrier, RecordsNoPassOfWhatIsTheirs) {
  for (const std::string who : {"carrier", "requester"}) {
    EXPECT_FALSE(Try(who, Kind::kGatePass, Passing(medium_.jti)).valid()) << who;
    EXPECT_FALSE(Try(who, Kind::kGatePass, Passing("", {seal_.hash})).valid()) << who;
    Words block = Passing(medium_.jti);
    EXPECT_TRUE(Try(who, Kind::kGateBlock, block).valid()) << who;
  }
  EXPECT_EQ(Why("carrier", Kind::kGatePass, Passing(medium_.jti)),
            "who carries it does not record its pass");
  for (const std::string who : {"it", "guard", "gate", "founder"})
    EXPECT_TRUE(Try(who, Kind::kGatePass, Passing(medium_.jti, {seal_.hash})).valid()) << who;
}

TEST_F(Carrier, I18ALossToldByOthersStopsTheDoorAndRevokesNothing) {
  const Said loss = Say("colleague", Kind::kLoss, Losing(medium_));
  ASSERT_TRUE(loss.valid());
  EXPECT_EQ(State(), MediumState::kOut);
  ASSERT_EQ(Medium(medium_).loss_reports.size(), 1u);
  EXPECT_EQ(Medium(medium_).loss_reports[0].by, Id("colleague"));
  PermitQuestion question;
  question.ask = PermitAsk::kGate;
  question.now = clock_.Now();
  question.person = Member("requester").Now();
  question.medium = medium_.jti;
  PermitFacts facts = state_->Facts(Request(request_));
  facts.uses_consumed = 0;
  EXPECT_TRUE(JudgePermit(facts, question).valid);
  // Saying it again adds nothing.
  ASSERT_TRUE(Say("colleague", Kind::kLoss, Losing(medium_)).valid());
  EXPECT_EQ(Medium(medium_).loss_reports.size(), 1u);
  // Answered by officer, IT or a custodian who does not carry it, and by its hash.
  for (const std::string who : {"carrier", "requester", "manager", "guard", "gate", "colleague"})
    EXPECT_FALSE(Try(who, Kind::kAcknowledgement, Acknowledging(medium_, loss)).valid()) << who;
  for (const std::string who : {"it", "custodian", "founder"})
    EXPECT_TRUE(Try(who, Kind::kAcknowledgement, Acknowledging(medium_, loss)).valid()) << who;
  EXPECT_FALSE(Try("it", Kind::kAcknowledgement, Acknowledging(medium_, seal_)).valid());
  ASSERT_TRUE(Say("custodian", Kind::kAcknowledgement, Acknowledging(medium_, loss)).valid());
  EXPECT_TRUE(Medium(medium_).loss_reports.empty());
  EXPECT_EQ(State(), MediumState::kOut);
}

TEST_F(Carrier, ALossIsConfirmedByThoseWhoAnswerForMedia) {
  for (const std::string who : {"carrier", "requester", "custodian", "it", "guard", "founder"}) {
    const OrgState before = *state_;
    ASSERT_TRUE(Say("colleague", Kind::kLoss, Losing(medium_)).valid());
    ASSERT_TRUE(Say(who, Kind::kLoss, Losing(medium_)).valid());
    EXPECT_EQ(State(), MediumState::kLost) << who;
    EXPECT_TRUE(Medium(medium_).loss_reports.empty()) << who;
    *state_ = before;
  }
  // A gate reports; it is nobody who confirms.
  ASSERT_TRUE(Say("gate", Kind::kLoss, Losing(medium_)).valid());
  EXPECT_EQ(State(), MediumState::kOut);
  EXPECT_EQ(Medium(medium_).loss_reports.size(), 1u);
}

TEST_F(Carrier, AReturnAnswersWhatWasReported) {
  ASSERT_TRUE(Say("colleague", Kind::kLoss, Losing(medium_)).valid());
  ASSERT_TRUE(Say("it", Kind::kReturn, Returning(medium_)).valid());
  EXPECT_TRUE(Medium(medium_).loss_reports.empty());
}

}  // namespace
}  // namespace sekisho
