// What can be known of the medium behind a path or a device.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "devices/mounts.h"
#include "devices/system_view.h"

namespace sekisho {

enum class MediumKind {
  kMount,      // a file system on a medium of its own, named by its mount point or its device
  kDirectory,  // a plain directory: recognised by its tag only
};

// Of each text field: printable ASCII.
inline constexpr size_t kMaxHardwareTextBytes = 64;

// What identifies a medium, as the register keeps it. A field that could not be known is absent;
// a directory has no fields.
struct Hardware {
  MediumKind kind = MediumKind::kDirectory;
  std::optional<std::string> fs_uuid;
  std::optional<std::string> fs_type;
  std::optional<std::string> vendor_id;  // USB, hexadecimal
  std::optional<std::string> product_id;
  std::optional<std::string> vendor;
  std::optional<std::string> product;
  std::optional<std::string> serial;
  std::optional<std::string> wwid;
  std::optional<uint64_t> size_bytes;  // of the whole disk
  std::optional<bool> removable;

  bool operator==(const Hardware&) const = default;
};

// A JSON object: "kind" ("mount" or "directory") and one key per field that is present, of the
// members' names.
Json HardwareToJson(const Hardware& hardware);

// Reads exactly what HardwareToJson writes. kMalformed on an unknown key, an empty text or one of
// over 256 bytes, or a directory with fields.
Result<Hardware> HardwareFromJson(const Json& json);

// Where it is at this moment; says nothing about which medium it is.
struct MediumPlace {
  std::string path;                    // real and absolute; empty for a device that is not mounted
  std::string mount_point;             // of the mount that `path` is on; empty as above
  std::string mount_root;              // "/", or the subtree that a bind mount shows
  std::string device;                  // /dev/sdb1; empty when no block device is behind it
  std::optional<DeviceNumber> number;  // of `device`
  std::string backing_file;            // of a loop device
  bool read_only = false;              // the mount or the device
};

struct FoundMedium {
  Hardware hardware;
  MediumPlace place;
};

// `path` names a directory that exists. It is a mount if it is itself a mount point, otherwise a
// directory. What cannot be read is left out; kNotFound and kIo only for the path and the list of
// mounts themselves.
Result<FoundMedium> LookAtPath(const std::string& path, const SystemView& view = {});

// `device` is a block device, mounted or not (always of kind mount).
Result<FoundMedium> LookAtDevice(const std::string& device, const SystemView& view = {});

// The device as a whole, and as each of its partitions shows it: at least one.
Result<std::vector<FoundMedium>> LookAtParts(const std::string& device,
                                             const SystemView& view = {});

// Where the device, or the one mounted partition of it, is mounted. kNotFound when it is not;
// kFailed when several of its partitions are.
Result<std::string> DeviceToMount(const std::string& device, const SystemView& view = {});

}  // namespace sekisho
