#include "libcrypt/keys/identity_file.h"

#include <algorithm>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/age/armor.h"

namespace sekisho {
namespace {

constexpr std::string_view kSigningLine = "# sekisho-signing-key: ";
constexpr size_t kMaxIdentities = 32;

Error BadLine(size_t number, const char* why) {
  return Fail(ErrorCode::kMalformed,
              Message("line {0} of the identity file {1}", {std::to_string(number), Message(why)}));
}

Result<void> ParseLine(std::string_view line, size_t number, Identity& identity) {
  if (line.starts_with(kSigningLine)) {
    if (identity.signing) return BadLine(number, "is a second signing key");
    auto key = SigningKey::ParsePaserk(line.substr(kSigningLine.size()));
    if (!key) return BadLine(number, "is not a signing key");
    identity.signing = *std::move(key);
    return {};
  }
  if (line.empty() || line.front() == '#') return {};
  auto key = X25519Identity::Parse(line);
  if (!key) return BadLine(number, "is not an age identity");
  if (identity.age.size() == kMaxIdentities) return BadLine(number, "is one key too many");
  identity.age.push_back(*std::move(key));
  return {};
}

// Puts text and secrets together in guarded memory of a size known beforehand.
class SecretText {
 public:
  explicit SecretText(size_t capacity) : text_(capacity) {}
  void Add(ByteView part) {
    const MutableBytes out = text_.ExposeForWriting().subspan(size_);
    std::copy_n(part.begin(), part.size(), out.begin());
    size_ += part.size();
  }
  SecretBytes Take() {
    text_.Shorten(size_);
    return std::move(text_);
  }

 private:
  SecretBytes text_;
  size_t size_ = 0;
};

}  // namespace

Identity Identity::Generate(Random& random) {
  Identity identity;
  identity.age.push_back(X25519Identity::Generate(random));
  identity.signing = SigningKey::Generate(random);
  return identity;
}

AgeKeys Identity::Keys() const {
  AgeKeys keys;
  for (const X25519Identity& one : age) keys.identities.push_back(&one);
  return keys;
}

SecretBytes EncodeIdentity(const Identity& identity, Time created) {
  SecretText text(512 + 256 * identity.age.size());
  text.Add(AsBytes("# created: " + FormatTime(created) +
                   "\n# public key: " + EncodeRecipient(identity.recipient()) + "\n"));
  if (identity.signing) {
    text.Add(AsBytes(kSigningLine));
    text.Add(identity.signing->EncodePaserk().Expose());
    text.Add(AsBytes("\n"));
  }
  for (const X25519Identity& one : identity.age) {
    text.Add(one.Encode().Expose());
    text.Add(AsBytes("\n"));
  }
  return text.Take();
}

Result<Identity> ParseIdentity(ByteView bytes) {
  Identity identity;
  std::string_view text = AsText(bytes);
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    RETURN_IF_ERROR(ParseLine(line, number, identity));
  }
  if (identity.age.empty())
    return Fail(ErrorCode::kMalformed, Message("the identity file holds no key"));
  return identity;
}

namespace {

Result<Identity> ParseNamed(ByteView text, const std::string& path) {
  auto identity = ParseIdentity(text);
  if (!identity) return identity.error().WithContext(path);
  return identity;
}

}  // namespace

Result<Identity> ReadIdentityFile(const std::string& path, const PassphraseSource& passphrase) {
  ASSIGN_OR_RETURN(const SecretBytes content, ReadSecretFile(path, kMaxIdentityFileBytes));
  Bytes dearmored;
  if (LooksArmored(content.Expose())) {
    auto inside = DecodeArmor(content.Expose());
    if (!inside) return Fail(ErrorCode::kMalformed, inside.error().message).WithContext(path);
    dearmored = *std::move(inside);
  }
  const ByteView file = dearmored.empty() ? content.Expose() : ByteView(dearmored);
  if (!AsText(file).starts_with(kAgeVersionLine)) return ParseNamed(file, path);
  if (!passphrase)
    return Fail(ErrorCode::kFailed, Message("{0} is locked by a passphrase", {path}));
  ASSIGN_OR_RETURN(const SecretBytes secret, passphrase());
  AgeKeys keys;
  keys.passphrase = &secret;
  auto text = DecryptToSecret(file, keys);
  if (!text && text.error().code == ErrorCode::kNoMatch)
    return Fail(ErrorCode::kNoMatch, Message("the passphrase does not open {0}", {path}),
                next::MakeNewIdentity());
  if (!text) return text.error().WithContext(path);
  return ParseNamed(text->Expose(), path);
}

Result<void> WriteIdentityFile(const std::string& path, const Identity& identity,
                               const SecretBytes* passphrase, Time created, Random& random) {
  const SecretBytes text = EncodeIdentity(identity, created);
  if (passphrase == nullptr)
    return WriteFileAtomic(path, text.Expose(), TempFile::Existing::kRefuse);
  ASSIGN_OR_RETURN(const Bytes locked,
                   EncryptWithPassphrase(*passphrase, kScryptLogN, text.Expose(), random));
  return WriteFileAtomic(path, locked, TempFile::Existing::kRefuse);
}

}  // namespace sekisho
