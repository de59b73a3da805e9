// What a package encrypts: the archive as it is, or compressed; with padding, if its size shall
// tell less (docs/formats/archive.md).
#pragma once

#include <memory>

#include "base/files/stream.h"
#include "libcrypt/archive/archive_limits.h"
#include "libcrypt/archive/zstd_stream.h"

namespace sekisho {

// Padmé (Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: "Reducing Metadata Leakage from Encrypted
// Files and Communication with PURBs", PETS 2019, section 4): the smallest size of at least `bytes`
// whose mantissa has no more bits than its exponent. At most an eighth more, from 16 bytes on.
uint64_t PadmeSize(uint64_t bytes);

struct PayloadShape {
  bool compress = false;  // not for recipients outside: stock tar must read the pipe
  bool pad = false;       // to PadmeSize
  size_t threads = 1;     // for compressing
};

// Shapes the archive that is written to it. What would be refused when it is read, because it
// compressed too well, is padded as well.
class PayloadWriter final : public ByteSink {
 public:
  // `sink` is borrowed.
  static Result<std::unique_ptr<PayloadWriter>> Create(ByteSink& sink, const PayloadShape& shape);

  Result<void> Write(ByteView archive) override;
  Result<void> Finish();

 private:
  PayloadWriter(ByteSink& sink, const PayloadShape& shape) : shape_(shape), counted_(sink) {}
  uint64_t PaddedSize() const;

  class CountingSink final : public ByteSink {
   public:
    explicit CountingSink(ByteSink& sink) : sink_(sink) {}
    Result<void> Write(ByteView bytes) override;
    uint64_t bytes() const { return bytes_; }

   private:
    ByteSink& sink_;
    uint64_t bytes_ = 0;
  };

  const PayloadShape shape_;
  CountingSink counted_;
  std::unique_ptr<ZstdWriter> zstd_;
  uint64_t archive_bytes_ = 0;
};

// The archive in a payload, whichever shape it has, as a source; at its end the padding of a
// compressed one has been looked at, too (that of a plain one is the archive reader's to judge).
// kVerdict for anything wrong, kRefused beyond the ratio that `limits` allow.
class PayloadReader final : public ByteSource {
 public:
  // `source` is borrowed.
  static Result<std::unique_ptr<PayloadReader>> Create(ByteSource& source,
                                                       const ArchiveLimits& limits);

  Result<size_t> Read(MutableBytes out) override;

 private:
  // The bytes that were looked at, and then the rest.
  class Rewound final : public ByteSource {
   public:
    Rewound(Bytes first, ByteSource& rest) : first_(std::move(first)), rest_(rest) {}
    Result<size_t> Read(MutableBytes out) override;

   private:
    const Bytes first_;
    size_t given_ = 0;
    ByteSource& rest_;
  };

  PayloadReader(Bytes first, ByteSource& rest, const ArchiveLimits& limits)
      : limits_(limits), all_(std::move(first), rest) {}
  Result<void> CheckPadding() const;

  const ArchiveLimits limits_;
  Rewound all_;
  std::unique_ptr<ZstdReader> zstd_;
  uint64_t archive_bytes_ = 0;
};

}  // namespace sekisho
