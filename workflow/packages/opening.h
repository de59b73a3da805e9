// Opening a package as one of its recipients.
#pragma once

#include <string>
#include <vector>

#include "libcrypt/archive/contents.h"
#include "workflow/state/session.h"

namespace sekisho {

struct OpenOptions {
  std::string package;
  std::string directory;             // absent or empty; empty name: the package's, without .age
  std::vector<std::string> paths{};  // only these entries (chosen_entries.h); none: all
  ArchiveLimits limits{};
};

struct Opened {
  std::string directory;
  ManifestTotals totals;
  bool permit_checked = false;
  std::string unchecked_why;  // when it was not
  bool recorded = false;
  std::string request;           // R7, when known here
  uint64_t denied_keys = 0;      // as CheckedPackage has them
  std::string denied_keys_text;  // likewise
};

// Decrypts into a staging directory and shows it only when every chunk, every digest and, where a
// genesis is pinned here, permit and seal are right. kVerdict when they are not; kNoMatch when the
// identity does not open it, kNotFound when a path is not in it, kRefused beyond the limits.
// Nothing is left behind then. Also with paths, all of the package is checked.
Result<Opened> OpenPackage(const Setting& setting, const World& world, const OpenOptions& options);

}  // namespace sekisho
