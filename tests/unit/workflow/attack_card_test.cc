// Cards whose annexes no program of ours writes: whoever reads them is told so, and is shown
// nothing out of them (ATTACKS I7).
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/state/shown_name.h"

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
  // The first card of somebody with keys, who is given `content` as the directory key.
  void ForgeFirstCard(const std::string& who, const std::string& content) {
    const auto identity = ReadIdentityFile(home_ + "/" + who + ".id", {});
    CardClaims card;
    card.person.sign_key = EncodePublicPaserk(identity->signing->public_key());
    card.person.age_recipient = EncodeRecipient(identity->recipient());
    card.person.grants = {{Role::kEmployee, "総務", clock_.Now(), std::nullopt}};
    const auto name = SealAnnex(AsBytes(R"({"name":"x"})"), {Members()}, random_);
    const auto grant = SealAnnex(AsBytes(content), {identity->recipient()}, random_);
    Json claims = ToClaims(card, kJapan);
    claims["annex"] = {{"main", HexEncode(name->commitment)},
                       {"grant", HexEncode(grant->commitment)}};
    const Forged forged = Forge("officer", Kind::kMemberCard, "", claims);
    ASSERT_TRUE(forged.disposition.valid) << forged.disposition.why;
    const auto store = SqliteStore::Open(home_ + "/ledger.sqlite", SqliteStore::Mode::kReadWrite);
    for (const auto* part : {&*name, &*grant})
      ASSERT_TRUE((*store)->AddEnvelope({part->commitment, part->Read().get()}, IdOf("officer")));
    ASSERT_TRUE(Join(SettingOf(who), WorldNow(), HexEncode(genesis_), ""));
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
  ForgeFirstCard("stranger", Padding(129));
  EXPECT_EQ(RefusalOf(Open("stranger")->DirectoryKey()), ErrorCode::kVerdict);
}

// What the newcomer would write for all would be for whoever made this one.
TEST_F(CardAnnexes, I5ADirectoryKeyIsTheOrganisations) {
  const SecretBytes other = X25519Identity::Generate(random_).Encode();
  ForgeFirstCard("stranger", std::string(other.ExposeText()));
  EXPECT_EQ(RefusalOf(Open("stranger")->DirectoryKey()), ErrorCode::kVerdict);
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
  EXPECT_NE(ToldOfTheName().find("taken for something else than a name"), std::string::npos);
}

}  // namespace
}  // namespace sekisho
