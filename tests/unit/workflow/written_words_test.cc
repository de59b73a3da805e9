// Anybody may write something about anything: ATTACKS I7.
#include "workflow/requests/written_words.h"
#include "workflow/requests/decisions.h"

#include "tests/unit/workflow/forge.h"

namespace sekisho {
namespace {

class Words : public Forgery {
 protected:
  // `count` denials of R1 with one annex, which stops nothing where they have no force.
  void Deny(const std::string& person, const std::string& text, int count) {
    const AnnexPart part = *SealAnnex(AsBytes(WriteJson(Json{{"reason", text}})),
                                      {(*Open("officer")->DirectoryKey())->recipient()}, random_);
    Json claims = Decision("R1", Kind::kDenial);
    claims["annex"]["main"] = HexEncode(part.commitment);
    for (int i = 0; i < count; ++i) {
      const Forged forged = Forge(person, Kind::kDenial, Jti("R1"), claims);
      ASSERT_TRUE(forged.disposition.valid) << forged.disposition.why;
    }
    ASSERT_TRUE(Store()->AddEnvelope({part.commitment, part.Read().get()}, IdOf(person)));
  }
};

TEST_F(Words, NobodysPushThoseOfOthersOutOfSight) {
  ASSERT_EQ(Ask(Asking()), "R1");
  Deny("manager", "not this week", 1);
  Deny("it", std::string(15000, 'x'), 2 * static_cast<int>(kMaxStatementsOfOne));
  const auto session = Open("officer");
  const auto found = WordsAbout(*session, Jti("R1"));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->words.size(), kMaxStatementsOfOne + 1);
  EXPECT_EQ(found->more, kMaxStatementsOfOne);
  ASSERT_FALSE(found->words.empty());
  EXPECT_EQ(found->words.front().text, "not this week");
  EXPECT_LE(found->words.back().text.size(), kMaxWordsBytes + 3);
}

}  // namespace
}  // namespace sekisho
