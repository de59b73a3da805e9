#include "libcrypt/package_inspector.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/interrupt.h"
#include "base/message.h"
#include "libcrypt/sha256.h"

namespace sekisho {
namespace {

constexpr size_t kReadBytes = 1 << 20;

Result<uint64_t> FileSize(int fd) {
  struct stat info {};
  if (fstat(fd, &info) != 0) return SystemError(Message("cannot look at the file"), errno);
  return static_cast<uint64_t>(info.st_size);
}

}  // namespace

Result<PackageHeader> ReadPackageHeader(int fd) {
  ASSIGN_OR_RETURN(const uint64_t size, FileSize(fd));
  // Most headers are small: read a little first, all that a header may be only when it is needed.
  for (const size_t limit : {size_t{64} << 10, kMaxAgeHeaderBytes}) {
    Bytes front(std::min<uint64_t>(size, limit));
    ASSIGN_OR_RETURN(const size_t got, ReadFullAt(fd, front, 0));
    front.resize(got);
    auto header = ParsePackageHeader(front);
    if (header || header.error().code != ErrorCode::kMalformed || size <= limit ||
        limit == kMaxAgeHeaderBytes)
      return header;
  }
  return Fail(ErrorCode::kMalformed, Message("the header is too large"));
}

Result<PackageFacts> MeasurePackage(int fd, size_t prefix_bytes, size_t header_bytes,
                                    const Progress& progress, WorkerPool* pool) {
  ASSIGN_OR_RETURN(const uint64_t size, FileSize(fd));
  PackageFacts facts;
  Bytes buffer(kReadBytes);
  Bytes prefix(prefix_bytes);
  RETURN_IF_ERROR(ReadFullAt(fd, prefix, 0));
  facts.prefix = Sha256(prefix);
  MerkleStreamHasher hasher(kMerkleLeafBytes, pool);
  for (uint64_t at = header_bytes;;) {
    RETURN_IF_ERROR(CheckInterrupted());
    ASSIGN_OR_RETURN(const size_t got, ReadFullAt(fd, buffer, at));
    hasher.Update(ByteView(buffer).first(got));
    at += got;
    facts.payload_bytes += got;
    if (progress) progress(at, std::max(at, size));
    if (got < buffer.size()) break;
  }
  facts.root = hasher.Finish();
  return facts;
}

Result<PackageInspection> InspectPackage(int fd, const Progress& progress, WorkerPool* pool) {
  PackageInspection inspection;
  ASSIGN_OR_RETURN(inspection.header, ReadPackageHeader(fd));
  ASSIGN_OR_RETURN(inspection.facts, MeasurePackage(fd, inspection.header.prefix_bytes,
                                                    inspection.header.age.size, progress, pool));
  const uint64_t payload = inspection.facts.payload_bytes;
  if (payload < kPayloadNonceBytes || !IsValidSealedSize(payload - kPayloadNonceBytes))
    return Fail(ErrorCode::kVerdict, Message("the package is truncated or extended"));
  return inspection;
}

}  // namespace sekisho
