#include "devices/medium.h"

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <vector>

#include "base/files/files.h"
#include "base/files/real_path.h"
#include "devices/device_text.h"
#include "devices/entry.h"

namespace sekisho {
namespace {

constexpr int kMaxStack = 4;  // device-mapper layers looked through

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A sysfs attribute; empty when there is none.
std::string Attribute(const std::string& path) { return CleanText(ReadAll(path)); }

std::vector<std::string> List(const std::string& path) {
  auto directory = OpenDirectory(path);
  if (!directory) return {};
  return ReadNames(directory->get()).value_or({});
}

// Of the nearest USB device above the disk; never the hub's above that.
std::string UsbSerial(const std::string& disk, const std::string& sys) {
  for (std::string at = disk; at.size() > sys.size(); at = DirectoryOf(at))
    if (!Attribute(at + "/idVendor").empty()) return Attribute(at + "/serial");
  return "";
}

// What the name alone says; kUnknown when it says nothing.
MediumKind KindOfName(const std::string& name) {
  if (name.starts_with("nvme")) return MediumKind::kNvme;
  if (name.starts_with("mmcblk")) return MediumKind::kSdCard;
  if (name.starts_with("loop")) return MediumKind::kLoop;
  if (name.starts_with("zram")) return MediumKind::kZram;
  if (name.starts_with("vd") || name.starts_with("xvd")) return MediumKind::kVirtual;
  if (name.starts_with("dm-") || name.starts_with("md")) return MediumKind::kStacked;
  return MediumKind::kUnknown;
}

bool IsOverNetwork(const std::string& nvme_controller) {
  const std::string transport = Attribute(nvme_controller + "/transport");
  return transport == "tcp" || transport == "rdma" || transport == "fc" || transport == "loop";
}

// A unit of a storage array or of another machine, over iSCSI, Fibre Channel or NVMe over Fabrics:
// thin and with snapshots perhaps, and no disk, whatever it says about rotating.
bool IsRemote(const std::string& disk) {
  for (std::string at = disk; at.size() > 1; at = DirectoryOf(at)) {
    const std::string name = BaseNameOf(at);
    if (name.starts_with("rport-")) return true;
    if (name.starts_with("session") && name.find_first_not_of("0123456789", 7) == std::string::npos)
      return true;
  }
  if (IsOverNetwork(disk + "/device")) return true;
  // With several paths, the disk's device is a subsystem, which lists its controllers.
  for (const std::string& name : List(disk + "/device"))
    if (name.starts_with("nvme") && IsOverNetwork(disk + "/device/" + name)) return true;
  return false;
}

MediumKind KindOf(const std::string& disk, const std::string& name) {
  if (IsRemote(disk)) return MediumKind::kStacked;
  if (const MediumKind kind = KindOfName(name); kind != MediumKind::kUnknown) return kind;
  if (disk.find("/usb") != std::string::npos) return MediumKind::kUsb;
  if (!name.starts_with("sd")) return MediumKind::kUnknown;
  // Hypervisors' disks call themselves so, and say that they rotate.
  const std::string vendor = Attribute(disk + "/device/vendor");
  const std::string model = Attribute(disk + "/device/model");
  for (const char* hypervisor : {"QEMU", "VMware", "VBOX", "Msft", "Virtual", "Google"})
    if (vendor.find(hypervisor) != std::string::npos || model.find(hypervisor) != std::string::npos)
      return MediumKind::kVirtual;
  const std::string rotational = Attribute(disk + "/queue/rotational");
  if (rotational == "1") return MediumKind::kRotational;
  return rotational == "0" ? MediumKind::kSsd : MediumKind::kUnknown;
}

// In the order in which a medium's registration reads them (devices/disk.cc): behind USB, what the
// USB device says, whose bridge may answer for a disk of another number.
std::string SerialOf(const std::string& disk, const std::string& sys) {
  std::string serial = UsbSerial(disk, sys);
  if (serial.empty()) serial = Attribute(disk + "/device/serial");
  if (serial.empty()) serial = Attribute(disk + "/serial");  // virtio
  return serial.empty() ? UnitSerialOf(ReadAll(disk + "/device/vpd_pg80")) : serial;
}

MediumInfo ReadDisk(const std::string& disk, const std::string& sys) {
  MediumInfo info;
  info.device = BaseNameOf(disk);
  info.kind = KindOf(disk, info.device);
  info.vendor = Attribute(disk + "/device/vendor");
  info.model = Attribute(disk + "/device/model");
  info.serial = SerialOf(disk, sys);
  info.capacity_bytes =
      std::strtoull(Attribute(disk + "/size").c_str(), nullptr, 10) * uint64_t{512};
  info.backing_file = ReadAll(disk + "/loop/backing_file");
  if (info.backing_file.ends_with('\n')) info.backing_file.pop_back();
  const std::string discard = Attribute(disk + "/queue/discard_max_bytes");
  info.discards = !discard.empty() && discard != "0";
  return info;
}

// A disk encrypted by dm-crypt over exactly one other writes where that one writes; anything else
// that is stacked (LVM with its snapshots and thin pools, RAID, dm-integrity with its journal,
// which calls itself CRYPT-INTEGRITY or CRYPT-SUBDEV) may not.
std::string Underneath(const std::string& disk) {
  const std::string uuid = Attribute(disk + "/dm/uuid");
  bool writes_through = false;
  for (const char* kind : {"LUKS1-", "LUKS2-", "PLAIN-", "TCRYPT-", "BITLK-"})
    writes_through = writes_through || uuid.starts_with(std::string("CRYPT-") + kind);
  if (!writes_through) return "";
  const auto below = List(disk + "/slaves");
  return below.size() == 1 ? RealPath(disk + "/slaves/" + below[0]).value_or("") : "";
}

std::string WholeDisk(const std::string& device) {
  return Attribute(device + "/partition").empty() ? device : DirectoryOf(device);
}

bool SwapIsOn(const std::string& proc) {
  std::ifstream file(proc + "/swaps");
  std::string line;
  std::getline(file, line);  // the heading
  return !file.good() || static_cast<bool>(std::getline(file, line));
}

}  // namespace

bool MayBeNamed(MediumKind kind, const std::string& device) {
  const MediumKind said = KindOfName(device);
  if (kind == MediumKind::kStacked && (said == MediumKind::kNvme || device.starts_with("sd")))
    return true;  // of an array
  if (said != MediumKind::kUnknown) return kind == said;
  switch (kind) {
    case MediumKind::kRotational:
    case MediumKind::kSsd:
    case MediumKind::kVirtual:
      return device.starts_with("sd");
    case MediumKind::kUsb:
      return !device.empty();
    case MediumKind::kMemory:
    case MediumKind::kMemoryAndSwap:
      return device.empty();
    default:
      return kind == MediumKind::kUnknown;
  }
}

MediumInfo ProbeMedium(const FileSystemInfo& file_system, const std::string& sys,
                       const std::string& proc) {
  MediumInfo info;
  if (file_system.kind == FileSystemKind::kTmpfs) {
    info.kind = SwapIsOn(proc) ? MediumKind::kMemoryAndSwap : MediumKind::kMemory;
    return info;
  }
  DeviceNumber device = file_system.mount.device;
  struct stat source {};
  if (device.major == 0 && stat(file_system.mount.source.c_str(), &source) == 0 &&
      S_ISBLK(source.st_mode))
    device = NumberOf(
        source.st_rdev);  // btrfs and the like: an anonymous number, but a device in the mount
  std::string disk =
      WholeDisk(RealPath(sys + "/dev/block/" + FormatDeviceNumber(device)).value_or(""));
  for (int layer = 0; layer < kMaxStack && !disk.empty(); ++layer) {
    const std::string below = Underneath(disk);
    if (below.empty()) break;
    disk = WholeDisk(below);
  }
  return disk.empty() ? info : ReadDisk(disk, sys);
}

}  // namespace sekisho
