#include "libcrypt/archive/payload.h"

#include <algorithm>
#include <bit>

#include "base/text/message.h"
#include "libcrypt/archive/zstd_frame.h"

namespace sekisho {
namespace {

// So large a payload is never refused for its ratio.
uint64_t LeastSize(uint64_t archive_bytes) {
  return archive_bytes <= kRatioFreeBytes ? 0 : archive_bytes / kDefaultMaxRatio + 1;
}

}  // namespace

uint64_t PadmeSize(uint64_t bytes) {
  if (bytes < 2) return bytes;
  const int exponent = static_cast<int>(std::bit_width(bytes)) - 1;
  const int kept = static_cast<int>(std::bit_width(static_cast<unsigned>(exponent)));
  const uint64_t mask = (uint64_t{1} << (exponent - kept)) - 1;
  return (bytes + mask) & ~mask;
}

Result<void> PayloadWriter::CountingSink::Write(ByteView bytes) {
  bytes_ += bytes.size();
  return sink_.Write(bytes);
}

Result<std::unique_ptr<PayloadWriter>> PayloadWriter::Create(ByteSink& sink,
                                                             const PayloadShape& shape) {
  std::unique_ptr<PayloadWriter> writer(new PayloadWriter(sink, shape));
  if (shape.compress) {
    ASSIGN_OR_RETURN(writer->zstd_, ZstdWriter::Create(writer->counted_, shape.threads));
  }
  return writer;
}

Result<void> PayloadWriter::Write(ByteView archive) {
  archive_bytes_ += archive.size();
  return zstd_ ? zstd_->Write(archive) : counted_.Write(archive);
}

// A tar is padded with its own zeros: its blocks of 512 bytes never stand in the way, since a size
// that Padmé would change is a multiple of more.
uint64_t PayloadWriter::PaddedSize() const {
  const uint64_t size = counted_.bytes();
  for (uint64_t least = std::max(size, zstd_ ? LeastSize(archive_bytes_) : 0);;
       least += kPaddingHeaderBytes) {
    const uint64_t padded = shape_.pad ? PadmeSize(least) : least;
    if (!zstd_ || padded == size || IsPaddingSize(padded - size)) return padded;
  }
}

Result<void> PayloadWriter::Finish() {
  if (zstd_) RETURN_IF_ERROR(zstd_->Finish());
  const Bytes zeros(64 << 10);
  for (const uint64_t padded = PaddedSize(); counted_.bytes() < padded;) {
    uint64_t left = padded - counted_.bytes();
    if (zstd_) {
      RETURN_IF_ERROR(counted_.Write(PaddingHeader(left)));
      left = std::min(left - kPaddingHeaderBytes, kMaxPaddingBytes);
    }
    for (; left > 0; left -= std::min<uint64_t>(left, zeros.size()))
      RETURN_IF_ERROR(
          counted_.Write(ByteView(zeros).first(std::min<uint64_t>(left, zeros.size()))));
  }
  return {};
}

Result<size_t> PayloadReader::Rewound::Read(MutableBytes out) {
  const size_t count = std::min(out.size(), first_.size() - given_);
  std::copy_n(first_.begin() + static_cast<ptrdiff_t>(given_), count, out.begin());
  given_ += count;
  if (count == out.size()) return count;
  ASSIGN_OR_RETURN(const size_t more, rest_.Read(out.subspan(count)));
  return count + more;
}

Result<std::unique_ptr<PayloadReader>> PayloadReader::Create(ByteSource& source,
                                                             const ArchiveLimits& limits) {
  Bytes first(kZstdMagic.size());
  ASSIGN_OR_RETURN(const size_t got, source.Read(first));
  first.resize(got);
  const bool compressed =
      std::equal(first.begin(), first.end(), kZstdMagic.begin(), kZstdMagic.end());
  std::unique_ptr<PayloadReader> reader(new PayloadReader(std::move(first), source, limits));
  if (compressed) {
    ASSIGN_OR_RETURN(reader->zstd_, ZstdReader::Create(reader->all_));
  }
  return reader;
}

Result<size_t> PayloadReader::Read(MutableBytes out) {
  if (!zstd_) return all_.Read(out);
  ASSIGN_OR_RETURN(const size_t got, zstd_->Read(out));
  archive_bytes_ += got;
  RETURN_IF_ERROR(limits_.CheckRatio(archive_bytes_));
  if (got < out.size()) RETURN_IF_ERROR(CheckPadding());
  return got;
}

// As much as PayloadWriter would write, or not much more.
Result<void> PayloadReader::CheckPadding() const {
  const uint64_t frame = zstd_->frame_bytes();
  const uint64_t least = std::max(frame, LeastSize(archive_bytes_));
  constexpr uint64_t kSlack = 2 * kPaddingHeaderBytes;
  if (frame + zstd_->padding_bytes() <= least + least / 8 + kSlack) return {};
  // defence: E6-10, else {}
  return Fail(ErrorCode::kVerdict, Message("there is too much padding after the payload"),
              Message("nothing was kept; tell whoever sealed it, and the security officer"));
}

}  // namespace sekisho
