// Whether a passphrase can be guessed (zxcvbn).
#pragma once

#include <string>
#include <vector>

#include "libcrypt/keys/secret_bytes.h"

namespace sekisho {

// Guesses an attacker needs for the weakest passphrase accepted: 10^10, zxcvbn's score 4.
inline constexpr double kMinPassphraseBits = 33.2;

// kRefused, with a hint how to do better, when fewer guesses are needed. `known_words` are what an
// attacker would try first: the organisation, the person's name, the product. zxcvbn works in a
// child process, so that nothing of the passphrase stays in this one; kFailed, kIo when there is
// none.
Result<void> JudgePassphrase(const SecretBytes& passphrase,
                             const std::vector<std::string>& known_words);

}  // namespace sekisho
