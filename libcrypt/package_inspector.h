// What can be known of a sealed package without any key: what the gate looks at.
#pragma once

#include <functional>

#include "libcrypt/package_writer.h"

namespace sekisho {

// Called now and then with bytes done and bytes in all.
using Progress = std::function<void(uint64_t done, uint64_t total)>;

struct PackageInspection {
  PackageHeader header;
  PackageFacts facts;  // measured, to be compared with what the seal signed
};

// Reads a package's header from the start of a file. Errors as ParsePackageHeader.
Result<PackageHeader> ReadPackageHeader(int fd);

// Reads the whole file once: header, stream length, prefix digest, Merkle root.
// kVerdict for what is not a sealed package, also when its length cannot be a whole stream's.
// `pool` (may be null) hashes side by side.
Result<PackageInspection> InspectPackage(int fd, const Progress& progress,
                                         WorkerPool* pool = nullptr);

// The facts of a file whose header ends at `header_bytes`.
Result<PackageFacts> MeasurePackage(int fd, size_t prefix_bytes, size_t header_bytes,
                                    const Progress& progress, WorkerPool* pool = nullptr);

}  // namespace sekisho
