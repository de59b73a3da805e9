// Bech32 (BIP 173) without its length limit, as age spells keys.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "libcrypt/keys/secret_bytes.h"

namespace sekisho {

// `prefix`1`data``checksum`, all lower case.
std::string Bech32Encode(std::string_view prefix, ByteView data);

// The same for a secret, all upper case, in guarded memory.
SecretBytes Bech32EncodeSecret(std::string_view prefix, ByteView data);

// Decodes text with exactly this lower-case `prefix` and exactly out.size() bytes of data. The text
// is all lower case, or, with kUpper, all upper case. kMalformed otherwise, without the text.
enum class Bech32Case { kLower, kUpper };
Result<void> Bech32Decode(std::string_view text, std::string_view prefix, Bech32Case letter_case,
                          MutableBytes out);

}  // namespace sekisho
