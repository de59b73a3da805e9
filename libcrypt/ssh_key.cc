#include "libcrypt/ssh_key.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <optional>

#include "base/message.h"
#include "base/text.h"
#include "libcrypt/base64.h"
#include "libcrypt/bcrypt_pbkdf.h"
#include "libcrypt/sha256.h"

namespace sekisho {
namespace {

constexpr std::string_view kType = "ssh-ed25519";
constexpr std::string_view kBegin = "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view kEnd = "-----END OPENSSH PRIVATE KEY-----";
constexpr std::string_view kMagic{"openssh-key-v1\0", 15};
constexpr size_t kAesKeyBytes = 32;
constexpr size_t kAesBlockBytes = 16;

Error Bad() { return Fail(ErrorCode::kMalformed, Message("this is not an SSH key")); }

// Takes fields off SSH's wire encoding (RFC 4251, section 5).
class Wire {
 public:
  explicit Wire(ByteView bytes) : rest_(bytes) {}

  std::optional<uint32_t> Number() {
    if (rest_.size() < 4) return std::nullopt;
    uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | rest_[static_cast<size_t>(i)];
    rest_ = rest_.subspan(4);
    return value;
  }
  std::optional<ByteView> String() {
    const auto size = Number();
    if (!size || *size > rest_.size()) return std::nullopt;
    const ByteView bytes = rest_.first(*size);
    rest_ = rest_.subspan(*size);
    return bytes;
  }
  bool Is(std::string_view expected) {
    const auto text = String();
    return text && AsText(*text) == expected;
  }
  ByteView rest() const { return rest_; }

 private:
  ByteView rest_;
};

Bytes EncodePublic(const Ed25519PublicKey& key) {
  Bytes out;
  const auto put = [&out](ByteView bytes) {
    for (int shift = 24; shift >= 0; shift -= 8)
      out.push_back(static_cast<uint8_t>(bytes.size() >> shift));
    out.insert(out.end(), bytes.begin(), bytes.end());
  };
  put(AsBytes(kType));
  put(key);
  return out;
}

std::optional<Ed25519PublicKey> DecodePublic(ByteView blob) {
  Wire wire(blob);
  if (!wire.Is(kType)) return std::nullopt;
  const auto key = wire.String();
  if (!key || key->size() != 32 || !wire.rest().empty()) return std::nullopt;
  Ed25519PublicKey out;
  std::copy(key->begin(), key->end(), out.begin());
  return out;
}

// A PEM file's base64, without line ends and padding, in guarded memory.
std::optional<SecretBytes> PemBody(std::string_view text) {
  const size_t begin = text.find(kBegin);
  if (begin == text.npos || text.find_first_not_of(" \t\r\n") != begin) return std::nullopt;
  text.remove_prefix(begin + kBegin.size());
  const size_t end = text.find(kEnd);
  if (end == text.npos) return std::nullopt;
  text = text.substr(0, end);
  SecretBytes body(text.size());
  size_t size = 0;
  for (const char c : text)
    if (c != '\n' && c != '\r') body.ExposeForWriting()[size++] = static_cast<uint8_t>(c);
  while (size > 0 && body.Expose()[size - 1] == '=') --size;
  body.Shorten(size);
  return body;
}

struct Envelope {
  std::string cipher, kdf;
  ByteView kdf_options, public_blob, secret;
};

std::optional<Envelope> OpenEnvelope(ByteView file) {
  if (!AsText(file).starts_with(kMagic)) return std::nullopt;
  Wire wire(file.subspan(kMagic.size()));
  const auto cipher = wire.String();
  const auto kdf = wire.String();
  const auto options = wire.String();
  const auto count = wire.Number();
  const auto public_blob = wire.String();
  const auto secret = wire.String();
  if (!cipher || !kdf || !options || !public_blob || !secret || count != 1) return std::nullopt;
  return Envelope{std::string(AsText(*cipher)), std::string(AsText(*kdf)), *options, *public_blob,
                  *secret};
}

// Decrypts the private part, whose own check tells a wrong passphrase.
Result<SecretBytes> Unlock(const Envelope& envelope, const SecretBytes& passphrase) {
  Wire options(envelope.kdf_options);
  const auto salt = options.String();
  const auto rounds = options.Number();
  if (envelope.kdf != "bcrypt" || !salt || salt->empty() || !rounds || *rounds == 0) return Bad();
  if (*rounds > kMaxBcryptRounds)
    return Fail(ErrorCode::kFailed, Message("the SSH key asks for too much work"));
  const bool cbc = envelope.cipher == "aes256-cbc";
  if (!cbc && envelope.cipher != "aes256-ctr")
    return Fail(ErrorCode::kFailed,
                Message("the SSH key is locked by {0}, which is not known here",
                        {SafeForTerminal(envelope.cipher)}),
                Message("change how it is locked: ssh-keygen -p -Z aes256-ctr -f FILE"));
  if (envelope.secret.size() % kAesBlockBytes != 0) return Bad();
  ZeroedArray<kAesKeyBytes + kAesBlockBytes> key;
  BcryptPbkdf(passphrase.Expose(), *salt, *rounds, key.bytes);
  SecretBytes out(envelope.secret.size() + kAesBlockBytes);
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  int size = 0;
  const bool done =
      context != nullptr &&
      EVP_DecryptInit_ex(context, cbc ? EVP_aes_256_cbc() : EVP_aes_256_ctr(), nullptr,
                         key.bytes.data(), key.bytes.data() + kAesKeyBytes) == 1 &&
      EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
      EVP_DecryptUpdate(context, out.ExposeForWriting().data(), &size, envelope.secret.data(),
                        static_cast<int>(envelope.secret.size())) == 1;
  EVP_CIPHER_CTX_free(context);
  if (!done) return Fail(ErrorCode::kFailed, Message("the SSH key cannot be unlocked"));
  out.Shorten(static_cast<size_t>(size));
  return out;
}

// The seed, from the decrypted private part. kNoMatch when its two check numbers differ: a wrong
// passphrase.
Result<SecretBytes> ReadSeed(ByteView plain, const Ed25519PublicKey& key) {
  Wire wire(plain);
  const auto check1 = wire.Number();
  const auto check2 = wire.Number();
  if (!check1 || check1 != check2)
    return Fail(ErrorCode::kNoMatch, Message("the passphrase does not open the SSH key"));
  if (!wire.Is(kType)) return Bad();
  const auto public_key = wire.String();
  const auto secret = wire.String();
  const auto comment = wire.String();
  const bool good = public_key && secret && comment && secret->size() == 64 &&
                    std::ranges::equal(*public_key, key) &&
                    std::ranges::equal(secret->subspan(32), key);
  if (!good) return Bad();
  for (size_t i = 0; i < wire.rest().size(); ++i)
    if (wire.rest()[i] != (i + 1) % 256) return Bad();
  return SecretBytes::CopyOf(secret->first(32));
}

}  // namespace

Result<SshRecipient> SshRecipient::Of(const Ed25519PublicKey& key) {
  SshRecipient recipient{EncodePublic(key), {}};
  if (crypto_sign_ed25519_pk_to_curve25519(recipient.point.data(), key.data()) != 0) return Bad();
  return recipient;
}

Result<SshRecipient> SshRecipient::Parse(std::string_view line) {
  if (!line.starts_with(kType) || line.size() <= kType.size() || line[kType.size()] != ' ')
    return Bad();
  line.remove_prefix(kType.size() + 1);
  line = line.substr(0, line.find(' '));
  while (line.ends_with('=')) line.remove_suffix(1);
  const auto blob = Base64Decode(line);
  if (!blob) return Bad();
  const auto key = DecodePublic(*blob);
  return key ? Of(*key) : Result<SshRecipient>(Bad());
}

bool LooksLikeSshPrivateKey(ByteView file) {
  return AsText(file).find(kBegin) != std::string_view::npos;
}

Result<SshIdentity> SshIdentity::Parse(ByteView pem,
                                       const std::function<Result<SecretBytes>()>& passphrase) {
  const auto body = PemBody(AsText(pem));
  if (!body) return Bad();
  auto decoded = Base64Decode(body->ExposeText());
  if (!decoded) return Bad();
  const SecretBytes file = SecretBytes::CopyOf(*decoded);
  Wipe(*decoded);
  const auto envelope = OpenEnvelope(file.Expose());
  if (!envelope) return Bad();
  const auto key = DecodePublic(envelope->public_blob);
  if (!key)
    return Fail(ErrorCode::kFailed, Message("this SSH key is not an Ed25519 key"),
                Message("make one: ssh-keygen -t ed25519"));
  SecretBytes plain = SecretBytes::CopyOf(envelope->secret);
  if (envelope->cipher != "none") {
    if (!passphrase) return Fail(ErrorCode::kFailed, Message("the SSH key is locked"));
    ASSIGN_OR_RETURN(const SecretBytes secret, passphrase());
    ASSIGN_OR_RETURN(plain, Unlock(*envelope, secret));
  }
  ASSIGN_OR_RETURN(const SecretBytes seed, ReadSeed(plain.Expose(), *key));
  ZeroedArray<32> derived;
  SecretBytes pair(64);
  crypto_sign_seed_keypair(derived.bytes.data(), pair.ExposeForWriting().data(),
                           seed.Expose().data());
  if (!ConstantTimeEqual(derived.bytes, *key)) return Bad();
  SecretBytes scalar(32);
  if (crypto_sign_ed25519_sk_to_curve25519(scalar.ExposeForWriting().data(),
                                           pair.Expose().data()) != 0)
    return Bad();
  ASSIGN_OR_RETURN(SshRecipient recipient, SshRecipient::Of(*key));
  return SshIdentity(std::move(scalar), std::move(recipient));
}

}  // namespace sekisho
