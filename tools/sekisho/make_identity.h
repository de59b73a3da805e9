// New identity files: for `identity new` and `init`.
#pragma once

#include <string>
#include <vector>

#include "libcrypt/keys/identity_file.h"
#include "tools/sekisho/context.h"

namespace sekisho {

enum class Lock { kPassphrase, kNone };

// Draws an identity and writes it to `path`, whose directory is made if need be. The passphrase is
// chosen, and judged with the help of `known_words`, before anything is written. kExists when there
// is a file already.
Result<Identity> MakeIdentity(Context& context, const std::string& path, Lock lock,
                              const std::vector<std::string>& known_words);

}  // namespace sekisho
