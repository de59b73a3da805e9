// Statements dated ahead, and what two of them do one after the other: ATTACKS I11, I15.
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

using std::chrono::days;

class DatedAhead : public Record {
 protected:
  Person Now(const std::string& who) { return Member(who).Now(); }
  Words Card(const std::string& who, const Person& person, int64_t ahead = 0) {
    Words words = CardWords(who, person);
    words.iat = clock_.Now() + days(ahead);
    return words;
  }
  Person Until(const std::string& who, int64_t count) {
    Person person = Now(who);
    person.valid_until = clock_.Now() + days(count);
    return person;
  }
};

// A card is signed a moment after the day that it names, where its signer has typed a passphrase or
// the machine is slow. Nobody may be the second at that moment, either.
TEST_F(DatedAhead, I15WhoBeganAMomentBeforeTheCardIsNoSecond) {
  Words card;
  card.claims = ToClaims(CardClaims{PersonOf("registrar", {Grant(Role::kRegistrar, "")})}, kJapan);
  card.iat = clock_.Now() + std::chrono::seconds(1);
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, card).valid());
  clock_.Set(clock_.Now() + std::chrono::seconds(2));
  EXPECT_EQ(Hire("manager", {Grant(Role::kManager)}).disposition.why, "");
}

// Nobody may consent on that day, only because it is not yet here.
TEST_F(DatedAhead, I15NobodyActsAloneByDatingAfterTheOthersTerm) {
  Hire("manager", {Grant(Role::kManager)});
  Hire("registrar", {Grant(Role::kRegistrar, "")});
  Wait(8);
  ASSERT_TRUE(
      Say("founder", Kind::kMemberCard, Card("registrar", Until("registrar", 100))).valid());
  Person stolen = Now("manager");
  const Person keys = PersonOf("thief", {});
  stolen.sign_key = keys.sign_key;
  stolen.age_recipient = keys.age_recipient;
  for (const int64_t ahead : {0, 99, 102, 20000})
    EXPECT_FALSE(Try("founder", Kind::kMemberCard, Card("manager", stolen, ahead)).valid())
        << ahead;
}

TEST_F(DatedAhead, I11TheLastOfficerStaysAtEveryMoment) {
  Hire("registrar", {Grant(Role::kRegistrar, "")});
  Person later = Now("founder");
  for (RoleGrant& grant : later.grants)
    if (grant.role == Role::kSecurityOfficer) grant.from = clock_.Now() + days(20000);
  for (const int64_t ahead : {0, 20001})
    EXPECT_FALSE(Try("registrar", Kind::kMemberCard, Card("founder", later, ahead)).valid())
        << ahead;
}

TEST_F(DatedAhead, I11TwoOfficersDoNotEndOneAfterTheOther) {
  Hire("second", {Grant(Role::kSecurityOfficer, ""), Grant(Role::kRegistrar, "")});
  ASSERT_TRUE(Say("second", Kind::kMemberCard, Card("founder", Until("founder", 4))).valid());
  for (const int64_t end : {2, 4, 5})
    EXPECT_FALSE(Try("founder", Kind::kMemberCard, Card("second", Until("second", end))).valid())
        << end;
  Words leaving = Status("second", StatusAction::kLeave);
  EXPECT_FALSE(Try("founder", Kind::kMemberStatus, leaving).valid());
  leaving.iat = clock_.Now() + days(102);
  EXPECT_FALSE(Try("founder", Kind::kMemberStatus, leaving).valid());
}

TEST_F(DatedAhead, I15ARoleThatHasNotBegunAllowsNothing) {
  RoleGrant next_month = Grant(Role::kIt);
  next_month.from = clock_.Now() + days(30);
  Hire("it", {Grant(Role::kEmployee), next_month});
  Words registering = Registering("USB-1");
  registering.iat = clock_.Now() + days(31);
  EXPECT_FALSE(Try("it", Kind::kMedium, registering).valid());
  // The month is over when somebody who may say so has looked at the clock.
  Wait(31);
  EXPECT_FALSE(Try("it", Kind::kMedium, Registering("USB-1")).valid());
  Words looked = Card("it", Now("it"));
  looked.claims["clock"] = "confirmed";
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, looked).valid());
  EXPECT_TRUE(Try("it", Kind::kMedium, Registering("USB-1")).valid());
}

}  // namespace
}  // namespace sekisho
