// Makes a sealed package so that a crash at any step leaves either nothing that opens or the whole.
//
//   Begin          a temporary file beside the target, named by the seal's jti
//   payload()      the archive, encrypted as it is written
//   FinishPayload  what the seal has to sign
//   Prepare        the header, its seal body still zeros but its MAC already that of the finished
//                  header, so that neither age nor gate accepts the file; fsync; read back
//   (the caller appends the seal to the ledger and looks whether it is valid there)
//   Release        the seal body; fsync; rename; fsync of the directory
//
// Dropped before Release, the temporary file is removed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/files/files.h"
#include "base/files/stream.h"
#include "libcrypt/age/age_stream.h"
#include "libcrypt/package/package_format.h"
#include "libcrypt/tokens/merkle_stream.h"

namespace sekisho {

struct PackagePlan {
  std::vector<X25519PublicKey> recipients;  // the approved ones, then escrow; no duplicates
  std::vector<std::string> permit;          // cores: the request first, then in ledger order
};

// What identifies a package's content without a key; signed by the seal.
struct PackageFacts {
  Digest prefix{};             // SHA-256 of the header through the seal stanza's argument line
  Digest root{};               // RFC 6962 root over payload nonce and ciphertext, 1 MiB leaves
  uint64_t payload_bytes = 0;  // length of payload nonce and ciphertext
  bool operator==(const PackageFacts&) const = default;
};

// Gives back what the file system set aside behind the last of `bytes` bytes: it could be anything,
// and a gate that sees it stops the package.
Result<void> EndFileAt(const TempFile& file, uint64_t bytes);

class PackageWriter final {
 public:
  // `.sekisho-JTI.part` in the target's directory; kExists when the target is there already; kIo
  // and the like when it cannot be there, found out by making it for a moment. `pool`
  // (may be null) is borrowed: encrypting, hashing and reading back are spread over it.
  static Result<std::unique_ptr<PackageWriter>> Begin(const std::string& target,
                                                      const std::string& seal_jti,
                                                      const PackagePlan& plan, Random& random,
                                                      WorkerPool* pool = nullptr);
  ~PackageWriter();

  ByteSink& payload() { return *stream_; }
  Result<PackageFacts> FinishPayload();
  // `seal_token` must sign what FinishPayload returned. kIo when the medium does not give back what
  // was written, or the file is no longer where it was made.
  Result<void> Prepare(std::string_view seal_token);
  // kExists when something else took the target's name meanwhile; the temporary file then stays.
  Result<void> Release();
  // From here on the temporary file outlives this object (a record of it exists).
  void KeepOnFailure() { file_.Keep(); }
  // Of the whole file; known after FinishPayload.
  uint64_t total_bytes() const { return header_bytes_ + facts_.payload_bytes; }
  std::string temporary_path() const { return file_.path(); }

 private:
  class PayloadSink;
  PackageWriter(TempFile file, SecretBytes file_key, WorkerPool* pool);
  Result<void> Start(Random& random, const PackagePlan& plan);
  Result<void> ReadBack(std::string_view header);
  Result<void> VerifyPayload();

  TempFile file_;
  SecretBytes file_key_;
  WorkerPool* const pool_;
  std::vector<Stanza> stanzas_;  // without the seal
  std::string seal_line_;
  size_t prefix_bytes_ = 0;
  size_t header_bytes_ = 0;
  std::string seal_text_;
  PackageFacts facts_;
  std::unique_ptr<PayloadSink> sink_;
  std::unique_ptr<StreamWriter> stream_;
};

}  // namespace sekisho
