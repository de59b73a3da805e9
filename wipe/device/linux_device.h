// A disk, a partition or an image behind a loop device, opened so that nobody else has it
// (ATTACKS H1, H2, H4).
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/files/files.h"
#include "devices/medium.h"
#include "wipe/passes/overwrite.h"

namespace sekisho {

class LinuxDevice final : public BlockDevice {
 public:
  uint64_t size_bytes() const override { return size_bytes_; }
  uint64_t block_bytes() const override { return block_bytes_; }
  // Past the kernel's cache. kIo while the device is there; kNotFound once it is gone or has
  // another size than it had.
  Result<void> Write(uint64_t offset, ByteView bytes) override;
  Result<void> Read(uint64_t offset, MutableBytes out) override;
  // To the device, its own cache included, and out of the kernel's cache. kNotFound when it has
  // another size than it had.
  Result<void> Sync() override;

  // Tells the device that nothing of it is needed any more: a hint, after which nothing is known of
  // what it returns. kIo when it does not take it.
  Result<void> Discard();

  int fd() const { return fd_.get(); }  // for commands that are neither reads nor writes

  std::string given;           // as it was named
  std::string path;            // without links
  std::string number;          // "8:16": major and minor, as sysfs has them
  std::vector<dev_t> reached;  // itself, and its partitions, or the disk that it is one of
  // What confirms it, any of them: the kernel's name (sdb, sdb1), the serial number, and of a loop
  // device the name of its image file, which comes first, since loop numbers change.
  std::vector<std::string> names;
  bool partition = false;      // or another part of what it lies on
  bool part_of_image = false;  // a loop device that does not show all of its image file
  uint64_t first_byte = 0;     // of a part, on its disk or in its image file
  MediumInfo medium;           // of the whole disk

 private:
  friend Result<LinuxDevice> OpenDevice(const std::string&, const std::string&, const std::string&);
  bool IsThere() const;
  Error Failed(int error_number, const std::string& what) const;
  UniqueFd fd_;
  uint64_t size_bytes_ = 0;
  uint64_t block_bytes_ = 0;
};

// What it is called in the table of claims (wipe/report/claims.h).
FileSystemKind KindOf(const LinuxDevice& device);

// Whether `given` stands for a block device, perhaps through a link.
bool NamesBlockDevice(const std::string& given);

// Opens it with O_EXCL and O_DIRECT and asks it what it is; writes nothing. A link is followed only
// from /dev/disk/by-..., where links are how disks are named. kRefused: another link, or a device
// that is in use (devices/device_use.h), read-only or empty, or that became another one meanwhile.
// kNotFound, kIo.
Result<LinuxDevice> OpenDevice(const std::string& given, const std::string& sys = "/sys",
                               const std::string& proc = "/proc");

// Degrees Celsius, where the kernel's hwmon knows them; below 0: not known.
int DeviceTemperature(const std::string& disk, const std::string& sys = "/sys");

}  // namespace sekisho
