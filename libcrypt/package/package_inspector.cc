#include "libcrypt/package/package_inspector.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "libcrypt/primitives/sha256.h"

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
  for (size_t limit = size_t{64} << 10;; limit = kMaxAgeHeaderBytes) {
    Bytes front(std::min<uint64_t>(size, limit));
    ASSIGN_OR_RETURN(const size_t got, ReadFullAt(fd, front, 0));
    front.resize(got);
    auto header = ParsePackageHeader(front);
    if (!AsText(front).starts_with(kAgeVersionLine)) return header;
    if (header || header.error().code != ErrorCode::kMalformed || size <= limit ||
        limit == kMaxAgeHeaderBytes)
      return header;
  }
}

Result<uint64_t> PayloadBytesOf(int fd, const PackageHeader& header) {
  ASSIGN_OR_RETURN(const uint64_t size, FileSize(fd));
  return size - std::min<uint64_t>(size, header.age.size);
}

Result<Digest> PrefixDigestOf(int fd, const PackageHeader& header) {
  Bytes prefix(header.prefix_bytes);
  RETURN_IF_ERROR(ReadFullAt(fd, prefix, 0));
  return Sha256(prefix);
}

Result<PackageFacts> MeasurePackage(int fd, const PackageHeader& header, const Progress& progress,
                                    WorkerPool* pool, uint64_t max_payload_bytes) {
  ASSIGN_OR_RETURN(const uint64_t size, FileSize(fd));
  PackageFacts facts;
  Bytes buffer(kReadBytes);
  ASSIGN_OR_RETURN(facts.prefix, PrefixDigestOf(fd, header));
  MerkleStreamHasher hasher(kMerkleLeafBytes, pool);
  for (uint64_t at = header.age.size;;) {
    RETURN_IF_ERROR(CheckInterrupted());
    ASSIGN_OR_RETURN(const size_t got, ReadFullAt(fd, buffer, at));
    hasher.Update(ByteView(buffer).first(got));
    at += got;
    facts.payload_bytes += got;
    if (progress) progress(at, std::max(at, size));
    if (got < buffer.size() || facts.payload_bytes > max_payload_bytes) break;
  }
  facts.root = hasher.Finish();
  return facts;
}

Result<PackageInspection> InspectPackage(int fd, const Progress& progress, WorkerPool* pool) {
  PackageInspection inspection;
  ASSIGN_OR_RETURN(inspection.header, ReadPackageHeader(fd));
  ASSIGN_OR_RETURN(inspection.facts, MeasurePackage(fd, inspection.header, progress, pool));
  const uint64_t payload = inspection.facts.payload_bytes;
  if (payload < kPayloadNonceBytes || !IsValidSealedSize(payload - kPayloadNonceBytes))
    // defence: D1-3
    return Fail(ErrorCode::kVerdict, Message("the package is truncated or extended"));
  return inspection;
}

}  // namespace sekisho
