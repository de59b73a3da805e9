// What ParsePaseto accepts has one spelling only, and is nobody's signature by chance.
#include "libcrypt/primitives/base64.h"
#include "libcrypt/tokens/paseto.h"
#include "tests/fuzz/require.h"

namespace {

using namespace sekisho;

std::string Spell(const PasetoToken& token) {
  Bytes body = token.message;
  body.insert(body.end(), token.signature.begin(), token.signature.end());
  std::string text = "v4.public." + Base64UrlEncode(body);
  if (!token.footer.empty()) text += "." + Base64UrlEncode(token.footer);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const SigningKey kKey = SigningKey::FromSeed(Bytes(32, 1));
  const std::string_view text = AsText({data, size});
  const auto token = ParsePaseto(text);
  if (!token) {
    Require(token.error().code == ErrorCode::kMalformed, "every refusal is kMalformed");
    return 0;
  }
  Require(Spell(*token) == text, "the token is spelled the same again");
  const bool verifies = VerifyPaseto(*token, kKey.public_key(), AsBytes("fuzz")).has_value();
  const bool made_by_key = SignPaseto(kKey, token->message, token->footer, AsBytes("fuzz")) == text;
  Require(verifies == made_by_key, "what verifies is what the key signs (Ed25519 has one form)");
  return 0;
}
