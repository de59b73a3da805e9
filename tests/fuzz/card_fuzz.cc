// A card is believed only when the key in it signed it. The input is tried as a card and as the
// payload of one signed by a key that is known.
#include "approvals/card.h"
#include "base/json.h"
#include "libcrypt/tokens/paserk.h"
#include "libcrypt/tokens/paseto.h"
#include "tests/fuzz/require.h"

namespace {

using namespace sekisho;

// Accepts nothing malformed; returns whether `text` is a card.
bool Check(std::string_view text, Card& card) {
  const auto parsed = ParseCard(text);
  if (!parsed) {
    const ErrorCode code = parsed.error().code;
    Require(code == ErrorCode::kMalformed || code == ErrorCode::kBadSignature,
            "a refusal is kMalformed or kBadSignature");
    return false;
  }
  card = *parsed;
  const auto key = ParsePublicPaserk(card.sign_key);
  Require(key && EncodePublicPaserk(*key) == card.sign_key, "its key has one spelling");
  const auto recipient = ParseRecipient(card.age_recipient);
  Require(recipient && EncodeRecipient(*recipient) == card.age_recipient, "its recipient, too");
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const SigningKey kKey = SigningKey::FromSeed(Bytes(32, 1));
  Card card;
  Check(AsText({data, size}), card);
  const std::string footer = WriteJson(Json{{"kid", PublicKeyId(kKey.public_key())}});
  const std::string token =
      SignPaseto(kKey, {data, size}, AsBytes(footer), AsBytes("sekisho/v1/card"));
  if (Check(token, card))
    Require(card.sign_key == EncodePublicPaserk(kKey.public_key()), "the signer's own key");
  return 0;
}
