// Ed25519 keys of OpenSSH, as age uses them (age's agessh; PROTOCOL.key of OpenSSH; RFC 8709).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "libcrypt/keys.h"

namespace sekisho {

struct SshRecipient {
  Bytes wire;             // the public key as SSH encodes it: type and key
  X25519PublicKey point;  // the same key as age uses it

  // "ssh-ed25519 AAAA... comment". kMalformed for anything else, other types of keys included.
  static Result<SshRecipient> Parse(std::string_view line);
  static Result<SshRecipient> Of(const Ed25519PublicKey& key);
};

// Beyond this a wrong file could keep the machine busy for minutes.
inline constexpr uint32_t kMaxBcryptRounds = 1024;

class SshIdentity {
 public:
  // "-----BEGIN OPENSSH PRIVATE KEY-----". `passphrase` is asked only for a locked one. kMalformed,
  // without the text; kFailed for a wrong passphrase, a key that is not Ed25519, a cipher that is
  // not aes256-ctr or aes256-cbc, more than kMaxBcryptRounds.
  static Result<SshIdentity> Parse(ByteView pem,
                                   const std::function<Result<SecretBytes>()>& passphrase);

  const SshRecipient& recipient() const { return recipient_; }
  const SecretBytes& secret() const { return secret_; }  // the X25519 scalar

 private:
  SshIdentity(SecretBytes secret, SshRecipient recipient)
      : secret_(std::move(secret)), recipient_(std::move(recipient)) {}
  SecretBytes secret_;
  SshRecipient recipient_;
};

bool LooksLikeSshPrivateKey(ByteView file);

}  // namespace sekisho
