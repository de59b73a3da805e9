#include "tools/sekisho-prepare/prepare_device.h"

#include <fcntl.h>
#include <linux/blkpg.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/text.h"
#include "devices/disk.h"
#include "tools/sekisho-prepare/make_file_system.h"
#include "tools/sekisho-prepare/seen_hardware.h"
#include "tools/sekisho-prepare/terminal.h"
#include "wipe/device/linux_device.h"

namespace sekisho {
namespace {

constexpr uint64_t kCleared = kBeforePartitionBytes;  // at each end, and where the partition begins

Result<void> CheckIsMeant(const LinuxDevice& device, const PrepareOptions& options) {
  if (device.partition)
    return Fail(ErrorCode::kRefused, Message("{0} is a partition; name the device", {device.path}),
                "lsblk " + device.path);
  // Read as the register reads it.
  ASSIGN_OR_RETURN(const Json seen, SeenHardware(device.path));
  const std::string serial = seen.value("serial", "");
  if (!options.serial.empty() && serial != options.serial)
    return Fail(ErrorCode::kRefused,
                Message("{0} has the serial number {1}, not the one of this medium",
                        {device.path, SafeForTerminal(serial)}),
                "lsblk -o NAME,SIZE,MODEL,SERIAL");
  if (options.size_bytes != 0 && device.size_bytes() != options.size_bytes)
    return Fail(ErrorCode::kRefused,
                Message("{0} has another size than this medium", {device.path}),
                "lsblk -o NAME,SIZE,MODEL,SERIAL");
  return {};
}

Result<void> ConfirmDevice(const LinuxDevice& device, const PrepareOptions& options) {
  if (options.confirmed.empty() && MayAsk(options))
    std::cerr << Message(
                     "{0} ({1} {2}, {3} bytes) gets one empty file system; what is on it is lost",
                     {SafeForTerminal(device.path), SafeForTerminal(device.medium.vendor),
                      SafeForTerminal(device.medium.model), std::to_string(device.size_bytes())})
              << "\n";
  return Confirm(device.path, device.names, options);
}

Result<void> WriteAt(int fd, uint64_t offset, ByteView bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t wrote = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0)
      return SystemError(Message("cannot write to {0}", {path}), wrote < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<size_t>(wrote));
    offset += static_cast<uint64_t>(wrote);
  }
  return {};
}

// The table, with zeros around it: no sign of an earlier file system or table is found again.
Result<void> WriteTable(const LinuxDevice& device, const PartitionedDisk& disk) {
  // Through the kernel's cache, unlike wiping: the device is held by the other descriptor.
  const UniqueFd fd(open(device.path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd.valid()) return SystemError(Message("{0} cannot be opened", {device.path}), errno);
  const Bytes zeros(kCleared);
  RETURN_IF_ERROR(WriteAt(fd.get(), device.size_bytes() - kCleared, zeros, device.path));
  RETURN_IF_ERROR(WriteAt(fd.get(), disk.first_byte, zeros, device.path));
  Bytes start(kBeforePartitionBytes);
  std::copy(disk.table.begin(), disk.table.end(), start.begin());
  RETURN_IF_ERROR(WriteAt(fd.get(), 0, start, device.path));
  return SyncFd(fd.get(), device.path);
}

// The node of the one partition, when the kernel shows it.
std::string ShownPartition(DeviceNumber whole) {
  for (const DeviceNumber number : DevicesOfDisk(whole, {})) {
    if (number == whole) continue;
    const auto partition = LookAtDisk(number, {});
    if (!partition) continue;
    const auto behind = NumberOfDevice(partition->node, {});
    if (behind && *behind == number) return partition->node;
  }
  return {};
}

// A kernel that does not read such tables by itself is told what stands there.
void AddPartition(int fd, const PartitionedDisk& disk) {
  blkpg_partition partition{};
  partition.start = static_cast<long long>(disk.first_byte);
  partition.length = static_cast<long long>(disk.bytes);
  partition.pno = 1;
  blkpg_ioctl_arg add{BLKPG_ADD_PARTITION, 0, sizeof partition, &partition};
  ioctl(fd, BLKPG, &add);
}

Result<std::string> PartitionOf(const LinuxDevice& device, const PartitionedDisk& disk) {
  ASSIGN_OR_RETURN(const DeviceNumber whole, NumberOfDevice(device.path, {}));
  if (ioctl(device.fd(), BLKRRPART) != 0)
    return Fail(ErrorCode::kFailed,
                Message("the kernel does not read the new partition table of {0}", {device.path}),
                Message("plug it in again, then run the same command again; a loop device takes "
                        "losetup -P"));
  std::string node = ShownPartition(whole);
  if (node.empty()) {
    AddPartition(device.fd(), disk);
    node = ShownPartition(whole);
  }
  if (!node.empty()) return node;
  return Fail(ErrorCode::kFailed, Message("the new partition of {0} is not there", {device.path}),
              Message("plug it in again, then run the same command again"));
}

}  // namespace

Result<void> PrepareDevice(const PrepareOptions& options) {
  if (geteuid() != 0)
    return Fail(ErrorCode::kFailed, Message("preparing a medium takes root; nothing was written"),
                Message("run the same command with sudo"));
  ASSIGN_OR_RETURN(const std::string program, FormattingProgram(options.format));
  std::string partition;
  {
    ASSIGN_OR_RETURN(const LinuxDevice device, OpenDevice(options.device));
    RETURN_IF_ERROR(CheckIsMeant(device, options));
    uint32_t signature = 0;
    if (getrandom(&signature, sizeof signature, 0) != sizeof signature)
      return SystemError(Message("cannot get random bytes"), errno);
    ASSIGN_OR_RETURN(
        const PartitionedDisk disk,
        OnePartition(device.size_bytes(), device.block_bytes(), options.format, signature));
    RETURN_IF_ERROR(ConfirmDevice(device, options));
    RETURN_IF_ERROR(WriteTable(device, disk));
    ASSIGN_OR_RETURN(partition, PartitionOf(device, disk));
  }
  RETURN_IF_ERROR(MakeFileSystem(program, options.format, options.label, partition));
  ASSIGN_OR_RETURN(const Json hardware, SeenHardware(partition));
  if (!hardware.contains("fs_uuid"))
    return Fail(ErrorCode::kFailed,
                Message("the new file system on {0} cannot be read", {partition}),
                Message("run the same command again"));
  const Json made{
      {"format", "sekisho-prepare/1"}, {"partition", partition}, {"hardware", hardware}};
  return WriteAll(STDOUT_FILENO, AsBytes(WriteJson(made) + "\n"));
}

}  // namespace sekisho
