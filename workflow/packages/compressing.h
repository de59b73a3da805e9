// Whether a package is compressed, and how large it becomes: estimated by looking at the files.
#pragma once

#include "base/files/stream.h"
#include "workflow/packages/archiving.h"

namespace sekisho {

enum class Compress {
  kAuto,  // when nobody is outside and it pays
  kNever,
};

// Of the archive, before and after.
struct CompressionEstimate {
  uint64_t plain_bytes = 0;
  uint64_t compressed_bytes = 0;

  // At least a tenth less, and at least 1 MiB: small packages stay readable by stock tar alone.
  bool Pays() const;
};

// Compresses samples of the files, 128 KiB each at 32 places evenly spread over their bytes.
// `manifest` is the text of what was approved, read once. Files that cannot be read are passed
// over: the archiving will name them.
Result<CompressionEstimate> EstimateCompression(const RequestRecord& request, ByteSource& manifest,
                                                const std::vector<WalkRoot>& roots);

}  // namespace sekisho
