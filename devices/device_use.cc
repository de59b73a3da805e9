#include "devices/device_use.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <set>

#include "base/files/files.h"
#include "base/files/real_path.h"
#include "base/text/message.h"
#include "devices/entry.h"
#include "devices/mounts.h"

namespace sekisho {
namespace {

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string RealPathOrNone(const std::string& path) { return RealPath(path).value_or(""); }

std::vector<std::string> Names(const std::string& path) {
  auto directory = OpenDirectory(path);
  if (!directory) return {};
  return ReadNames(directory->get()).value_or({});
}

// What a write to the device reaches: directories of sysfs, the device's own first.
class Reach {
 public:
  void Add(const std::string& directory) {
    if (directory.empty() || !seen_.insert(directory).second) return;
    directories_.push_back(directory);
    for (const std::string& name : Names(directory)) {
      const std::string below = directory + "/" + name;
      if (!FirstLine(below + "/partition").empty()) Add(below);
    }
    for (const std::string& name : Names(directory + "/holders"))
      Add(RealPathOrNone(directory + "/holders/" + name));
  }
  // A disk used whole (a file system or a RAID over all of it) is used by its partitions' writers.
  void AddWithoutPartitions(const std::string& disk) {
    if (!seen_.insert(disk).second) return;
    directories_.push_back(disk);
    for (const std::string& name : Names(disk + "/holders"))
      Add(RealPathOrNone(disk + "/holders/" + name));
  }
  const std::vector<std::string>& directories() const { return directories_; }

  // The kernel's name of the reached device with this number "8:1"; empty when there is none.
  std::string NameOf(const std::string& number) const {
    for (const std::string& directory : directories_)
      if (FirstLine(directory + "/dev") == number) return BaseNameOf(directory);
    return "";
  }

 private:
  std::set<std::string> seen_;
  std::vector<std::string> directories_;
};

// btrfs and the like mount an anonymous number; their source is a name below /dev.
std::string NameOfMount(const Reach& reach, const Mount& mount) {
  std::string name = reach.NameOf(FormatDeviceNumber(mount.device));
  struct stat source {};
  if (name.empty() && mount.source.starts_with("/") && stat(mount.source.c_str(), &source) == 0 &&
      S_ISBLK(source.st_mode))
    name = reach.NameOf(FormatDeviceNumber(NumberOf(source.st_rdev)));
  return name;
}

Result<std::vector<Mount>> MountsIn(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(ErrorCode::kIo, Message("cannot read what is mounted ({0})", {path}));
  return ParseMountinfo(std::string{std::istreambuf_iterator<char>(file), {}});
}

// One process of each mount namespace tells for all; of one that ends meanwhile the list may be cut
// off, and another is asked. Links that cannot be read are skipped.
Result<std::vector<Mount>> AllMounts(const std::string& proc) {
  ASSIGN_OR_RETURN(std::vector<Mount> mounts, MountsIn(proc + "/self/mountinfo"));
  std::set<std::pair<dev_t, ino_t>> told;
  for (const std::string& process : Names(proc)) {
    if (process.empty() || std::isdigit(static_cast<unsigned char>(process[0])) == 0) continue;
    const std::string directory = proc + "/" + process;
    struct stat name_space {};
    if (stat((directory + "/ns/mnt").c_str(), &name_space) != 0) continue;
    const std::pair<dev_t, ino_t> id{name_space.st_dev, name_space.st_ino};
    if (told.contains(id)) continue;
    const auto more = MountsIn(directory + "/mountinfo");
    if (!more) continue;
    mounts.insert(mounts.end(), more->begin(), more->end());
    told.insert(id);
  }
  return mounts;
}

void AddOnce(std::vector<DeviceUse>& uses, DeviceUse use) {
  if (std::find(uses.begin(), uses.end(), use) == uses.end()) uses.push_back(std::move(use));
}

void FindMounts(const Reach& reach, const std::vector<Mount>& mounts,
                std::vector<DeviceUse>& uses) {
  for (const Mount& mount : mounts) {
    const std::string name = NameOfMount(reach, mount);
    if (name.empty()) continue;
    const bool is_root = mount.point == "/";
    AddOnce(uses, {is_root ? DeviceUseKind::kRoot : DeviceUseKind::kMounted, name, mount.point});
  }
}

// A swap partition is named by its device file; by its last component where that is the kernel's.
void FindSwap(const Reach& reach, const std::string& proc, std::vector<DeviceUse>& uses) {
  std::ifstream swaps(proc + "/swaps");
  std::string line;
  std::getline(swaps, line);  // the heading
  while (std::getline(swaps, line)) {
    const std::string path = line.substr(0, line.find_first_of(" \t"));
    struct stat status {};
    std::string name;
    if (stat(path.c_str(), &status) == 0 && S_ISBLK(status.st_mode))
      name = reach.NameOf(FormatDeviceNumber(NumberOf(status.st_rdev)));
    for (const std::string& directory : reach.directories())
      if (name.empty() && path == "/dev/" + BaseNameOf(directory)) name = BaseNameOf(directory);
    if (!name.empty()) AddOnce(uses, {DeviceUseKind::kSwap, name, ""});
  }
}

// Loop devices whose file lies on what is reached, where the file's name still leads there: after a
// lazy umount it does not, and only the kernel's O_EXCL refuses.
void FindLoopFiles(const Reach& reach, const std::string& sys, std::vector<DeviceUse>& uses) {
  for (const std::string& loop : Names(sys + "/block")) {
    const std::string file = FirstLine(sys + "/block/" + loop + "/loop/backing_file");
    struct stat status {};
    if (file.empty() || stat(file.c_str(), &status) != 0) continue;
    const dev_t on = S_ISBLK(status.st_mode) ? status.st_rdev : status.st_dev;
    const std::string name = reach.NameOf(FormatDeviceNumber(NumberOf(on)));
    if (!name.empty()) AddOnce(uses, {DeviceUseKind::kLoopFile, name, file});
  }
}

void FindStacked(const Reach& reach, std::vector<DeviceUse>& uses) {
  for (const std::string& directory : reach.directories())
    for (const std::string& holder : Names(directory + "/holders"))
      AddOnce(uses, {DeviceUseKind::kStacked, holder, ""});
}

std::string HintFor(const DeviceUse& use) {
  switch (use.kind) {
    case DeviceUseKind::kRoot:
      return Message("start another system from another medium, and wipe it from there");
    case DeviceUseKind::kMounted:
      return "umount " + use.where;
    case DeviceUseKind::kSwap:
      return "swapoff /dev/" + use.device;
    case DeviceUseKind::kLoopFile:
      return "losetup -j " + use.where;
    case DeviceUseKind::kStacked:
      return "lsblk /dev/" + use.device;
    case DeviceUseKind::kReadOnly:
      return "blockdev --setrw /dev/" + use.device;
  }
  return "";
}

std::string SentenceFor(const std::string& shown, const DeviceUse& use) {
  switch (use.kind) {
    case DeviceUseKind::kRoot:
      return Message("{0} holds the running system ({1})", {shown, use.device});
    case DeviceUseKind::kMounted:
      return Message("{0} is mounted: {1} at {2}", {shown, use.device, use.where});
    case DeviceUseKind::kSwap:
      return Message("{0} is used as swap ({1})", {shown, use.device});
    case DeviceUseKind::kLoopFile:
      return Message("{0} holds {1}, which is in use as a loop device", {shown, use.where});
    case DeviceUseKind::kStacked:
      return Message("{0} is part of {1}, which is active", {shown, use.device});
    case DeviceUseKind::kReadOnly:
      return Message("{0} is read-only ({1})", {shown, use.device});
  }
  return "";
}

}  // namespace

Result<std::vector<DeviceUse>> UsesOfDevice(dev_t device, const std::string& sys,
                                            const std::string& proc) {
  const std::string own =
      RealPathOrNone(sys + "/dev/block/" + FormatDeviceNumber(NumberOf(device)));
  if (own.empty())
    return Fail(ErrorCode::kNotFound, Message("no block device has the number {0}",
                                              {FormatDeviceNumber(NumberOf(device))}));
  Reach reach;
  reach.Add(own);
  if (!FirstLine(own + "/partition").empty()) reach.AddWithoutPartitions(DirectoryOf(own));
  std::vector<DeviceUse> uses;
  ASSIGN_OR_RETURN(const std::vector<Mount> mounts, AllMounts(proc));
  FindMounts(reach, mounts, uses);
  FindSwap(reach, proc, uses);
  FindLoopFiles(reach, sys, uses);
  FindStacked(reach, uses);
  if (FirstLine(own + "/ro") == "1")
    uses.push_back({DeviceUseKind::kReadOnly, BaseNameOf(own), ""});
  std::stable_sort(uses.begin(), uses.end(),
                   [](const DeviceUse& a, const DeviceUse& b) { return a.kind < b.kind; });
  return uses;
}

Result<void> RefuseDeviceInUse(const std::string& shown, const std::vector<DeviceUse>& uses) {
  if (uses.empty()) return {};
  // defence: H1-4, else {}
  return Fail(ErrorCode::kRefused, SentenceFor(shown, uses[0]), HintFor(uses[0]));
}

}  // namespace sekisho
