#include "devices/disk.h"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr int kMaxMappings = 4;  // a mapping over a mapping...

std::vector<std::string> NamesIn(const std::string& directory) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(directory.c_str()), &closedir);
  if (dir == nullptr) return names;
  while (const dirent* entry = readdir(dir.get()))
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  std::sort(names.begin(), names.end());
  return names;
}

std::string SysfsLink(DeviceNumber device) {
  return "/sys/dev/block/" + FormatDeviceNumber(device);
}

void SetIfEmpty(std::string& field, const std::string& value) {
  if (field.empty()) field = value;
}

uint64_t Sectors(const std::string& text) {
  uint64_t sectors = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, sectors);
  if (error != std::errc() || rest != end || sectors > UINT64_MAX / 512 / 2) return 0;
  return sectors;
}

std::string UnitSerial(const SystemView& view, const std::string& path) {
  const auto page = view.Read(path, 4096);
  return page ? UnitSerialOf(*page) : std::string();
}

// The directory of the whole disk that the sysfs directory of a device belongs to.
std::string DiskDirectory(const std::string& directory, const SystemView& view) {
  return view.Exists(directory + "/partition") ? DirectoryOf(directory) : directory;
}

Result<std::string> DeviceDirectory(DeviceNumber device, const SystemView& view) {
  auto directory = view.Resolve(SysfsLink(device));
  if (!directory)
    return Fail(ErrorCode::kNotFound,
                Message("the kernel knows no block device {0}", {FormatDeviceNumber(device)}));
  return directory;
}

// What a mapping (an encrypted stick) lies on, as long as that is one device; else itself.
std::string BelowMappings(std::string directory, const SystemView& view) {
  for (int i = 0; i < kMaxMappings; ++i) {
    const std::vector<std::string> slaves = NamesIn(view.At(directory + "/slaves"));
    if (slaves.size() != 1) break;
    auto below = view.Resolve(directory + "/slaves/" + slaves[0]);
    if (!below) break;
    directory = std::move(below).value();
  }
  return directory;
}

// The nearest USB device above; never the hub above that.
void AddUsb(Disk& out, const std::string& disk, const SystemView& view) {
  for (std::string at = disk; at.size() > std::string_view("/sys/devices").size();
       at = DirectoryOf(at)) {
    if (!view.Exists(at + "/idVendor")) continue;
    out.vendor_id = view.Attribute(at + "/idVendor");
    out.product_id = view.Attribute(at + "/idProduct");
    out.serial = view.Attribute(at + "/serial");
    SetIfEmpty(out.vendor, view.Attribute(at + "/manufacturer"));
    SetIfEmpty(out.product, view.Attribute(at + "/product"));
    return;
  }
}

void AddSysfs(Disk& out, const std::string& disk, const SystemView& view) {
  out.vendor = view.Attribute(disk + "/device/vendor");
  out.product = view.Attribute(disk + "/device/model");
  SetIfEmpty(out.product, view.Attribute(disk + "/device/name"));  // SD cards
  AddUsb(out, disk, view);
  SetIfEmpty(out.serial, view.Attribute(disk + "/device/serial"));
  SetIfEmpty(out.serial, view.Attribute(disk + "/serial"));  // virtio
  SetIfEmpty(out.serial, UnitSerial(view, disk + "/device/vpd_pg80"));
  out.wwid = view.Attribute(disk + "/wwid");
  SetIfEmpty(out.wwid, view.Attribute(disk + "/device/wwid"));
  SetIfEmpty(out.wwid, view.Attribute(disk + "/device/cid"));
}

// udev's database of the device and then of its disk: ID_SERIAL_SHORT may be on the parent only.
void AddUdev(Disk& out, const std::vector<std::string>& numbers, const SystemView& view) {
  for (const std::string& number : numbers) {
    const auto entry = view.Read("/run/udev/data/b" + number, 1 << 20);
    if (!entry) continue;
    SetIfEmpty(out.serial, UdevValue(*entry, "ID_SERIAL_SHORT"));
    SetIfEmpty(out.vendor_id, UdevValue(*entry, "ID_VENDOR_ID"));
    SetIfEmpty(out.product_id, UdevValue(*entry, "ID_MODEL_ID"));
    SetIfEmpty(out.vendor, UdevValue(*entry, "ID_VENDOR"));
    SetIfEmpty(out.product, UdevValue(*entry, "ID_MODEL"));
    SetIfEmpty(out.wwid, UdevValue(*entry, "ID_WWN"));
  }
}

}  // namespace

std::string UdevValue(std::string_view entry, std::string_view key) {
  const std::string prefix = "E:" + std::string(key) + "=";
  while (!entry.empty()) {
    const size_t end = entry.find('\n');
    const std::string_view line = entry.substr(0, end);
    if (line.starts_with(prefix)) return CleanText(line.substr(prefix.size()));
    entry.remove_prefix(end == std::string_view::npos ? entry.size() : end + 1);
  }
  return {};
}

Result<Disk> LookAtDisk(DeviceNumber device, const SystemView& view) {
  ASSIGN_OR_RETURN(const std::string directory, DeviceDirectory(device, view));
  const std::string disk = DiskDirectory(BelowMappings(directory, view), view);
  Disk out;
  out.node = "/dev/" + BaseNameOf(directory);
  std::replace(out.node.begin(), out.node.end(), '!', '/');  // sysfs: cciss!c0d0
  out.disk_name = BaseNameOf(disk);
  AddSysfs(out, disk, view);
  AddUdev(out, {FormatDeviceNumber(device), view.Attribute(disk + "/dev")}, view);
  out.backing_file = view.Attribute(disk + "/loop/backing_file");
  out.size_bytes = Sectors(view.Attribute(disk + "/size")) * 512;
  out.removable = view.Attribute(disk + "/removable") == "1";
  out.read_only = view.Attribute(directory + "/ro") == "1" || view.Attribute(disk + "/ro") == "1";
  return out;
}

Result<DeviceNumber> NumberOfDevice(const std::string& path, const SystemView& view) {
  ASSIGN_OR_RETURN(const std::string real, view.Resolve(path));
  struct stat info {};
  if (stat(view.At(real).c_str(), &info) == 0 && S_ISBLK(info.st_mode))
    return DeviceNumber{major(info.st_rdev), minor(info.st_rdev)};
  if (!view.is_real()) {
    const auto number =
        ParseDeviceNumber(view.Attribute("/sys/class/block/" + BaseNameOf(real) + "/dev"));
    if (number) return number;
  }
  return Fail(ErrorCode::kFailed, Message("{0} is not a block device", {path}),
              "lsblk -o NAME,SIZE,MODEL,SERIAL");
}

std::vector<std::string> OtherPartitions(DeviceNumber device, const SystemView& view) {
  std::vector<std::string> others;
  const auto directory = DeviceDirectory(device, view);
  if (!directory) return others;
  const std::string own = BelowMappings(*directory, view);  // the partition in use
  const std::string disk = DiskDirectory(own, view);
  for (const std::string& name : NamesIn(view.At(disk)))
    if (view.Exists(disk + "/" + name + "/partition") && name != BaseNameOf(own))
      others.push_back(name);
  return others;
}

std::vector<DeviceNumber> DevicesOfDisk(DeviceNumber device, const SystemView& view) {
  std::vector<DeviceNumber> devices = {device};
  const auto directory = DeviceDirectory(device, view);
  if (!directory) return devices;
  for (const std::string& name : NamesIn(view.At(*directory))) {
    if (!view.Exists(*directory + "/" + name + "/partition")) continue;
    const auto number = ParseDeviceNumber(view.Attribute(*directory + "/" + name + "/dev"));
    if (number) devices.push_back(*number);
  }
  return devices;
}

}  // namespace sekisho
