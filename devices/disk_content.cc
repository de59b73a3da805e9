// Which file system is on a device (declared in devices/disk.h).
#include <blkid/blkid.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <memory>

#include "devices/disk.h"

namespace sekisho {
namespace {

// The node, opened only if it is the device meant: a name under /dev may be reused any time.
UniqueFd OpenDeviceNode(DeviceNumber device, const std::string& node, const SystemView& view) {
  UniqueFd fd(open(view.At(node).c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat info {};
  if (!fd.valid() || fstat(fd.get(), &info) != 0) return {};
  const bool is_meant = S_ISBLK(info.st_mode) && major(info.st_rdev) == device.major &&
                        minor(info.st_rdev) == device.minor;
  const bool is_fake = !view.is_real() && S_ISREG(info.st_mode);
  return is_meant || is_fake ? std::move(fd) : UniqueFd();
}

std::string ProbeValue(blkid_probe probe, const char* name) {
  const char* data = nullptr;
  if (blkid_probe_lookup_value(probe, name, &data, nullptr) != 0 || data == nullptr) return {};
  return CleanText(data);
}

FileSystemId FromProbe(int fd) {
  const std::unique_ptr<struct blkid_struct_probe, void (*)(blkid_probe)> probe(blkid_new_probe(),
                                                                                &blkid_free_probe);
  if (probe == nullptr || blkid_probe_set_device(probe.get(), fd, 0, 0) != 0) return {};
  blkid_probe_enable_superblocks(probe.get(), 1);
  blkid_probe_set_superblocks_flags(probe.get(), BLKID_SUBLKS_UUID | BLKID_SUBLKS_TYPE);
  const int answer = blkid_do_safeprobe(probe.get());
  // Two file systems at once (-2) are nobody's identity, and not a blank device either.
  if (answer == -2) return {"", "ambivalent"};
  if (answer != 0) return {};
  return {ProbeValue(probe.get(), "UUID"), ProbeValue(probe.get(), "TYPE")};
}

// Names under /dev/disk write odd bytes as \xNN; a UUID has none, so they stay as they are.
std::string FromDiskLinks(const std::string& node, const SystemView& view) {
  const std::string links = "/dev/disk/by-uuid";
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(view.At(links).c_str()), &closedir);
  if (dir == nullptr) return {};
  while (const dirent* entry = readdir(dir.get())) {
    if (entry->d_name[0] == '.') continue;
    const auto target = view.Resolve(links + "/" + entry->d_name);
    if (target && *target == node) return CleanText(entry->d_name);
  }
  return {};
}

}  // namespace

FileSystemId IdentifyFileSystem(DeviceNumber device, const std::string& node,
                                const SystemView& view) {
  FileSystemId id;
  if (const UniqueFd fd = OpenDeviceNode(device, node, view); fd.valid()) id = FromProbe(fd.get());
  if (id.uuid.empty()) id.uuid = FromDiskLinks(node, view);
  const auto entry = view.Read("/run/udev/data/b" + FormatDeviceNumber(device), 1 << 20);
  if (!entry) return id;
  if (id.uuid.empty()) id.uuid = UdevValue(*entry, "ID_FS_UUID");
  if (id.type.empty()) id.type = UdevValue(*entry, "ID_FS_TYPE");
  return id;
}

}  // namespace sekisho
