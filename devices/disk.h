// A block device and the disk it is on, as sysfs and udev describe them. Nothing is opened for
// writing, and nothing but the device itself (by blkid, when it may be read) is opened at all.
#pragma once

#include <string>
#include <vector>

#include "devices/system_view.h"

namespace sekisho {

// Text fields are empty, and sizes 0, when they could not be known.
struct Disk {
  std::string node;       // /dev/sdb1: the device itself
  std::string disk_name;  // sdb: the whole disk it is on
  std::string vendor_id;  // USB, four hex digits
  std::string product_id;
  std::string vendor;
  std::string product;
  std::string serial;
  std::string wwid;
  std::string backing_file;  // of a loop device; information, not identity
  uint64_t size_bytes = 0;   // of the whole disk
  bool removable = false;
  bool read_only = false;  // the device, or its disk
};

// What sysfs says, walking up from the device; then udev's database for what is still missing. A
// mapping over one device (an encrypted stick) is looked through. kNotFound when the kernel does
// not know the device.
Result<Disk> LookAtDisk(DeviceNumber device, const SystemView& view);

// The number of a block device given by a path (links followed). kFailed when it is none.
Result<DeviceNumber> NumberOfDevice(const std::string& path, const SystemView& view);

// The other partitions of the disk that `device` is on ("sdb2"), sorted: what nobody looks at when
// one partition is inspected (ATTACKS G3). Empty when there are none or nothing is known.
std::vector<std::string> OtherPartitions(DeviceNumber device, const SystemView& view);

// The device and its partitions, as numbers: where a file system of that disk may be mounted from.
std::vector<DeviceNumber> DevicesOfDisk(DeviceNumber device, const SystemView& view);

struct FileSystemId {
  std::string uuid;
  std::string type;
};

// The file system's UUID and type: libblkid's probe of the device if it may be read, else
// /dev/disk/by-uuid, else udev's database; empty when none of them knows.
FileSystemId IdentifyFileSystem(DeviceNumber device, const std::string& node,
                                const SystemView& view);

// The value of E:KEY in an entry of udev's database (/run/udev/data/bM:m); empty without one.
std::string UdevValue(std::string_view entry, std::string_view key);

}  // namespace sekisho
