// A recipient or PASERK key that is accepted has one spelling only.
#include "libcrypt/keys/keys.h"
#include "libcrypt/primitives/bech32.h"
#include "libcrypt/tokens/paserk.h"
#include "tests/fuzz/require.h"

namespace {

using namespace sekisho;

// The first byte of the input chooses the prefix and how much data there should be.
void CheckAnyLength(ByteView input) {
  if (input.empty()) return;
  const std::string_view prefix = (input[0] & 1) != 0 ? "age" : "a";
  Bytes out(input[0] >> 1);
  const std::string_view text = AsText(input.subspan(1));
  if (!Bech32Decode(text, prefix, Bech32Case::kLower, out)) return;
  Require(Bech32Encode(prefix, out) == text, "bech32 is spelled the same again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = AsText({data, size});
  const auto recipient = ParseRecipient(text);
  if (recipient) Require(EncodeRecipient(*recipient) == text, "a recipient has one spelling");
  const auto identity = X25519Identity::Parse(text);
  if (identity) Require(identity->Encode().ExposeText() == text, "an identity has one spelling");
  const auto key = ParsePublicPaserk(text);
  if (key) Require(EncodePublicPaserk(*key) == text, "a public key has one spelling");
  const auto signing = SigningKey::ParsePaserk(text);
  if (signing) Require(signing->EncodePaserk().ExposeText() == text, "a signing key, too");
  CheckAnyLength({data, size});
  return 0;
}
