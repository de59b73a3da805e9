// What can be known of a sealed package without any key: what the gate looks at.
#pragma once

#include <functional>

#include "libcrypt/package/package_writer.h"

namespace sekisho {

// Called now and then with bytes done and bytes in all.
using Progress = std::function<void(uint64_t done, uint64_t total)>;

struct PackageInspection {
  PackageHeader header;
  PackageFacts facts;  // measured, to be compared with what the seal signed
};

// Reads a package's header from the start of a file. Errors as ParsePackageHeader.
Result<PackageHeader> ReadPackageHeader(int fd);

// How many bytes follow the header, by the size of the file: nothing is read.
Result<uint64_t> PayloadBytesOf(int fd, const PackageHeader& header);

// Of the bytes before the seal's body; so much is read.
Result<Digest> PrefixDigestOf(int fd, const PackageHeader& header);

// Reads the whole file once: header, stream length, prefix digest, Merkle root. For files that are
// known to be one's own; of others the length is compared first
// (workflow/packages/package_judge.h). kVerdict for what is not a sealed package, also when its
// length cannot be a whole stream's. `pool` (may be null) hashes side by side.
Result<PackageInspection> InspectPackage(int fd, const Progress& progress,
                                         WorkerPool* pool = nullptr);

// The facts of a file with this header. Reading stops when more than `max_payload_bytes` have come,
// in a file that grows meanwhile.
Result<PackageFacts> MeasurePackage(int fd, const PackageHeader& header, const Progress& progress,
                                    WorkerPool* pool = nullptr,
                                    uint64_t max_payload_bytes = UINT64_MAX);

}  // namespace sekisho
