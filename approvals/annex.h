// What a statement says in confidence: kept beside the log, encrypted, and committed to by the core
// with SHA-256("sekisho/v1/annex" || salt || bytes). docs/formats/statement.md
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/files/nameless_file.h"
#include "libcrypt/age/age_file.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {

inline constexpr size_t kAnnexSaltBytes = 32;
using AnnexSalt = std::array<uint8_t, kAnnexSaltBytes>;

// The commitment to bytes that come piece by piece.
class AnnexCommitter final : public ByteSink {
 public:
  explicit AnnexCommitter(std::span<const uint8_t, kAnnexSaltBytes> salt);
  Result<void> Write(ByteView bytes) override {
    hasher_.Update(bytes);
    return {};
  }
  Digest Finish() { return hasher_.Finish(); }

 private:
  Sha256Hasher hasher_;
};

Digest CommitAnnex(std::span<const uint8_t, kAnnexSaltBytes> salt, ByteView bytes);

struct OpenedAnnex {
  AnnexSalt salt{};
  Bytes bytes;
};

// A part that was written and is not stored yet: an age file with salt and bytes. With a commitment
// alone it is one that an earlier statement has: its envelopes are stored already.
struct AnnexPart {
  Digest commitment{};
  AnnexSalt salt{};
  uint64_t plain_bytes = 0;                     // without the salt
  Bytes sealed;                                 // a small one
  std::shared_ptr<const NamelessFile> spooled;  // instead, a large one

  bool is_stored() const { return sealed.empty() && !spooled; }
  // The age file from its beginning. Borrows this.
  std::unique_ptr<ByteSource> Read() const;
};

// Draws a salt, commits and encrypts to `recipients` (duplicates are dropped). kFailed for none,
// and for more than a header can address.
Result<AnnexPart> SealAnnex(ByteView bytes, std::vector<X25519PublicKey> recipients,
                            Random& random);
// What was opened, for others: salt, bytes and so the commitment stay.
Result<AnnexPart> SealAnnexAgain(const OpenedAnnex& annex, std::vector<X25519PublicKey> recipients,
                                 Random& random);

// The same for what is written to it piece by piece, of any size: it is encrypted on its way to the
// disk.
class AnnexWriter final : public ByteSink {
 public:
  // `directory` is where the encrypted part lies until it is stored.
  // With the salt of what was opened, what is written again has the commitment that it had.
  static Result<std::unique_ptr<AnnexWriter>> Begin(std::vector<X25519PublicKey> recipients,
                                                    const std::string& directory, Random& random,
                                                    const std::optional<AnnexSalt>& salt = {});
  Result<void> Write(ByteView bytes) override;
  Result<AnnexPart> Finish();

 private:
  AnnexWriter(std::shared_ptr<NamelessFile> spool, const AnnexSalt& salt)
      : spool_(std::move(spool)), salt_(salt), committer_(salt) {}

  std::shared_ptr<NamelessFile> spool_;
  AnnexSalt salt_;
  AnnexCommitter committer_;
  uint64_t plain_bytes_ = 0;
  std::unique_ptr<AgeFileWriter> file_;
};

// kNoMatch when it is not addressed to these keys; kVerdict when it is not what the core committed
// to, or no whole age file.
Result<OpenedAnnex> OpenAnnex(ByteView sealed, const AgeKeys& keys, const Digest& commitment);

// The bytes of an annex that is a secret, without the salt.
Result<SecretBytes> OpenSecretAnnex(ByteView sealed, const AgeKeys& keys, const Digest& commitment);

// An annex of any size, read as a stream. The bytes are those that were committed to only once Read
// has come to their end: it fails there, with kVerdict, when they are others.
class AnnexReader final : public ByteSource {
 public:
  // kNoMatch, kVerdict as above.
  static Result<std::unique_ptr<AnnexReader>> Open(std::unique_ptr<ByteSource> sealed,
                                                   const AgeKeys& keys, const Digest& commitment);
  const AnnexSalt& salt() const { return salt_; }
  Result<size_t> Read(MutableBytes out) override;

 private:
  AnnexReader(std::unique_ptr<ByteSource> sealed, const Digest& commitment)
      : sealed_(std::move(sealed)), commitment_(commitment) {}

  std::unique_ptr<ByteSource> sealed_;
  std::unique_ptr<AgeFileReader> file_;
  Digest commitment_;
  AnnexSalt salt_{};
  std::optional<AnnexCommitter> committer_;  // none after the end
};

}  // namespace sekisho
