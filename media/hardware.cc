#include "media/hardware.h"

#include <algorithm>

#include "base/text/message.h"
#include "devices/disk.h"
#include "devices/entry.h"

namespace sekisho {
namespace {

// What a device says of itself, as the register keeps it: printable ASCII, at most kMaxTextBytes,
// so that its description carries nothing else. The same at registering and at recognising.
std::optional<std::string> Known(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::string known = text.substr(0, kMaxHardwareTextBytes);
  for (char& c : known)
    if (c < ' ' || c > '~') c = '?';
  return known;
}

void AddDisk(FoundMedium& found, DeviceNumber number, const SystemView& view) {
  const auto disk = LookAtDisk(number, view);
  if (!disk) return;
  found.place.device = disk->node;
  found.place.number = number;
  found.place.backing_file = disk->backing_file;
  found.place.read_only = found.place.read_only || disk->read_only;
  Hardware& hardware = found.hardware;
  hardware.vendor_id = Known(disk->vendor_id);
  hardware.product_id = Known(disk->product_id);
  hardware.vendor = Known(disk->vendor);
  hardware.product = Known(disk->product);
  hardware.serial = Known(disk->serial);
  hardware.wwid = Known(disk->wwid);
  if (disk->size_bytes != 0) hardware.size_bytes = disk->size_bytes;
  hardware.removable = disk->removable;
  const FileSystemId id = IdentifyFileSystem(number, disk->node, view);
  hardware.fs_uuid = Known(id.uuid);
  hardware.fs_type = Known(id.type);
}

// btrfs and the like are mounted under a number of their own (major 0): the source says more.
DeviceNumber NumberOfMount(const Mount& mount, const SystemView& view) {
  if (mount.device.major != 0 || !mount.source.starts_with("/dev/")) return mount.device;
  return NumberOfDevice(mount.source, view).value_or(mount.device);
}

std::optional<uint64_t> MountIdOf(const std::string& real_path, const SystemView& view) {
  if (!view.is_real()) return std::nullopt;
  const auto fd = OpenDirectory(real_path);
  if (!fd) return std::nullopt;
  const auto node = LookAt(fd->get(), "");
  return node && node->mount_id != 0 ? std::optional(node->mount_id) : std::nullopt;
}

}  // namespace

Result<FoundMedium> LookAtPath(const std::string& path, const SystemView& view) {
  ASSIGN_OR_RETURN(const std::string real, view.Resolve(path));
  RETURN_IF_ERROR(OpenDirectory(view.At(real)));
  ASSIGN_OR_RETURN(const std::vector<Mount> mounts, ReadMounts(view));
  const Mount* mount = FindMount(mounts, real, MountIdOf(real, view));
  if (mount == nullptr)
    return Fail(ErrorCode::kNotFound, Message("cannot find the mount that {0} is on", {path}));
  FoundMedium found;
  found.place.path = real;
  found.place.mount_point = mount->point;
  found.place.mount_root = mount->root;
  found.place.read_only = HasOption(mount->options, "ro");
  if (mount->point != real) return found;
  found.hardware.kind = MediumKind::kMount;
  AddDisk(found, NumberOfMount(*mount, view), view);
  if (!found.hardware.fs_type) found.hardware.fs_type = Known(CleanText(mount->type));
  return found;
}

Result<FoundMedium> LookAtDevice(const std::string& device, const SystemView& view) {
  ASSIGN_OR_RETURN(const DeviceNumber number, NumberOfDevice(device, view));
  RETURN_IF_ERROR(LookAtDisk(number, view));
  FoundMedium found;
  found.hardware.kind = MediumKind::kMount;
  AddDisk(found, number, view);
  return found;
}

Result<std::vector<FoundMedium>> LookAtParts(const std::string& device, const SystemView& view) {
  ASSIGN_OR_RETURN(const DeviceNumber number, NumberOfDevice(device, view));
  RETURN_IF_ERROR(LookAtDisk(number, view));
  std::vector<FoundMedium> parts;
  for (const DeviceNumber each : DevicesOfDisk(number, view)) {
    FoundMedium part;
    part.hardware.kind = MediumKind::kMount;
    AddDisk(part, each, view);
    parts.push_back(std::move(part));
  }
  return parts;
}

Result<std::string> DeviceToMount(const std::string& device, const SystemView& view) {
  ASSIGN_OR_RETURN(const DeviceNumber number, NumberOfDevice(device, view));
  ASSIGN_OR_RETURN(const std::vector<Mount> mounts, ReadMounts(view));
  std::vector<std::string> points;
  for (const DeviceNumber each : DevicesOfDisk(number, view)) {
    const Mount* best = nullptr;
    for (const Mount& mount : mounts) {
      if (NumberOfMount(mount, view) != each) continue;
      if (best == nullptr || (best->root != "/" && mount.root == "/")) best = &mount;
    }
    if (best != nullptr) points.push_back(best->point);
  }
  if (points.empty())
    return Fail(ErrorCode::kNotFound, Message("{0} is not mounted", {device}),
                Message("mount it first with: udisksctl mount -b {0}", {device}));
  if (points.size() > 1)
    return Fail(ErrorCode::kFailed, Message("several partitions of {0} are mounted", {device}),
                Message("name one of them: {0} or {1}", {points[0], points[1]}));
  return points[0];
}

}  // namespace sekisho
