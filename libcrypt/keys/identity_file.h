// A person's identity file: age's own format with one more comment line, so that `age -i` reads it.
// docs/formats/identity.md
//
//   # created: 2026-11-22T13:45:04+09:00
//   # public key: age1...
//   # sekisho-signing-key: k4.secret....
//   AGE-SECRET-KEY-1...
//
// With a passphrase the whole file is an age scrypt file.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "libcrypt/age/age.h"

namespace sekisho {

struct Identity {
  std::vector<X25519Identity> age;    // at least one; the first is the one to address
  std::optional<SigningKey> signing;  // absent in files made by age-keygen

  static Identity Generate(Random& random);
  const X25519PublicKey& recipient() const { return age.front().recipient(); }
  AgeKeys Keys() const;  // borrows from this
};

// Asks for the passphrase of a file; called only when there is need. Empty: nobody can be asked.
using PassphraseSource = std::function<Result<SecretBytes>()>;

// The plain text of an identity file.
SecretBytes EncodeIdentity(const Identity& identity, Time created);

// Parses plain text: `#` comments, empty lines, one key a line. kMalformed with the line's number,
// never its content.
Result<Identity> ParseIdentity(ByteView text);

inline constexpr size_t kMaxIdentityFileBytes = 64 << 10;

// Reads PATH, plain or locked by a passphrase, the latter also armored (`age -p -a`). kNoMatch when
// the passphrase does not open it.
Result<Identity> ReadIdentityFile(const std::string& path, const PassphraseSource& passphrase);

// Writes PATH, mode 0600, which must not exist (kExists). Without a passphrase it is plain.
Result<void> WriteIdentityFile(const std::string& path, const Identity& identity,
                               const SecretBytes* passphrase, Time created, Random& random);

}  // namespace sekisho
