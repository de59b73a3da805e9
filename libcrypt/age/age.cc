#include "libcrypt/age/age.h"

#include <algorithm>

#include "base/text/message.h"
#include "libcrypt/age/age_file.h"

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
  return Fail(ErrorCode::kNoMatch, Message("no identity opens this file"));
}

}  // namespace

bool IsPassphraseFile(const AgeHeader& header) {
  return std::any_of(header.stanzas.begin(), header.stanzas.end(),
                     [](const Stanza& stanza) { return stanza.type == "scrypt"; });
}

Result<SecretBytes> UnlockHeader(const AgeHeader& header, const AgeKeys& keys) {
  if (IsPassphraseFile(header) && header.stanzas.size() != 1)
    return Fail(ErrorCode::kMalformed, Message("a scrypt stanza does not stand alone"));
  for (const Stanza& stanza : header.stanzas) {
    auto file_key = UnlockStanza(stanza, keys);
    if (!file_key && file_key.error().code == ErrorCode::kNoMatch) continue;
    if (!file_key) return file_key;
    RETURN_IF_ERROR(VerifyHeaderMac(header, file_key->Expose()));
    return file_key;
  }
  return Fail(ErrorCode::kNoMatch, Message("no identity opens this file"));
}

Result<Bytes> EncryptTo(const std::vector<X25519PublicKey>& recipients, ByteView plaintext,
                        Random& random) {
  MemorySink out;
  ASSIGN_OR_RETURN(const auto writer, AgeFileWriter::Begin(recipients, random, out));
  RETURN_IF_ERROR(writer->Write(plaintext));
  RETURN_IF_ERROR(writer->Finish());
  return std::move(out.data);
}

Result<Bytes> EncryptWithPassphrase(const SecretBytes& passphrase, int log_n, ByteView plaintext,
                                    Random& random) {
  const SecretBytes file_key = SecretBytes::Generate(kFileKeyBytes, random);
  const std::vector<Stanza> stanzas = {
      WrapScrypt(file_key.Expose(), passphrase.Expose(), log_n, random)};
  MemorySink out;
  ASSIGN_OR_RETURN(const auto writer,
                   AgeFileWriter::BeginWith(stanzas, file_key.Expose(), random, out));
  RETURN_IF_ERROR(writer->Write(plaintext));
  RETURN_IF_ERROR(writer->Finish());
  return std::move(out.data);
}

Result<SecretBytes> DecryptToSecret(ByteView file, const AgeKeys& keys) {
  ASSIGN_OR_RETURN(const Parts parts, Split(file));
  ASSIGN_OR_RETURN(const SecretBytes file_key, UnlockHeader(parts.header, keys));
  if (parts.nonce.size() != kPayloadNonceBytes)
    return Fail(ErrorCode::kMalformed, Message("the payload's nonce is missing"));
  MemorySource source(parts.ciphertext);
  StreamReader reader(PayloadKey(file_key.Expose(), parts.nonce).Expose(), source);
  SecretBytes plaintext(parts.ciphertext.size());  // an upper bound
  ASSIGN_OR_RETURN(const size_t size, reader.Read(plaintext.ExposeForWriting()));
  uint8_t more[1];
  ASSIGN_OR_RETURN(const size_t rest, reader.Read(more));  // meets the end of an empty payload
  if (rest != 0) return Fail(ErrorCode::kPayload, Message("the payload is longer than it can be"));
  plaintext.Shorten(size);
  return plaintext;
}

Result<Bytes> Decrypt(ByteView file, const AgeKeys& keys) {
  ASSIGN_OR_RETURN(const SecretBytes plaintext, DecryptToSecret(file, keys));
  const ByteView bytes = plaintext.Expose();
  return Bytes(bytes.begin(), bytes.end());
}

}  // namespace sekisho
