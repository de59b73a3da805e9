// age v1 files (C2SP age specification) written and read as streams, in memory that does not grow
// with them. Whole files in memory: libcrypt/age/age.h.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/files/stream.h"
#include "libcrypt/age/age.h"
#include "libcrypt/age/age_stream.h"

namespace sekisho {

// Encrypts what is written to it into `out`, header first.
class AgeFileWriter final : public ByteSink {
 public:
  // `out` and `pool` (may be null) are borrowed. kFailed for no recipients; kMalformed for a
  // low-order one; the sink's errors.
  static Result<std::unique_ptr<AgeFileWriter>> Begin(
      const std::vector<X25519PublicKey>& recipients, Random& random, ByteSink& out,
      WorkerPool* pool = nullptr);
  // The same for stanzas that wrap `file_key16` already.
  static Result<std::unique_ptr<AgeFileWriter>> BeginWith(const std::vector<Stanza>& stanzas,
                                                          ByteView file_key16, Random& random,
                                                          ByteSink& out,
                                                          WorkerPool* pool = nullptr);

  Result<void> Write(ByteView plaintext) override { return stream_.Write(plaintext); }
  // Without it the file is not a valid one.
  Result<void> Finish() { return stream_.Finish(); }

 private:
  AgeFileWriter(ByteView payload_key32, ByteSink& out, WorkerPool* pool)
      : stream_(payload_key32, out, pool) {}
  StreamWriter stream_;
};

// Decrypts from a source: chunk by chunk, each authenticated; whole only once Read has come to the
// end.
class AgeFileReader final : public ByteSource {
 public:
  // `in` is borrowed, and stands at the file's first byte. Errors as ParseAgeHeader and
  // UnlockHeader; kMalformed when it ends before its payload begins.
  static Result<std::unique_ptr<AgeFileReader>> Open(ByteSource& in, const AgeKeys& keys);

  Result<size_t> Read(MutableBytes out) override { return stream_->Read(out); }

 private:
  // What was read along with the header, and then what follows it.
  class Payload final : public ByteSource {
   public:
    explicit Payload(ByteSource& in) : in_(in) {}
    Result<AgeHeader> ReadHeader();
    Result<size_t> Read(MutableBytes out) override;

   private:
    ByteSource& in_;
    Bytes front_;
    size_t taken_ = 0;
  };

  explicit AgeFileReader(ByteSource& in) : payload_(in) {}
  Payload payload_;
  std::optional<StreamReader> stream_;
};

}  // namespace sekisho
