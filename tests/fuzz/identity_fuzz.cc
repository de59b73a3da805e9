// An identity file that is accepted gives keys that survive being written and read; a refusal never
// quotes the file (ATTACKS Z1).
#include "libcrypt/keys/identity_file.h"
#include "tests/fuzz/require.h"

namespace {

using namespace sekisho;

// Whether the message holds a word of the input that looks like key material.
bool Quotes(const std::string& message, std::string_view input) {
  constexpr size_t kWordBytes = 12;
  for (size_t at = 0; at + kWordBytes <= message.size(); ++at) {
    const std::string_view piece = std::string_view(message).substr(at, kWordBytes);
    if (piece.find(' ') == std::string_view::npos && input.find(piece) != std::string_view::npos)
      return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto identity = ParseIdentity({data, size});
  if (!identity) {
    Require(identity.error().code == ErrorCode::kMalformed, "every refusal is kMalformed");
    Require(!Quotes(identity.error().message, AsText({data, size})), "no line is quoted");
    return 0;
  }
  Require(!identity->age.empty(), "there is a key");
  const SecretBytes text = EncodeIdentity(*identity, Time{});
  const auto again = ParseIdentity(text.Expose());
  Require(again.has_value() && again->age.size() == identity->age.size(), "all keys come back");
  for (size_t i = 0; i < identity->age.size(); ++i)
    Require(again->age[i].recipient() == identity->age[i].recipient(), "the same, in order");
  Require(again->signing.has_value() == identity->signing.has_value(), "the signing key, too");
  if (identity->signing)
    Require(again->signing->public_key() == identity->signing->public_key(), "the same one");
  return 0;
}
