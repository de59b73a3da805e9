// Whose an id is, and which number people see: ATTACKS I17.
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

class Ids : public Record {
 protected:
  Ids() {
    Hire("manager", {Grant(Role::kManager)});    // P2
    Hire("employee", {Grant(Role::kEmployee)});  // P3
    Hire("other", {Grant(Role::kEmployee)});     // P4
  }
};

TEST_F(Ids, AreInUseForTheirOwnSignerOnly) {
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  Words approval = Deciding(Kind::kApproval, request);
  approval.jti = NewUuid7(clock_, random_);
  // Who saw the manager's approval on its way takes its id, and stops nothing.
  ASSERT_TRUE(Say("other", Kind::kApproval, approval).valid());
  ASSERT_TRUE(Say("manager", Kind::kApproval, approval).valid());
  EXPECT_TRUE(Ready(request));
  EXPECT_FALSE(Try("manager", Kind::kApproval, approval).valid());
  Words denial = Deciding(Kind::kDenial, request);
  denial.jti = approval.jti;
  EXPECT_FALSE(Try("manager", Kind::kDenial, denial).valid());
}

TEST_F(Ids, OfWhatBeginsSomethingAreTheFirstOnes) {
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  Words again = Asking("other", "");
  again.jti = request.jti;
  EXPECT_FALSE(Try("other", Kind::kRequest, again).valid());
  Words medium = Registering("USB-1");
  medium.jti = request.jti;
  EXPECT_FALSE(Try("founder", Kind::kMedium, medium).valid());
  Words card;
  card.claims = ToClaims(CardClaims{PersonOf("new", {Grant(Role::kEmployee)})}, kJapan);
  card.jti = request.jti;
  EXPECT_FALSE(Try("founder", Kind::kMemberCard, card).valid());
  card.jti = "";
  EXPECT_TRUE(Try("founder", Kind::kMemberCard, card).valid());
}

TEST_F(Ids, ShortIdsCountVoidOnes) {
  Words nobody = Asking("employee", "");
  nobody.claims["class"] = "no such class";
  EXPECT_FALSE(Say("employee", Kind::kRequest, nobody).valid());
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  EXPECT_EQ(ShortId(Request(request)), "R2");
  EXPECT_FALSE(Say("employee", Kind::kMedium, Registering("USB-1")).valid());  // not theirs to do
  EXPECT_EQ(ShortId(Medium(Say("founder", Kind::kMedium, Registering("USB-1")))), "M2");
  Words card;
  card.claims = ToClaims(CardClaims{PersonOf("new", {Grant(Role::kEmployee)})}, kJapan);
  EXPECT_FALSE(Say("employee", Kind::kMemberCard, card).valid());  // P5, void
  EXPECT_FALSE(
      Say("employee", Kind::kProposal, Proposing("", PersonOf("x", {Grant(Role::kEmployee)})))
          .valid());  // W1 and P6, void
  EXPECT_EQ(ShortId(*state_->FindMember(Hire("new", {Grant(Role::kEmployee)}).jti)), "P7");
  // A new card of somebody takes no number.
  ASSERT_TRUE(Say("founder", Kind::kMemberCard, CardWords("new", Member("new").Now())).valid());
  EXPECT_EQ(ShortId(*state_->FindMember(Hire("last", {Grant(Role::kEmployee)}).jti)), "P8");
}

}  // namespace
}  // namespace sekisho
