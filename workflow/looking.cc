#include "workflow/looking.h"

#include "base/message.h"

namespace sekisho {
namespace {

class ListingSink final : public EntrySink {
 public:
  explicit ListingSink(std::vector<PackageEntry>& entries) : entries_(entries) {}

  Result<void> AddDirectory(std::string_view name) override {
    entries_.push_back({std::string(name), true, 0, Time{}});
    return {};
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
    if (!IsReservedName(file_.name)) entries_.push_back(std::move(file_));
    return {};
  }

 private:
  std::vector<PackageEntry>& entries_;
  PackageEntry file_;
};

}  // namespace

Result<Listing> ListPackage(const Setting& setting, const World& world, const std::string& package,
                            const ArchiveLimits& limits) {
  Listing listing;
  ListingSink sink(listing.entries);
  ASSIGN_OR_RETURN(PackageReading reading, PackageReading::Begin(setting, world));
  reading.UseLimits(limits);
  ASSIGN_OR_RETURN(listing.checked, reading.Read(package, Message("reading"), sink));
  listing.checked.view = {};  // of a session that ends here
  return listing;
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
