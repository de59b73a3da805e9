#include "libcrypt/age.h"

#include <algorithm>

#include "libcrypt/age_stream.h"

namespace sekisho {
namespace {

// A file cut in its three parts.
struct Parts {
  AgeHeader header;
  ByteView nonce;
  ByteView ciphertext;
};

Result<Parts> Split(ByteView file) {
  Parts parts;
  ASSIGN_OR_RETURN(parts.header, ParseAgeHeader(file));
  const ByteView payload = file.subspan(parts.header.size);
  const size_t nonce_size = std::min(payload.size(), kPayloadNonceBytes);
  parts.nonce = payload.first(nonce_size);
  parts.ciphertext = payload.subspan(nonce_size);
  return parts;
}

Result<Bytes> Assemble(const std::vector<Stanza>& stanzas, ByteView file_key, ByteView plaintext,
                       Random& random) {
  const std::string covered = EncodeHeaderWithoutMac(stanzas);
  const std::string tail = EncodeMacTail(HeaderMac(file_key, covered));
  std::array<uint8_t, kPayloadNonceBytes> nonce;
  random.Fill(nonce);
  MemorySink out;
  out.data.reserve(covered.size() + tail.size() + nonce.size() + SealedSize(plaintext.size()));
  RETURN_IF_ERROR(out.Write(AsBytes(covered)));
  RETURN_IF_ERROR(out.Write(AsBytes(tail)));
  RETURN_IF_ERROR(out.Write(nonce));
  StreamWriter writer(PayloadKey(file_key, nonce).Expose(), out);
  RETURN_IF_ERROR(writer.Write(plaintext));
  RETURN_IF_ERROR(writer.Finish());
  return std::move(out.data);
}

// The one stanza's file key, or kNoMatch. A malformed stanza is an error for all.
Result<SecretBytes> UnlockStanza(const Stanza& stanza, const AgeKeys& keys) {
  if (stanza.type == "scrypt" && keys.passphrase != nullptr)
    return UnwrapScrypt(stanza, keys.passphrase->Expose());
  if (stanza.type == "X25519") {
    for (const X25519Identity* identity : keys.identities) {
      auto file_key = UnwrapX25519(stanza, *identity);
      if (file_key || file_key.error().code != ErrorCode::kNoMatch) return file_key;
    }
  }
  if (stanza.type == "ssh-ed25519") {
    for (const SshIdentity* identity : keys.ssh) {
      auto file_key = UnwrapSsh(stanza, *identity);
      if (file_key || file_key.error().code != ErrorCode::kNoMatch) return file_key;
    }
  }
  return Fail(ErrorCode::kNoMatch, "no identity opens this file");
}

}  // namespace

bool IsPassphraseFile(const AgeHeader& header) {
  return std::any_of(header.stanzas.begin(), header.stanzas.end(),
                     [](const Stanza& stanza) { return stanza.type == "scrypt"; });
}

Result<SecretBytes> UnlockHeader(const AgeHeader& header, const AgeKeys& keys) {
  if (IsPassphraseFile(header) && header.stanzas.size() != 1)
    return Fail(ErrorCode::kMalformed, "a scrypt stanza does not stand alone");
  for (const Stanza& stanza : header.stanzas) {
    auto file_key = UnlockStanza(stanza, keys);
    if (!file_key && file_key.error().code == ErrorCode::kNoMatch) continue;
    if (!file_key) return file_key;
    RETURN_IF_ERROR(VerifyHeaderMac(header, file_key->Expose()));
    return file_key;
  }
  return Fail(ErrorCode::kNoMatch, "no identity opens this file");
}

Result<Bytes> EncryptTo(const std::vector<X25519PublicKey>& recipients, ByteView plaintext,
                        Random& random) {
  return EncryptToAll({recipients, {}}, plaintext, random);
}

Result<Bytes> EncryptToAll(const AgeRecipients& recipients, ByteView plaintext, Random& random) {
  if (recipients.x25519.empty() && recipients.ssh.empty())
    return Fail(ErrorCode::kFailed, "encrypting to nobody would lose the data");
  const SecretBytes file_key = SecretBytes::Generate(kFileKeyBytes, random);
  std::vector<Stanza> stanzas;
  const auto add = [&](const auto& recipient, auto wrap) -> Result<void> {
    ZeroedArray<32> ephemeral;
    random.Fill(ephemeral.bytes);
    ASSIGN_OR_RETURN(Stanza stanza, wrap(file_key.Expose(), recipient, ephemeral.bytes));
    stanzas.push_back(std::move(stanza));
    return {};
  };
  for (const X25519PublicKey& recipient : recipients.x25519)
    RETURN_IF_ERROR(add(recipient, WrapX25519));
  for (const SshRecipient& recipient : recipients.ssh) RETURN_IF_ERROR(add(recipient, WrapSsh));
  return Assemble(stanzas, file_key.Expose(), plaintext, random);
}

Result<Bytes> EncryptWithPassphrase(const SecretBytes& passphrase, int log_n, ByteView plaintext,
                                    Random& random) {
  const SecretBytes file_key = SecretBytes::Generate(kFileKeyBytes, random);
  return Assemble({WrapScrypt(file_key.Expose(), passphrase.Expose(), log_n, random)},
                  file_key.Expose(), plaintext, random);
}

Result<SecretBytes> DecryptToSecret(ByteView file, const AgeKeys& keys) {
  ASSIGN_OR_RETURN(const Parts parts, Split(file));
  ASSIGN_OR_RETURN(const SecretBytes file_key, UnlockHeader(parts.header, keys));
  if (parts.nonce.size() != kPayloadNonceBytes)
    return Fail(ErrorCode::kMalformed, "the payload's nonce is missing");
  MemorySource source(parts.ciphertext);
  StreamReader reader(PayloadKey(file_key.Expose(), parts.nonce).Expose(), source);
  SecretBytes plaintext(parts.ciphertext.size());  // an upper bound
  ASSIGN_OR_RETURN(const size_t size, reader.Read(plaintext.ExposeForWriting()));
  uint8_t more[1];
  ASSIGN_OR_RETURN(const size_t rest, reader.Read(more));  // meets the end of an empty payload
  if (rest != 0) return Fail(ErrorCode::kPayload, "the payload is longer than it can be");
  plaintext.Shorten(size);
  return plaintext;
}

Result<Bytes> Decrypt(ByteView file, const AgeKeys& keys) {
  ASSIGN_OR_RETURN(const SecretBytes plaintext, DecryptToSecret(file, keys));
  const ByteView bytes = plaintext.Expose();
  return Bytes(bytes.begin(), bytes.end());
}

}  // namespace sekisho
