#include "approvals/annex.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/next_steps.h"

namespace sekisho {
namespace {

constexpr std::string_view kLabel = "sekisho/v1/annex";

Error NotAsCommitted() {
  return Fail(ErrorCode::kVerdict, Message("an annex is not what its statement committed to"),
              next::VerifyLedger());
}

// Bytes that are no whole age file are not those that were committed to, either.
Error OfSealed(const Error& error) {
  const bool damaged = error.code == ErrorCode::kMalformed || error.code == ErrorCode::kHeaderMac ||
                       error.code == ErrorCode::kPayload;
  return damaged ? NotAsCommitted() : error;
}

Result<std::vector<X25519PublicKey>> WithoutDuplicates(std::vector<X25519PublicKey> recipients) {
  std::sort(recipients.begin(), recipients.end());
  recipients.erase(std::unique(recipients.begin(), recipients.end()), recipients.end());
  if (recipients.size() > kMaxAgeStanzas)
    return Fail(ErrorCode::kFailed, Message("more than {0} people would have to read it",
                                            {std::to_string(kMaxAgeStanzas)}));
  return recipients;
}

}  // namespace

AnnexCommitter::AnnexCommitter(std::span<const uint8_t, kAnnexSaltBytes> salt) {
  hasher_.Update(AsBytes(kLabel));
  hasher_.Update(salt);
}

Digest CommitAnnex(std::span<const uint8_t, kAnnexSaltBytes> salt, ByteView bytes) {
  AnnexCommitter committer(salt);
  (void)committer.Write(bytes).has_value();  // it only hashes
  return committer.Finish();
}

std::unique_ptr<ByteSource> AnnexPart::Read() const {
  if (spooled) return spooled->Read();
  return std::make_unique<MemorySource>(sealed);
}

namespace {

Result<AnnexPart> SealWith(const AnnexSalt& salt, ByteView bytes,
                           std::vector<X25519PublicKey> recipients, Random& random) {
  AnnexPart part;
  part.salt = salt;
  part.plain_bytes = bytes.size();
  part.commitment = CommitAnnex(salt, bytes);
  Bytes salted(salt.begin(), salt.end());
  salted.insert(salted.end(), bytes.begin(), bytes.end());
  ASSIGN_OR_RETURN(const std::vector<X25519PublicKey> readers,
                   WithoutDuplicates(std::move(recipients)));
  ASSIGN_OR_RETURN(part.sealed, EncryptTo(readers, salted, random));
  return part;
}

}  // namespace

Result<AnnexPart> SealAnnex(ByteView bytes, std::vector<X25519PublicKey> recipients,
                            Random& random) {
  AnnexSalt salt;
  random.Fill(salt);
  return SealWith(salt, bytes, std::move(recipients), random);
}

Result<AnnexPart> SealAnnexAgain(const OpenedAnnex& annex, std::vector<X25519PublicKey> recipients,
                                 Random& random) {
  return SealWith(annex.salt, annex.bytes, std::move(recipients), random);
}

Result<std::unique_ptr<AnnexWriter>> AnnexWriter::Begin(std::vector<X25519PublicKey> recipients,
                                                        const std::string& directory,
                                                        Random& random,
                                                        const std::optional<AnnexSalt>& again) {
  ASSIGN_OR_RETURN(NamelessFile spool, NamelessFile::Create(directory));
  AnnexSalt salt;
  if (again)
    salt = *again;
  else
    random.Fill(salt);
  std::unique_ptr<AnnexWriter> writer(
      new AnnexWriter(std::make_shared<NamelessFile>(std::move(spool)), salt));
  ASSIGN_OR_RETURN(const std::vector<X25519PublicKey> readers,
                   WithoutDuplicates(std::move(recipients)));
  ASSIGN_OR_RETURN(writer->file_, AgeFileWriter::Begin(readers, random, *writer->spool_));
  RETURN_IF_ERROR(writer->file_->Write(salt));
  return writer;
}

Result<void> AnnexWriter::Write(ByteView bytes) {
  plain_bytes_ += bytes.size();
  RETURN_IF_ERROR(committer_.Write(bytes));
  return file_->Write(bytes);
}

Result<AnnexPart> AnnexWriter::Finish() {
  RETURN_IF_ERROR(file_->Finish());
  AnnexPart part;
  part.commitment = committer_.Finish();
  part.salt = salt_;
  part.plain_bytes = plain_bytes_;
  part.spooled = std::move(spool_);
  return part;
}

Result<SecretBytes> OpenSecretAnnex(ByteView sealed, const AgeKeys& keys,
                                    const Digest& commitment) {
  const auto salted = DecryptToSecret(sealed, keys);
  if (!salted) return OfSealed(salted.error());
  if (salted->size() < kAnnexSaltBytes)
    return NotAsCommitted();  // defence: A10-18, else SecretBytes()
  const ByteView bytes = salted->Expose().subspan(kAnnexSaltBytes);
  if (CommitAnnex(salted->Expose().first<kAnnexSaltBytes>(), bytes) != commitment)
    return NotAsCommitted();  // defence: A10-19
  return SecretBytes::CopyOf(bytes);
}

Result<OpenedAnnex> OpenAnnex(ByteView sealed, const AgeKeys& keys, const Digest& commitment) {
  const auto salted = Decrypt(sealed, keys);
  if (!salted) return OfSealed(salted.error());
  if (salted->size() < kAnnexSaltBytes)
    return NotAsCommitted();  // defence: A10-20, else OpenedAnnex()
  OpenedAnnex annex;
  std::copy_n(salted->begin(), kAnnexSaltBytes, annex.salt.begin());
  annex.bytes.assign(salted->begin() + kAnnexSaltBytes, salted->end());
  // defence: A10-21
  if (CommitAnnex(annex.salt, annex.bytes) != commitment) return NotAsCommitted();
  return annex;
}

Result<std::unique_ptr<AnnexReader>> AnnexReader::Open(std::unique_ptr<ByteSource> sealed,
                                                       const AgeKeys& keys,
                                                       const Digest& commitment) {
  std::unique_ptr<AnnexReader> reader(new AnnexReader(std::move(sealed), commitment));
  auto file = AgeFileReader::Open(*reader->sealed_, keys);
  if (!file) return OfSealed(file.error());
  reader->file_ = *std::move(file);
  const auto got = reader->file_->Read(reader->salt_);
  if (!got) return OfSealed(got.error());
  if (*got != kAnnexSaltBytes) return NotAsCommitted();  // defence: A10-22
  reader->committer_.emplace(reader->salt_);
  return reader;
}

Result<size_t> AnnexReader::Read(MutableBytes out) {
  if (!committer_ || out.empty()) return size_t{0};
  const auto got = file_->Read(out);
  if (!got) return OfSealed(got.error());
  RETURN_IF_ERROR(committer_->Write(ByteView(out).first(*got)));
  if (*got == out.size()) return got;
  const Digest found = committer_->Finish();
  committer_.reset();
  if (found != commitment_) return NotAsCommitted();  // defence: A10-23
  return got;
}

}  // namespace sekisho
