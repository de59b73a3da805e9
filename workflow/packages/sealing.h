// Sealing what was approved, and nothing else, onto the medium it was approved for.
#pragma once

#include <string>

#include "workflow/packages/compressing.h"
#include "workflow/packages/seal_step.h"
#include "workflow/state/session.h"

namespace sekisho {

struct SealOptions {
  std::string output;     // empty: the package's name in the current directory
  std::string base;       // where the files are now; empty: where they were
  bool companion = true;  // how to open it, beside a package that goes outside (companion.h)
  Compress compress = Compress::kAuto;
  bool pad = false;  // so that the size tells less (PadmeSize, libcrypt/archive/payload.h)
};

struct Sealed {
  std::string path;
  std::string jti;
  Digest hash{};  // of the seal's core
  ManifestTotals totals;
  uint64_t bytes = 0;  // of the package
  size_t recipients = 0;
  size_t escrow = 0;
  bool compressed = false;
  bool companion = false;            // one was written
  LeftOutNames left_out;             // lay there, and was not asked for
  std::vector<std::string> removed;  // temporary files of earlier sealings that were cut off
};

// kRefused without a permit that covers exactly this, on another medium, while an earlier package
// of it lies there unfinished, or when a file was added, is missing or changed. Nothing is written
// then. See libcrypt/package/package_writer.h for the steps.
Result<Sealed> SealRequest(Session& session, const RequestRecord& request,
                           const SealOptions& options);

}  // namespace sekisho
