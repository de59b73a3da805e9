// What a registrar alone would say in a card: ATTACKS I2, I3, I5, I19, I20.
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

class CardsOfOneHand : public Record {
 protected:
  CardsOfOneHand() : CardsOfOneHand(nullptr) {}
  explicit CardsOfOneHand(Change change) : Record("small-office", change) {
    Hire("manager", {Grant(Role::kManager)});
    Hire("employee", {Grant(Role::kEmployee)});
    Hire("it", {Grant(Role::kIt)});
    Hire("registrar", {Grant(Role::kRegistrar, "")});
    Wait(8);
  }
  Person Now(const std::string& who) { return Member(who).Now(); }
  bool Card(const std::string& who, const Person& person) {
    return Try("registrar", Kind::kMemberCard, CardWords(who, person)).valid();
  }
  Person In(const std::string& department) {
    Person person = Now("employee");
    person.grants = {Grant(Role::kEmployee, department)};
    return person;
  }
};

TEST_F(CardsOfOneHand, I5TheDirectoryKeyStaysAsLongAsTheKeys) {
  Words words = CardWords("employee", Now("employee"));
  words.claims["annex"] = {{"main", std::string(64, 'c')}, {"grant", std::string(64, 'd')}};
  EXPECT_FALSE(Try("registrar", Kind::kMemberCard, words).valid());
  EXPECT_FALSE(Try("founder", Kind::kMemberCard, words).valid());
  words.claims["annex"].erase("grant");
  EXPECT_FALSE(Try("registrar", Kind::kMemberCard, words).valid());
  words.claims["annex"]["grant"] = std::string(64, 'c');
  EXPECT_TRUE(Try("registrar", Kind::kMemberCard, words).valid());
  Words proposing = Proposing("employee", In("legal"));
  proposing.claims["annex"] = {{"main", std::string(64, 'c')}, {"grant", std::string(64, 'd')}};
  EXPECT_FALSE(Try("registrar", Kind::kProposal, proposing).valid());
  // With other keys it comes anew.
  Person rekeyed = Now("employee");
  const Person keys = PersonOf("new phone", {});
  rekeyed.sign_key = keys.sign_key;
  rekeyed.age_recipient = keys.age_recipient;
  proposing = Proposing("employee", rekeyed);
  proposing.claims["annex"] = {{"main", std::string(64, 'c')}, {"grant", std::string(64, 'd')}};
  EXPECT_TRUE(Try("registrar", Kind::kProposal, proposing).valid());
}

TEST_F(CardsOfOneHand, I19NobodysKeyIsTheDirectorys) {
  Person everybody = PersonOf("new", {Grant(Role::kEmployee)});
  everybody.age_recipient = state_->charter().charter.directory;
  EXPECT_FALSE(
      Try("registrar", Kind::kMemberCard, {"", ToClaims(CardClaims{everybody}, kJapan), {}, {}, {}})
          .valid());
}

TEST_F(CardsOfOneHand, I3ADepartmentIsNoPlaceForText) {
  EXPECT_TRUE(Card("employee", In("経理")));
  EXPECT_FALSE(Card("employee", In("Sales, P2), Kato (Sales, P4")));
  EXPECT_FALSE(Card("employee", In("a; b")));
  Person many = Now("employee");
  for (int i = 0; i < 17; ++i) many.grants.push_back(Grant(Role::kEmployee, std::to_string(i)));
  EXPECT_FALSE(Card("employee", many));
}

// Manager and auditor approves nothing; who takes `auditor` away gives that back.
TEST_F(CardsOfOneHand, I15NoAuditorAnyMoreIsMore) {
  Person both = Now("manager");
  both.grants.push_back(Grant(Role::kAuditor, ""));
  const Said proposal = Say("registrar", Kind::kProposal, Proposing("manager", both));
  ASSERT_TRUE(Say("founder", Kind::kConsent, ConsentingTo(proposal)).valid());
  Person manager = Now("manager");
  manager.grants.pop_back();
  EXPECT_FALSE(Card("manager", manager));
  EXPECT_TRUE(Card("manager", Now("manager")));
}

class KnownDepartments : public CardsOfOneHand {
 protected:
  KnownDepartments()
      : CardsOfOneHand([](CharterRules& rules) {
          rules.departments = {"sales", "総務課(管財)"};
        }) {}
};

TEST_F(KnownDepartments, I3AreTheOnlyOnes) {
  EXPECT_TRUE(Card("employee", In("総務課(管財)")));
  EXPECT_FALSE(Card("employee", In("plain text that nobody approved")));
  Words medium = Registering("USB-1");
  medium.claims["home"] = "sales";
  EXPECT_TRUE(Try("it", Kind::kMedium, medium).valid());
  medium.claims["home"] = "plain text that nobody approved";
  EXPECT_FALSE(Try("it", Kind::kMedium, medium).valid());
}

class Erasing : public CardsOfOneHand {
 protected:
  Words OfAll(char commitment) {
    Words words;
    words.claims = Json{{"annexes", Json::array({std::string(64, commitment)})}};
    return words;
  }
};

TEST_F(Erasing, I20NeitherNamesNorWhatIsNotOver) {
  Words asking = Asking("employee", "");
  asking.claims["annex"] = {{"main", std::string(64, 'e')}, {"manifest", std::string(64, 'f')}};
  ASSERT_TRUE(Say("employee", Kind::kRequest, asking).valid());
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('c')).valid());
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('f')).valid());
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('a')).valid());  // nobody's
  // Over, by somebody else's clock too.
  Words late = OfAll('f');
  late.iat = clock_.Now() + std::chrono::days(21);
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, late).valid());
  Wait(13);
  ASSERT_TRUE(Say("registrar", Kind::kMemberCard, CardWords("employee", Now("employee"))).valid());
  Wait(8);
  EXPECT_FALSE(Try("founder", Kind::kAnnexErased, OfAll('f')).valid());
  ASSERT_TRUE(Say("registrar", Kind::kMemberCard, CardWords("employee", Now("employee"))).valid());
  EXPECT_TRUE(Try("founder", Kind::kAnnexErased, OfAll('f')).valid());
}

}  // namespace
}  // namespace sekisho
