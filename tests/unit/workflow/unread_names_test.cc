// Where a name cannot be read nobody is found, kept or consented to by name (ATTACKS I2, I15, I20).
#include "base/text/fold_text.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/office/proposals.h"

namespace sekisho {
namespace {

class UnreadNames : public Forgery {
 protected:
  void TakeNameAway(const std::string& person) {
    Tamper("DELETE FROM envelopes WHERE commitment = " +
           Blob(*CardOf(person).AnnexCommitment("main")));
  }
  // A machine that has opened no name yet.
  std::unique_ptr<Session> OpenFresh(const std::string& person) {
    const auto session = Open(person);
    unlink((session->directory() + "/names").c_str());
    return Open(person);
  }
};

TEST_F(UnreadNames, I20_4NobodyIsFoundByNameBesideThem) {
  TakeNameAway("manager");
  const auto session = OpenFresh("it");
  const auto by_name = ResolveMember(*session, "佐藤");
  ASSERT_FALSE(by_name);
  EXPECT_EQ(by_name.error().code, ErrorCode::kVerdict);
  ASSERT_TRUE(ResolveMember(*session, "P3"));
  EXPECT_EQ((*ResolveMember(*session, "P3"))->id, IdOf("employee"));
}

TEST_F(UnreadNames, I20_5NoNewCardLosesTheName) {
  TakeNameAway("manager");
  const std::string before = Open("officer")->state().FindMember(IdOf("manager"))->card_token;
  const auto moved = Move(*OpenFresh("officer"), "P2", {.department = "経理"});
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, ErrorCode::kVerdict);
  EXPECT_EQ(Open("officer")->state().FindMember(IdOf("manager"))->card_token, before);
}

class Consenting : public UnreadNames {
 protected:
  // A second registrar, and a proposal by the officer to make the employee a manager as `name`.
  void Propose(const std::string& commitment) {
    const auto session = Open("officer");
    CardClaims card{session->state().FindMember(IdOf("employee"))->Now()};
    card.person.grants.push_back({Role::kManager, "総務", clock_.Now(), std::nullopt});
    Json claims = ToClaims(
        ProposalClaims{ProposedAct::kMemberCard, IdOf("employee"), ToClaims(card, kJapan)});
    claims["annex"]["main"] = commitment;
    claims["annex"]["grant"] = HexEncode(*session->state().FindMember(IdOf("employee"))->grant);
    const auto forged = Forge("officer", Kind::kProposal, "", claims);
    ASSERT_TRUE(forged.disposition.valid) << forged.disposition.why;
  }
  std::string NewName(const std::string& name) {
    const auto session = Open("officer");
    const AnnexPart part = *SealAnnex(AsBytes(WriteJson(Json{{"name", name}})),
                                      {(*session->DirectoryKey())->recipient()}, random_);
    EXPECT_TRUE(Store()->AddEnvelope({part.commitment, part.Read().get()}, IdOf("officer")));
    return HexEncode(part.commitment);
  }
};

TEST_F(Consenting, I15_31NobodyConsentsToANameThatHeIsNotShown) {
  Hire("stranger", "森", {"registrar"});
  clock_.Set(clock_.Now() + std::chrono::days(8));
  Propose(HexEncode(Sha256(AsBytes("nothing"))));
  const auto session = Open("stranger");
  const auto proposal = ResolveProposal(*session, "W1");
  ASSERT_TRUE(proposal);
  const auto consented = Consent(*session, **proposal);
  ASSERT_FALSE(consented);
  EXPECT_EQ(consented.error().code, ErrorCode::kVerdict) << consented.error().message;
  EXPECT_EQ(Open("officer")->state().FindMember(IdOf("employee"))->Now().grants.size(), 1u);
}

TEST_F(Consenting, AnotherNameIsShownBesideTheOldOne) {
  Hire("stranger", "森", {"registrar"});
  clock_.Set(clock_.Now() + std::chrono::days(8));
  Propose(NewName("田中"));
  const auto session = Open("stranger");
  const ProposalLine line = DescribeProposal(*session, **ResolveProposal(*session, "W1"));
  EXPECT_NE(line.name.find("佐藤"), std::string::npos) << line.name;
  EXPECT_NE(line.name.find("田中"), std::string::npos) << line.name;
}

TEST_F(Consenting, EveryClaimOfTheCardIsShown) {  // ATTACKS I1
  Hire("stranger", "森", {"registrar"});
  clock_.Set(clock_.Now() + std::chrono::days(8));
  Propose(NewName("田中"));
  const auto session = Open("stranger");
  const ProposalLine line = DescribeProposal(*session, **ResolveProposal(*session, "W1"));
  std::vector<std::string> shown, signed_claims;
  for (const Term& term : line.terms) shown.push_back(term.claim);
  for (const ClaimRule& rule : OwnClaims(Kind::kMemberCard)) signed_claims.emplace_back(rule.name);
  EXPECT_EQ(shown, signed_claims);
}

TEST_F(Consenting, ANameThatLooksTheSameIsAnother) {  // ATTACKS I2
  Hire("stranger", "森", {"registrar"});
  clock_.Set(clock_.Now() + std::chrono::days(8));
  Propose(NewName("佐藤\u3164"));
  const auto session = Open("stranger");
  const ProposalLine line = DescribeProposal(*session, **ResolveProposal(*session, "W1"));
  EXPECT_NE(line.name.find("佐藤\\u{3164}"), std::string::npos) << line.name;
  EXPECT_NE(line.name.find("from then on"), std::string::npos) << line.name;
}

TEST_F(Consenting, I2NobodyConsentsToANameThatReadsAsAView) {
  Hire("stranger", "森", {"registrar"});
  clock_.Set(clock_.Now() + std::chrono::days(8));
  Propose(NewName("田中 (総務, P2), 鈴木"));
  const auto session = Open("stranger");
  const auto proposal = ResolveProposal(*session, "W1");
  ASSERT_TRUE(proposal);
  const ProposalLine line = DescribeProposal(*session, **proposal);
  EXPECT_EQ(line.name.find("鈴木"), std::string::npos) << line.name;
  EXPECT_FALSE(line.name_trouble.empty());
  const auto consented = Consent(*session, **proposal);
  ASSERT_FALSE(consented);
  EXPECT_EQ(consented.error().code, ErrorCode::kVerdict) << consented.error().message;
}

}  // namespace
}  // namespace sekisho
