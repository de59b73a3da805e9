// Opens a sealed package with an identity: decrypts it once, and on the way measures what the seal
// signed, so that opening costs one pass.
#pragma once

#include <memory>
#include <optional>

#include "libcrypt/age/age.h"
#include "libcrypt/age/age_stream.h"
#include "libcrypt/package/package_inspector.h"

namespace sekisho {

class PackageReader final {
 public:
  // `fd` and `pool` (may be null) are borrowed. Errors: as ParsePackageHeader and UnlockHeader (a
  // wrong header MAC is kHeaderMac), and kVerdict for a package whose seal was never written.
  static Result<std::unique_ptr<PackageReader>> Open(int fd, const AgeKeys& keys, Progress progress,
                                                     WorkerPool* pool = nullptr);
  ~PackageReader();

  const PackageHeader& header() const { return header_; }

  // kVerdict unless the package addresses exactly these (ATTACKS D8).
  Result<void> CheckRecipients(const std::vector<X25519PublicKey>& recipients) const;
  // Whether the stanza at `index` is the one for `recipient`.
  bool Addresses(size_t index, const X25519PublicKey& recipient) const;

  // The archive. Authenticated chunk by chunk; whole only once it has come to its end.
  ByteSource& plaintext() { return *stream_; }
  // The same from its beginning, for a second reading beside the first one. Borrows this and `fd`.
  std::unique_ptr<ByteSource> PlaintextAgain() const;
  // Of the package, when it was opened.
  uint64_t file_bytes() const;
  // What was measured; valid when plaintext() has come to its end.
  PackageFacts Facts();

 private:
  class MeasuringSource;
  class SecondReading;
  PackageReader(int fd, PackageHeader header, SecretBytes file_key);

  int fd_ = -1;
  PackageHeader header_;
  SecretBytes file_key_;
  std::array<uint8_t, kPayloadNonceBytes> nonce_{};
  std::unique_ptr<MeasuringSource> source_;
  std::unique_ptr<StreamReader> stream_;
};

}  // namespace sekisho
