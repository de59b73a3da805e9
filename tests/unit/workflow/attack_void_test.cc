// What the fold makes of statements that are well-formed, signed by a member who may sign their
// kind, and about something that is not as they say. Each has a control that differs in that only.
#include <functional>

#include "approvals/card.h"
#include "tests/unit/workflow/forge.h"

namespace sekisho {
namespace {

constexpr const char* kNobody = "0192e4a0-0000-7000-8000-000000000001";

class VoidStatements : public Forgery {
 protected:
  bool Valid(const std::string& person, Kind kind, const std::string& subject, const Json& claims) {
    return Sign(*Open(person), person, kind, subject, claims).disposition.valid;
  }
  // As Sign, with a header of one's own.
  bool ValidWith(const std::string& person, const Json& claims,
                 const std::function<void(StatementHeader&)>& change, Kind kind = Kind::kMedium) {
    const auto session = Open(person);
    const auto identity = ReadIdentityFile(home_ + "/" + person + ".id", {});
    const CharterRecord& charter = session->state().charter();
    StatementHeader header;
    header.kind = kind;
    header.org = session->state().org();
    header.iss = IdOf(person);
    header.iat = clock_.Now();
    header.jti = NewUuid7(clock_, random_);
    header.subject = header.jti;
    header.charter = CharterRef{charter.charter.version, charter.digest};
    header.tool = kToolVersion;
    change(header);
    const auto token = SignStatement(header, claims, *identity->signing, kJapan);
    EXPECT_TRUE(token) << (token ? "" : token.error().message);
    OrgState state = session->state();
    return state.Apply(UINT64_MAX - 1, *token, OrgState::Signatures::kVerify).valid;
  }
  Json AnotherMedium() {
    const OrgState state = StateNow();
    MediumClaims claims = state.FindMediumByLabel("USB-1")->claims;
    claims.label = "USB-2";
    return ToClaims(claims);
  }
  std::string Medium(const std::string& label) {
    const OrgState state = StateNow();
    return state.FindMediumByLabel(label)->id;
  }
  Json ToCard(const Person& person) {
    Json json = ToClaims(CardClaims{person}, kJapan);
    json["annex"] = Json{{"main", std::string(64, '0')}};
    return json;
  }
  Json CardOf(const std::string& person) {
    const OrgState state = StateNow();
    return ToCard(state.FindMember(IdOf(person))->Now());
  }
  // A request as the employee's own program would write it.
  RequestClaims Request() {
    const OrgState state = StateNow();
    const MediumRecord& medium = *state.FindMediumByLabel("USB-1");
    RequestClaims claims;
    claims.holder = IdOf("employee");
    claims.class_id = "秘";
    claims.files = 1;
    claims.bytes = 1;
    claims.recipients = {state.FindMember(claims.holder)->Now().age_recipient};
    claims.medium = medium.id;
    claims.registration = StatementHash(medium.token);
    claims.from = clock_.Now();
    claims.until = clock_.Now() + std::chrono::days(3);
    claims.duty_text = state.charter().charter.duty_text;
    return claims;
  }
  Json ToRequest(const RequestClaims& claims) {
    Json json = ToClaims(claims, kJapan);
    json["annex"] = Json{{"main", std::string(64, '0')}, {"manifest", std::string(64, '1')}};
    return json;
  }
  bool RequestIsValid(const RequestClaims& claims, const std::string& subject = "") {
    return Valid("employee", Kind::kRequest, subject, ToRequest(claims));
  }
  Json Checkout(const std::string& to, const std::string& id) {
    return ToClaims(CheckoutClaims{IdOf(to), RequestHash(id), clock_.Now()}, kJapan);
  }
  Json Seal(const std::string& id) {
    SealClaims claims;
    claims.request = RequestHash(id);
    claims.length = 1;
    claims.medium = Medium("USB-1");
    return ToClaims(claims);
  }
  std::string Approved() {
    const std::string id = Ask(Asking());
    EXPECT_TRUE(ApproveAs("manager", id));
    return id;
  }
};

TEST_F(VoidStatements, A6AnotherOrganisations) {
  const Json medium = AnotherMedium();
  EXPECT_TRUE(ValidWith("it", medium, [](StatementHeader&) {}));
  EXPECT_FALSE(ValidWith("it", medium, [](StatementHeader& h) { h.org = std::string(32, 'b'); }));
}

TEST_F(VoidStatements, I17AnIdTwice) {
  const std::string used = Medium("USB-1");
  EXPECT_FALSE(
      ValidWith("it", AnotherMedium(), [&](StatementHeader& h) { h.jti = h.subject = used; }));
}

TEST_F(VoidStatements, I17AMembersIdTwice) {
  const std::string used = IdOf("employee");
  EXPECT_FALSE(ValidWith(
      "officer", CardOf("employee"), [&](StatementHeader& h) { h.jti = h.subject = used; },
      Kind::kMemberCard));
}

TEST_F(VoidStatements, UnderACharterThatThereWasNot) {
  const Json medium = AnotherMedium();
  EXPECT_FALSE(ValidWith("it", medium, [](StatementHeader& h) { h.charter->version = 2; }));
  EXPECT_FALSE(ValidWith("it", medium, [](StatementHeader& h) { h.charter->digest = Digest{1}; }));
}

TEST_F(VoidStatements, F18AboutASealThatNobodyRecorded) {
  GateClaims gate;
  gate.files = 1;
  EXPECT_TRUE(Valid("it", Kind::kGatePass, "", ToClaims(gate)));
  gate.seals = {Digest{1}};
  EXPECT_FALSE(Valid("it", Kind::kGatePass, "", ToClaims(gate)));
}

TEST_F(VoidStatements, C9OneKeyForTwoMembers) {
  Json card = CardOf("manager");
  card["annex"] =
      ParseStatement(StateNow().FindMember(IdOf("manager"))->card_token)->claims["annex"];
  EXPECT_TRUE(Valid("officer", Kind::kMemberCard, IdOf("manager"), card));
  EXPECT_FALSE(Valid("officer", Kind::kMemberCard, "", card));
}

TEST_F(VoidStatements, ACardOfAMemberThatThereIsNot) {
  const auto identity = ReadIdentityFile(home_ + "/stranger.id", {});
  const OrgState state = StateNow();
  Person person = state.FindMember(IdOf("employee"))->Now();
  const Card card = *ParseCard(*MakeCard(*identity));
  person.sign_key = card.sign_key;
  person.age_recipient = card.age_recipient;
  EXPECT_TRUE(Valid("officer", Kind::kMemberCard, "", ToCard(person)));
  EXPECT_FALSE(Valid("officer", Kind::kMemberCard, kNobody, ToCard(person)));
}

TEST_F(VoidStatements, C1AFirstCardThatIsNotTheOfficers) {
  const auto store = SqliteStore::Open(home_ + "/ledger.sqlite", SqliteStore::Mode::kReadOnly);
  const auto entries = (*store)->Read(0, 1);
  OrgState young(genesis_);
  ASSERT_TRUE(young.Apply(0, entries->front().token, OrgState::Signatures::kVerify).valid);
  const auto identity = ReadIdentityFile(home_ + "/officer.id", {});
  const std::string officer = IdOf("officer");
  const auto first = [&](const std::string& key_of) {
    StatementHeader header;
    header.kind = Kind::kMemberCard;
    header.org = young.org();
    header.iss = header.jti = header.subject = officer;
    header.iat = clock_.Now();
    header.charter = CharterRef{young.charter().charter.version, young.charter().digest};
    header.tool = kToolVersion;
    const auto token = SignStatement(header, CardOf(key_of), *identity->signing, kJapan);
    OrgState state = young;
    return state.Apply(1, *token, OrgState::Signatures::kVerify).valid;
  };
  EXPECT_TRUE(first("officer"));
  EXPECT_FALSE(first("manager"));
}

TEST_F(VoidStatements, ANewCardLiftsNoSuspension) {
  const std::string employee = IdOf("employee");
  Json card = CardOf("employee");
  card["annex"] = ParseStatement(StateNow().FindMember(employee)->card_token)->claims["annex"];
  {
    auto session = Open("officer");
    ASSERT_TRUE(Suspend(*session, "佐藤", "left in anger"));
  }
  EXPECT_TRUE(Forge("officer", Kind::kMemberCard, employee, card).disposition.valid);
  EXPECT_EQ(StateNow().FindMember(employee)->Now().status, MemberStatus::kSuspended);
}

TEST_F(VoidStatements, AStatusOfAMemberThatThereIsNot) {
  const Json suspend = ToClaims(StatusClaims{StatusAction::kSuspend});
  EXPECT_TRUE(Valid("officer", Kind::kMemberStatus, IdOf("employee"), suspend));
  EXPECT_FALSE(Valid("officer", Kind::kMemberStatus, kNobody, suspend));
}

TEST_F(VoidStatements, RequestsNameWhatThereIs) {
  Ask(Asking());
  EXPECT_TRUE(RequestIsValid(Request()));
  RequestClaims claims = Request();
  claims.holder = kNobody;
  EXPECT_FALSE(RequestIsValid(claims));
  claims = Request();
  claims.class_id = "ultra";
  EXPECT_FALSE(RequestIsValid(claims));
  claims = Request();
  claims.duty_text = "0.1";
  EXPECT_FALSE(RequestIsValid(claims));
  claims = Request();
  claims.registration = RequestHash("R1");
  EXPECT_FALSE(RequestIsValid(claims));
  claims = Request();
  claims.series = kNobody;
  EXPECT_FALSE(RequestIsValid(claims));
}

TEST_F(VoidStatements, I8ACloudThatTheCharterDoesNotKnow) {
  RequestClaims claims = Request();
  claims.medium.clear();
  claims.registration = {};
  claims.destination = Destination::kMail;
  claims.domains = {"elsewhere.example"};
  EXPECT_TRUE(RequestIsValid(claims));  // this charter names no domain, and allows any
  claims.domains.clear();
  claims.destination = Destination::kCloud;
  claims.cloud = "elsewhere";
  EXPECT_FALSE(RequestIsValid(claims));
}

TEST_F(VoidStatements, ARequestIsItsOwnSubject) {
  EXPECT_FALSE(RequestIsValid(Request(), kNobody));
}

TEST_F(VoidStatements, I18ReplacingSomebodyElsesRequest) {
  Ask(Asking());
  RequestClaims claims = Request();
  claims.replaces = RequestHash("R1");
  EXPECT_TRUE(RequestIsValid(claims));
  EXPECT_FALSE(Valid("manager", Kind::kRequest, "", ToRequest(claims)));
}

TEST_F(VoidStatements, A10ADecisionAboutAnotherVersion) {
  const std::string one = Ask(Asking());
  const std::string two = Ask(Asking());
  EXPECT_TRUE(Valid("manager", Kind::kApproval, Jti(one), Decision(one)));
  EXPECT_FALSE(Valid("manager", Kind::kApproval, Jti(one), Decision(two)));
  EXPECT_FALSE(Valid("manager", Kind::kApproval, kNobody, Decision(one)));
}

TEST_F(VoidStatements, AWithdrawalBySomebodyElse) {
  const std::string id = Ask(Asking());
  const Json claims = Decision(id, Kind::kWithdrawal);
  EXPECT_TRUE(Valid("employee", Kind::kWithdrawal, Jti(id), claims));
  EXPECT_FALSE(Valid("manager", Kind::kWithdrawal, Jti(id), claims));
}

TEST_F(VoidStatements, A10ASealAboutAnotherVersion) {
  const std::string one = Approved();
  const std::string two = Approved();
  EXPECT_TRUE(Valid("employee", Kind::kSeal, Jti(one), Seal(one)));
  EXPECT_FALSE(Valid("employee", Kind::kSeal, Jti(one), Seal(two)));
  EXPECT_FALSE(Valid("employee", Kind::kSeal, kNobody, Seal(one)));
}

TEST_F(VoidStatements, ASealWithoutAPermit) {
  const std::string id = Ask(Asking());
  EXPECT_FALSE(Valid("employee", Kind::kSeal, Jti(id), Seal(id)));
}

TEST_F(VoidStatements, VoidingASealThatThereIsNot) {
  const std::string id = Approved();
  const Json claims = ToClaims(SealRefClaims{RequestHash(id)});
  EXPECT_FALSE(Valid("officer", Kind::kSealVoid, Jti(id), claims));
  EXPECT_FALSE(Valid("officer", Kind::kSealVoid, kNobody, claims));
}

TEST_F(VoidStatements, ACheckOutToAnotherPerson) {
  const std::string id = Approved();
  EXPECT_TRUE(Valid("it", Kind::kCheckout, Medium("USB-1"), Checkout("employee", id)));
  EXPECT_FALSE(Valid("it", Kind::kCheckout, Medium("USB-1"), Checkout("manager", id)));
}

TEST_F(VoidStatements, ACheckOutOfAnotherMedium) {
  const std::string id = Approved();
  ASSERT_TRUE(Forge("it", Kind::kMedium, "", AnotherMedium()).disposition.valid);
  EXPECT_FALSE(Valid("it", Kind::kCheckout, Medium("USB-2"), Checkout("employee", id)));
}

TEST_F(VoidStatements, ACheckOutWithoutAPermit) {
  const std::string id = Ask(Asking());
  EXPECT_FALSE(Valid("it", Kind::kCheckout, Medium("USB-1"), Checkout("employee", id)));
}

TEST_F(VoidStatements, ALabelThatIsInUse) {
  const OrgState state = StateNow();
  MediumClaims claims = state.FindMediumByLabel("USB-1")->claims;
  EXPECT_FALSE(Valid("it", Kind::kMedium, "", ToClaims(claims)));
  claims.label = "USB-2";
  EXPECT_TRUE(Valid("it", Kind::kMedium, "", ToClaims(claims)));
  EXPECT_FALSE(Valid("it", Kind::kMedium, kNobody, ToClaims(claims)));
}

TEST_F(VoidStatements, FindingAMediumThatThereIsNot) {
  EXPECT_FALSE(Valid("it", Kind::kFound, kNobody, Json::object()));
}

}  // namespace
}  // namespace sekisho
