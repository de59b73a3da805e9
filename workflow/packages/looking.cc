#include "workflow/packages/looking.h"

#include "base/text/message.h"

namespace sekisho {
namespace {

class ListingSink final : public EntrySink {
 public:
  explicit ListingSink(const PackageListing::Visitor& visit) : visit_(visit) {}

  Result<void> AddDirectory(std::string_view name) override {
    return visit_({std::string(name), true, 0, Time{}});
  }
  Result<void> BeginFile(std::string_view name) override {
    file_ = {std::string(name), false, 0, Time{}};
    return {};
  }
  Result<void> WriteFileData(ByteView data) override {
    file_.size += data.size();
    return {};
  }
  Result<void> EndFile(Time mtime) override {
    file_.mtime = mtime;
    return IsReservedName(file_.name) ? Result<void>() : visit_(file_);
  }

 private:
  const PackageListing::Visitor& visit_;
  PackageEntry file_;
};

}  // namespace

Result<PackageListing> PackageListing::Check(const Setting& setting, const World& world,
                                             const std::string& package,
                                             const ArchiveLimits& limits) {
  NullEntrySink sink;
  ASSIGN_OR_RETURN(PackageReading reading, PackageReading::Begin(setting, world));
  reading.UseLimits(limits);
  PackageListing listing(std::move(reading), package);
  ASSIGN_OR_RETURN(listing.checked_, listing.reading_.Read(package, Message("reading"), sink));
  return listing;
}

Result<void> PackageListing::Visit(const Visitor& visit) {
  ListingSink sink(visit);
  RETURN_IF_ERROR(reading_.Read(package_, Message("listing"), sink));
  return {};
}

Result<CheckedPackage> VerifyPackage(const Setting& setting, const World& world,
                                     const std::string& package, const ArchiveLimits& limits) {
  NullEntrySink sink;
  ASSIGN_OR_RETURN(PackageReading reading, PackageReading::Begin(setting, world));
  reading.UseLimits(limits);
  ASSIGN_OR_RETURN(CheckedPackage checked, reading.Read(package, Message("verifying"), sink));
  checked.view = {};
  return checked;
}

}  // namespace sekisho
