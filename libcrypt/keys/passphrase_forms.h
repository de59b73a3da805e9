// The ways in which one passphrase comes: a file with a byte order mark, blanks at its ends, kana
// that another system took apart (NFD), full-width letters. Each is other bytes, and would lock its
// owner out elsewhere.
#pragma once

#include <string>
#include <vector>

#include "libcrypt/keys/secret_bytes.h"

namespace sekisho {

// UTF-16, as Windows' editors write it: kUsage with how to mend it, also for what is there already.
Result<void> RefuseUtf16(const SecretBytes& passphrase);

// For a new one: the byte order mark goes; kRefused, naming what was seen, when typing it elsewhere
// would give other bytes.
Result<SecretBytes> NewPassphraseText(SecretBytes typed);

// For one that is there: what to try, in this order; those that are the same as an earlier one are
// left out. `difference` says what was changed, as part of a sentence; empty for the bytes as
// given.
struct PassphraseForm {
  SecretBytes text;
  std::string difference;
};
std::vector<PassphraseForm> FormsOf(const SecretBytes& given);

}  // namespace sekisho
