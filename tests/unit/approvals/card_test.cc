#include "approvals/card.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/random.h"
#include "libcrypt/tokens/paserk.h"
#include "libcrypt/tokens/paseto.h"
#include "tests/unit/base/refusal_of.h"

namespace sekisho {
namespace {

class CardTest : public ::testing::Test {
 protected:
  // A token of `payload` with the owner's signature over what a card is signed with.
  std::string Signed(const std::string& payload) const {
    return SignPaseto(key_, AsBytes(payload), {}, AsBytes("sekisho/v1/card"));
  }
  Json Good() const {
    return {{"format", "sekisho-card/1"},
            {"sign", EncodePublicPaserk(key_.public_key())},
            {"age", EncodeRecipient(age_.recipient())}};
  }

  SystemRandom random_;
  const SigningKey key_ = SigningKey::Generate(random_);
  const X25519Identity age_ = X25519Identity::Generate(random_);
};

TEST_F(CardTest, IsReadWithOrWithoutItsLineEnd) {
  for (const char* end : {"", "\n", "\r\n"}) {
    const auto card = ParseCard(Signed(WriteJson(Good())) + end);
    ASSERT_TRUE(card) << card.error().message;
    EXPECT_EQ(card->sign_key, Good()["sign"]);
    EXPECT_EQ(card->age_recipient, Good()["age"]);
  }
}

TEST_F(CardTest, IsSignedByItsOwnKey) {  // ATTACKS C9
  const SigningKey other = SigningKey::Generate(random_);
  Json json = Good();
  json["sign"] = EncodePublicPaserk(other.public_key());
  EXPECT_EQ(RefusalOf(ParseCard(Signed(WriteJson(json)))), ErrorCode::kBadSignature);
}

// Each with a signature that holds, where it is a token at all.
TEST_F(CardTest, RefusesWhatIsNoCard) {
  const auto with = [&](const char* key, const Json& value) {
    Json json = Good();
    json[key] = value;
    return Signed(WriteJson(json));
  };
  const auto without = [&](const char* key) {
    Json json = Good();
    json.erase(key);
    return Signed(WriteJson(json));
  };
  const std::string card = Signed(WriteJson(Good()));
  const std::pair<const char*, std::string> rows[] = {
      {"nothing", ""},
      {"text", "a card"},
      {"half a token", card.substr(0, card.size() / 2)},
      {"two cards", card + "\n" + card},
      {"no JSON", Signed("a card")},
      {"a list", Signed("[]")},
      {"another format", with("format", "sekisho-card/2")},
      {"no format", without("format")},
      {"no age recipient", with("age", "age1")},
      {"no age key", without("age")},
      {"a secret key", with("sign", "k4.secret." + std::string(86, 'A'))},
      {"no signing key", without("sign")},
  };
  for (const auto& [what, text] : rows)
    ASSERT_EQ(RefusalOf(ParseCard(text)), ErrorCode::kMalformed) << what;
}

}  // namespace
}  // namespace sekisho
