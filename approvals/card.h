// A card: the public keys of an identity, signed by itself, to be handed to the registrar.
// One line, a v4.public token. docs/formats/identity.md
#pragma once

#include <string>
#include <string_view>

#include "libcrypt/keys/identity_file.h"

namespace sekisho {

struct Card {
  std::string sign_key;       // k4.public...
  std::string age_recipient;  // age1...
};

// kFailed when the identity has no signing key.
Result<std::string> MakeCard(const Identity& identity);

// kMalformed, or kBadSignature when the keys did not sign it themselves.
Result<Card> ParseCard(std::string_view text);

}  // namespace sekisho
