#include "libcrypt/age/age_recipient.h"

#include <sodium.h>

#include <algorithm>

#include "base/text/message.h"
#include "libcrypt/primitives/aead.h"
#include "libcrypt/primitives/base64.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr std::string_view kX25519Label = "age-encryption.org/v1/X25519";
constexpr std::string_view kScryptLabel = "age-encryption.org/v1/scrypt";
constexpr size_t kScryptSaltBytes = 16;
constexpr size_t kWrappedBytes = kFileKeyBytes + kAeadTagBytes;
constexpr AeadNonce kZeroNonce{};

Error Bad(const char* why) { return Fail(ErrorCode::kMalformed, Message(why)); }

Bytes Concat(ByteView a, ByteView b) {
  Bytes out(a.begin(), a.end());
  out.insert(out.end(), b.begin(), b.end());
  return out;
}

// The key that wraps the file key, of both sides' public values and their shared secret.
void X25519WrapKey(ByteView shared, ByteView share, ByteView recipient, MutableBytes out) {
  HkdfSha256(shared, Concat(share, recipient), AsBytes(kX25519Label), out);
}

Bytes WrapWith(ByteView key, ByteView file_key) {
  Bytes body(kWrappedBytes);
  Aead(key).Seal(kZeroNonce, file_key, body);
  return body;
}

Result<SecretBytes> UnwrapWith(ByteView key, ByteView body) {
  SecretBytes file_key(kFileKeyBytes);
  if (!Aead(key).Open(kZeroNonce, body, file_key.ExposeForWriting()))
    return Fail(ErrorCode::kNoMatch, Message("no identity opens this file"));
  return file_key;
}

void ScryptKey(ByteView passphrase, ByteView salt, int log_n, MutableBytes out) {
  const Bytes salted = Concat(AsBytes(kScryptLabel), salt);
  // An empty passphrase has no address, and libsodium wants one.
  static constexpr uint8_t kNothing = 0;
  const uint8_t* const secret = passphrase.empty() ? &kNothing : passphrase.data();
  if (crypto_pwhash_scryptsalsa208sha256_ll(secret, passphrase.size(), salted.data(), salted.size(),
                                            uint64_t{1} << log_n, 8, 1, out.data(),
                                            out.size()) != 0)
    throw std::bad_alloc();
}

// A work factor: decimal, no leading zero, no sign.
Result<int> ParseLogN(std::string_view text) {
  const bool digits =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || text.size() > 2 || !digits || text.front() == '0')
    return Bad("a scrypt stanza's work factor is not a small number");
  const int log_n = std::stoi(std::string(text));
  if (log_n > kMaxScryptLogN) return Bad("a scrypt stanza asks for too much work");
  return log_n;
}

}  // namespace

Result<Stanza> WrapX25519(ByteView file_key16, const X25519PublicKey& recipient,
                          ByteView ephemeral_secret32) {
  const X25519PublicKey share = X25519PublicOf(ephemeral_secret32);
  ASSIGN_OR_RETURN(const SecretBytes shared, X25519(ephemeral_secret32, recipient));
  ZeroedArray<32> key;
  X25519WrapKey(shared.Expose(), share, recipient, key.bytes);
  return Stanza{"X25519", {Base64Encode(share)}, WrapWith(key.bytes, file_key16)};
}

Result<SecretBytes> UnwrapX25519(const Stanza& stanza, const X25519Identity& identity) {
  if (stanza.args.size() != 1) return Bad("an X25519 stanza has the wrong number of arguments");
  const auto share_bytes = Base64Decode(stanza.args[0]);
  X25519PublicKey share;
  if (!share_bytes || share_bytes->size() != share.size())
    return Bad("an X25519 stanza's share is not 32 bytes");
  if (stanza.body.size() != kWrappedBytes) return Bad("an X25519 stanza's body is not 32 bytes");
  std::copy(share_bytes->begin(), share_bytes->end(), share.begin());
  ASSIGN_OR_RETURN(const SecretBytes shared, X25519(identity.secret().Expose(), share));
  ZeroedArray<32> key;
  X25519WrapKey(shared.Expose(), share, identity.recipient(), key.bytes);
  return UnwrapWith(key.bytes, stanza.body);
}

Stanza WrapScrypt(ByteView file_key16, ByteView passphrase, int log_n, Random& random) {
  std::array<uint8_t, kScryptSaltBytes> salt;
  random.Fill(salt);
  ZeroedArray<32> key;
  ScryptKey(passphrase, salt, log_n, key.bytes);
  return Stanza{
      "scrypt", {Base64Encode(salt), std::to_string(log_n)}, WrapWith(key.bytes, file_key16)};
}

Result<SecretBytes> UnwrapScrypt(const Stanza& stanza, ByteView passphrase) {
  if (stanza.args.size() != 2) return Bad("a scrypt stanza has the wrong number of arguments");
  const auto salt = Base64Decode(stanza.args[0]);
  if (!salt || salt->size() != kScryptSaltBytes)
    return Bad("a scrypt stanza's salt is not 16 bytes");
  ASSIGN_OR_RETURN(const int log_n, ParseLogN(stanza.args[1]));
  if (stanza.body.size() != kWrappedBytes) return Bad("a scrypt stanza's body is not 32 bytes");
  ZeroedArray<32> key;
  ScryptKey(passphrase, *salt, log_n, key.bytes);
  return UnwrapWith(key.bytes, stanza.body);
}

}  // namespace sekisho
