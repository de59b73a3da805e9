// Looking into a package as one of its recipients, without taking anything out of it.
#pragma once

#include <functional>
#include <string>

#include "workflow/packages/package_reading.h"

namespace sekisho {

struct PackageEntry {
  std::string name;
  bool is_directory = false;
  uint64_t size = 0;
  Time mtime{};  // of a file
};

// Says what is in a package that has been checked. Failures as OpenPackage (opening.h).
class PackageListing {
 public:
  // Checks all that opening checks.
  static Result<PackageListing> Check(const Setting& setting, const World& world,
                                      const std::string& package, const ArchiveLimits& limits = {});

  const CheckedPackage& checked() const { return checked_; }

  // Each entry in archive order, without the package's own files. The package is read, and checked,
  // once more, so that a list of any length needs no memory.
  using Visitor = std::function<Result<void>(const PackageEntry&)>;
  Result<void> Visit(const Visitor& visit);

 private:
  PackageListing(PackageReading reading, std::string package)
      : reading_(std::move(reading)), package_(std::move(package)) {}

  PackageReading reading_;
  std::string package_;
  CheckedPackage checked_;
};

// Checks all that opening checks, and keeps nothing.
Result<CheckedPackage> VerifyPackage(const Setting& setting, const World& world,
                                     const std::string& package, const ArchiveLimits& limits = {});

}  // namespace sekisho
