// Cards whose annexes no program of ours writes: whoever reads them is told so, and is shown
// nothing out of them (ATTACKS I7).
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/shown_name.h"

namespace sekisho {
namespace {

class CardAnnexes : public Forgery {
 protected:
  // A new card of the employee's, as before but for one part of its annex.
  void ForgeCard(const char* part, const std::string& content, const X25519PublicKey& reader) {
    Json claims;
    {
      const auto session = Open("officer");
      const MemberRecord& member = *session->state().FindMember(IdOf("employee"));
      claims = ToClaims(CardClaims{member.Now()}, kJapan);
      claims["annex"] = ParseStatement(member.card_token)->claims["annex"];
    }
    const auto annex = SealAnnex(AsBytes(content), {reader}, random_);
    ASSERT_TRUE(annex);
    claims["annex"][part] = HexEncode(annex->commitment);
    const Forged card = Forge("officer", Kind::kMemberCard, IdOf("employee"), claims);
    ASSERT_TRUE(card.disposition.valid) << card.disposition.why;
    const auto store = SqliteStore::Open(home_ + "/ledger.sqlite", SqliteStore::Mode::kReadWrite);
    ASSERT_TRUE((*store)->AddEnvelope({annex->commitment, annex->Read().get()}, IdOf("officer")));
  }
  X25519PublicKey Members() { return (*Open("officer")->DirectoryKey())->recipient(); }
  X25519PublicKey KeyOf(const std::string& person) {
    return ReadIdentityFile(home_ + "/" + person + ".id", {})->recipient();
  }
  // What is told of the employee's name to whoever reads it.
  std::string ToldOfTheName() {
    const auto session = Open("it");
    EXPECT_EQ(session->NameOf(IdOf("employee")), "P3");
    const auto& told = session->unreadable_names();
    return told.empty() ? "" : told.front().message;
  }
  static std::string Padding(size_t bytes) { return std::string(bytes, ' '); }
};

// In an envelope that is no larger than one for many readers may be.
TEST_F(CardAnnexes, I7ANameIsNotLongerThanItMayBe) {
  ForgeCard("main", R"({"name":"x"})" + Padding(4 << 10), Members());
  EXPECT_NE(ToldOfTheName().find("larger than its kind allows"), std::string::npos);
}

TEST_F(CardAnnexes, I7AKeyIsNotLongerThanItMayBe) {
  ForgeCard("grant", Padding(129), KeyOf("employee"));
  EXPECT_EQ(RefusalOf(Open("employee")->DirectoryKey()), ErrorCode::kVerdict);
}

TEST_F(CardAnnexes, I7ANameThatIsNotForTheMembers) {
  ForgeCard("main", R"({"name":"x"})", KeyOf("stranger"));
  EXPECT_NE(ToldOfTheName().find("not encrypted to the members"), std::string::npos);
}

// They would be taken for others than they are: they are called by the number.
TEST_F(CardAnnexes, I2ANameThatReadsAsAView) {
  for (const char* name : {"田中 (総務, P2), 鈴木", "P2", "Ｐ２", "田中; carried by: 鈴木"}) {
    ForgeCard("main", WriteJson(Json{{"name", name}}), Members());
    EXPECT_NE(ToldOfTheName().find("taken for something else than a name"), std::string::npos)
        << name;
    // And once more, out of the cache of names.
    EXPECT_NE(ToldOfTheName().find("taken for something else than a name"), std::string::npos)
        << name;
  }
}

TEST_F(CardAnnexes, I2ANameIsNotLongerThanALine) {
  ForgeCard("main", WriteJson(Json{{"name", std::string(kMaxShownNameBytes + 1, 'x')}}), Members());
  EXPECT_NE(ToldOfTheName().find("too long to be shown"), std::string::npos);
}

}  // namespace
}  // namespace sekisho
