#include "approvals/annex.h"

#include <algorithm>

#include "base/message.h"
#include "libcrypt/sha256.h"

namespace sekisho {
namespace {

constexpr std::string_view kLabel = "sekisho/v1/annex";

}  // namespace

Digest CommitAnnex(std::span<const uint8_t, kAnnexSaltBytes> salt, ByteView bytes) {
  Sha256Hasher hasher;
  hasher.Update(AsBytes(kLabel));
  hasher.Update(salt);
  hasher.Update(bytes);
  return hasher.Finish();
}

Result<AnnexPart> SealAnnex(ByteView bytes, std::vector<X25519PublicKey> recipients,
                            Random& random) {
  std::sort(recipients.begin(), recipients.end());
  recipients.erase(std::unique(recipients.begin(), recipients.end()), recipients.end());
  AnnexPart part;
  random.Fill(part.salt);
  part.commitment = CommitAnnex(part.salt, bytes);
  Bytes salted(part.salt.begin(), part.salt.end());
  salted.insert(salted.end(), bytes.begin(), bytes.end());
  ASSIGN_OR_RETURN(part.sealed, EncryptTo(recipients, salted, random));
  return part;
}

Result<SecretBytes> OpenSecretAnnex(ByteView sealed, const AgeKeys& keys,
                                    const Digest& commitment) {
  ASSIGN_OR_RETURN(const SecretBytes salted, DecryptToSecret(sealed, keys));
  const Error differs =
      Fail(ErrorCode::kVerdict, Message("an annex is not what its statement committed to"));
  if (salted.size() < kAnnexSaltBytes) return differs;
  const ByteView bytes = salted.Expose().subspan(kAnnexSaltBytes);
  if (CommitAnnex(salted.Expose().first<kAnnexSaltBytes>(), bytes) != commitment) return differs;
  return SecretBytes::CopyOf(bytes);
}

Result<OpenedAnnex> OpenAnnex(ByteView sealed, const AgeKeys& keys, const Digest& commitment) {
  ASSIGN_OR_RETURN(const Bytes salted, Decrypt(sealed, keys));
  const Error differs =
      Fail(ErrorCode::kVerdict, Message("an annex is not what its statement committed to"));
  if (salted.size() < kAnnexSaltBytes) return differs;
  OpenedAnnex annex;
  std::copy_n(salted.begin(), kAnnexSaltBytes, annex.salt.begin());
  annex.bytes.assign(salted.begin() + kAnnexSaltBytes, salted.end());
  if (CommitAnnex(annex.salt, annex.bytes) != commitment) return differs;
  return annex;
}

}  // namespace sekisho
