// Looking into a package as one of its recipients, without taking anything out of it.
#pragma once

#include <string>
#include <vector>

#include "workflow/package_reading.h"

namespace sekisho {

struct PackageEntry {
  std::string name;
  bool is_directory = false;
  uint64_t size = 0;
  Time mtime{};  // of a file
};

struct Listing {
  CheckedPackage checked;
  std::vector<PackageEntry> entries;  // in archive order, without the package's own files
};

// Checks all that opening checks, and says what is inside. Failures as OpenPackage (opening.h).
Result<Listing> ListPackage(const Setting& setting, const World& world, const std::string& package,
                            const ArchiveLimits& limits = {});

// Checks all that opening checks, and keeps nothing.
Result<CheckedPackage> VerifyPackage(const Setting& setting, const World& world,
                                     const std::string& package, const ArchiveLimits& limits = {});

}  // namespace sekisho
