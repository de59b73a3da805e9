#include "wipe/device/linux_device.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>

#include "base/files/real_path.h"
#include "base/text/message.h"
#include "devices/device_use.h"
#include "devices/entry.h"

namespace sekisho {
namespace {

Error Refuse(std::string message, Next next = {}) {
  return Fail(ErrorCode::kRefused, std::move(message), std::move(next));
}

// What the given name stands for.
Result<std::string> WithoutLinks(const std::string& given) {
  struct stat named {};
  if (lstat(given.c_str(), &named) != 0)
    return SystemError(Message("{0} cannot be found", {given}), errno);
  if (!S_ISLNK(named.st_mode)) return AbsolutePath(given);
  if (!AbsolutePath(given).starts_with("/dev/disk/by-"))
    return Refuse(Message("{0} is a symbolic link; name the device itself", {given}),
                  Message("readlink -f {0}", {given}));  // defence: H2-6
  const std::string real = RealPath(given).value_or("");
  // defence: H2-7
  if (!real.starts_with("/dev/")) return Refuse(Message("{0} leads out of /dev", {given}));
  return real;
}

Result<UniqueFd> OpenAlone(const std::string& path, dev_t expected) {
  UniqueFd fd(open(path.c_str(), O_RDWR | O_EXCL | O_DIRECT | O_NOFOLLOW | O_CLOEXEC));
  if (!fd.valid() && errno == EBUSY)
    // defence: none, the system refuses to open it, which is only said here
    return Refuse(Message("{0} is in use", {path}), "lsblk " + path);
  if (!fd.valid()) {
    const bool denied = errno == EACCES || errno == EPERM;
    Error error = SystemError(Message("{0} cannot be opened", {path}), errno);
    if (denied) error.next = Message("whole devices take root: run the same command with sudo");
    return error;
  }
  struct stat opened {};
  if (fstat(fd.get(), &opened) != 0)
    return SystemError(Message("{0} cannot be looked at", {path}), errno);
  if (!S_ISBLK(opened.st_mode) || opened.st_rdev != expected)
    return Refuse(Message("{0} became another device while it was being opened", {path}),
                  "lsblk -o NAME,SIZE,MODEL,SERIAL");  // defence: H2-8
  return fd;
}

// Whether the error is about a range of blocks, not about the whole device.
bool IsMediumError(int error_number) {
  switch (error_number) {
    case EIO:
    case ENODATA:    // medium error
    case EILSEQ:     // integrity
    case EREMOTEIO:  // target error
    case ENOSPC:     // what lies underneath (a thin pool, an image's file system) is full
    case ETIMEDOUT:
      return true;
    default:
      return false;
  }
}

// What one writes into when writing to the other: a disk and its partitions.
std::vector<dev_t> Reached(dev_t device, const std::string& directory) {
  std::vector<std::string> related;
  if (PathExists(directory + "/partition")) related.push_back(DirectoryOf(directory));
  auto names = OpenDirectory(directory);
  for (const std::string& name :
       names ? ReadNames(names->get()).value_or({}) : std::vector<std::string>())
    if (PathExists(directory + "/" + name + "/partition"))
      related.push_back(directory + "/" + name);
  std::vector<dev_t> reached = {device};
  for (const std::string& each : related) {
    std::ifstream file(each + "/dev");
    std::string text;
    std::getline(file, text);
    if (const auto number = ParseDeviceNumber(text)) reached.push_back(DeviceOf(*number));
  }
  return reached;
}

// sysfs counts in sectors of 512 bytes, whatever the device's blocks are.
uint64_t FirstByteOf(const std::string& directory) {
  std::ifstream file(directory + "/start");
  uint64_t sectors = 0;
  return file >> sectors ? sectors * 512 : 0;
}

// Whether a loop device shows less than its image file: from an offset on, up to a limit, or
// without the end of a file that is no whole sectors or has grown since. What cannot be compared,
// because the file was deleted, is a device or lies under another name here, is not taken for all
// of it.
bool ShowsPartOfImage(int loop, const std::string& backing_file, uint64_t shown_bytes,
                      uint64_t& first_byte) {
  loop_info64 info{};
  if (ioctl(loop, LOOP_GET_STATUS64, &info) != 0) return true;
  first_byte = info.lo_offset;
  struct stat file {};
  const bool found = stat(backing_file.c_str(), &file) == 0 && S_ISREG(file.st_mode) &&
                     file.st_dev == info.lo_device && file.st_ino == info.lo_inode;
  return !found || info.lo_offset != 0 || shown_bytes < static_cast<uint64_t>(file.st_size);
}

}  // namespace

bool LinuxDevice::IsThere() const {
  uint64_t size = 0;
  return ioctl(fd_.get(), BLKGETSIZE64, &size) == 0 && size == size_bytes_;
}

Error LinuxDevice::Failed(int error_number, const std::string& what) const {
  if (IsMediumError(error_number) && IsThere())
    return Fail(ErrorCode::kIo, SystemError(what, error_number).message);
  return Fail(ErrorCode::kNotFound, Message("{0} is gone, or no longer what it was", {path}),
              Message("connect it again and run the same command"));
}

Result<void> LinuxDevice::Write(uint64_t offset, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t done = pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return Failed(done == 0 ? EIO : errno, Message("{0} cannot be written", {path}));
    offset += static_cast<uint64_t>(done);
    bytes = bytes.subspan(static_cast<size_t>(done));
  }
  return {};
}

Result<void> LinuxDevice::Read(uint64_t offset, MutableBytes out) {
  while (!out.empty()) {
    const ssize_t done = pread(fd_.get(), out.data(), out.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return Failed(done == 0 ? EIO : errno, Message("{0} cannot be read", {path}));
    offset += static_cast<uint64_t>(done);
    out = out.subspan(static_cast<size_t>(done));
  }
  return {};
}

Result<void> LinuxDevice::Sync() {
  RETURN_IF_ERROR(SyncFd(fd_.get(), path));
  // An unprivileged user of a device node may not; O_DIRECT does not read the cache anyway.
  static_cast<void>(ioctl(fd_.get(), BLKFLSBUF, 0));
  if (!IsThere()) return Failed(ENXIO, path);  // more of it, or less, than was looked at
  return {};
}

Result<void> LinuxDevice::Discard() {
  uint64_t range[2] = {0, size_bytes_};
  if (ioctl(fd_.get(), BLKDISCARD, range) == 0) return {};
  return SystemError(Message("{0} does not take a discard", {path}), errno);
}

FileSystemKind KindOf(const LinuxDevice& device) {
  if (device.part_of_image) return FileSystemKind::kPartOfImage;
  return device.partition ? FileSystemKind::kPartition : FileSystemKind::kWholeDevice;
}

bool NamesBlockDevice(const std::string& given) {
  struct stat named {};
  return stat(given.c_str(), &named) == 0 && S_ISBLK(named.st_mode);
}

Result<LinuxDevice> OpenDevice(const std::string& given, const std::string& sys,
                               const std::string& proc) {
  LinuxDevice device;
  device.given = given;
  ASSIGN_OR_RETURN(device.path, WithoutLinks(given));
  struct stat named {};
  struct stat meant {};
  if (stat(device.path.c_str(), &named) != 0 || !S_ISBLK(named.st_mode))
    return Fail(ErrorCode::kNotFound, Message("{0} is no block device", {given}), "lsblk");
  // "link/../x" is not "x": what the kernel finds by the name is what was meant.
  if (stat(given.c_str(), &meant) != 0 || meant.st_rdev != named.st_rdev)
    return Refuse(Message("{0} leads elsewhere than to {1}", {given, device.path}),
                  Message("readlink -f {0}", {given}));  // defence: H2-9
  ASSIGN_OR_RETURN(const std::vector<DeviceUse> uses, UsesOfDevice(named.st_rdev, sys, proc));
  RETURN_IF_ERROR(RefuseDeviceInUse(device.path, uses));
  ASSIGN_OR_RETURN(device.fd_, OpenAlone(device.path, named.st_rdev));
  int block = 0;
  int read_only = 0;
  if (ioctl(device.fd_.get(), BLKGETSIZE64, &device.size_bytes_) != 0 ||
      ioctl(device.fd_.get(), BLKSSZGET, &block) != 0 ||
      ioctl(device.fd_.get(), BLKROGET, &read_only) != 0)
    return SystemError(Message("{0} does not say what it is", {device.path}), errno);
  if (read_only != 0) return Refuse(Message("{0} is read-only", {device.path}));  // defence: H4-2
  // defence: H4-3
  if (device.size_bytes_ == 0) return Refuse(Message("{0} has no medium in it", {device.path}));
  device.block_bytes_ = static_cast<uint64_t>(block);
  device.number = FormatDeviceNumber(NumberOf(named.st_rdev));
  const std::string directory = RealPath(sys + "/dev/block/" + device.number).value_or("");
  device.partition = PathExists(directory + "/partition");
  device.first_byte = FirstByteOf(directory);
  device.reached = Reached(named.st_rdev, directory);
  FileSystemInfo on;
  on.mount.device = NumberOf(named.st_rdev);
  device.medium = ProbeMedium(on, sys, proc);
  if (!device.partition && device.medium.kind == MediumKind::kLoop)
    device.part_of_image = ShowsPartOfImage(device.fd_.get(), device.medium.backing_file,
                                            device.size_bytes_, device.first_byte);
  if (device.part_of_image) device.partition = true;
  // A mapping of a disk's part (dm-crypt) is looked through to the disk, and is not all of it.
  if (device.size_bytes_ < device.medium.capacity_bytes) device.partition = true;
  if (!device.partition && !device.medium.backing_file.empty())
    device.names.push_back(BaseNameOf(device.medium.backing_file));
  device.names.push_back(BaseNameOf(directory));
  if (!device.medium.serial.empty()) device.names.push_back(device.medium.serial);
  return device;
}

int DeviceTemperature(const std::string& disk, const std::string& sys) {
  const std::string device = sys + "/block/" + disk + "/device";
  for (const std::string& above : {device, device + "/hwmon"}) {
    auto directory = OpenDirectory(above);
    if (!directory) continue;
    for (const std::string& name : ReadNames(directory->get()).value_or({})) {
      std::ifstream file(above + "/" + name + "/temp1_input");
      long thousandths = -1;
      if (name.starts_with("hwmon") && file >> thousandths && thousandths >= 0)
        return static_cast<int>(thousandths / 1000);
    }
  }
  return -1;
}

}  // namespace sekisho
