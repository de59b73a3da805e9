// Where the kernel and udev say what they know: /proc, /sys, /dev, /run/udev. Under another root in
// tests, where device nodes may be plain files.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "base/files/files.h"
#include "devices/device_text.h"

namespace sekisho {

struct DeviceNumber {
  uint32_t major = 0;
  uint32_t minor = 0;
  bool operator==(const DeviceNumber&) const = default;
};

DeviceNumber NumberOf(dev_t device);
dev_t DeviceOf(DeviceNumber number);

// "8:17" and back. kMalformed otherwise.
std::string FormatDeviceNumber(DeviceNumber number);
Result<DeviceNumber> ParseDeviceNumber(std::string_view text);

class SystemView {
 public:
  // The running system.
  SystemView() = default;
  // A tree of its own below `root` (absolute), for tests.
  explicit SystemView(std::string root) : root_(std::move(root)) {}

  bool is_real() const { return root_.empty(); }
  // Where `path`, absolute, is to be opened.
  std::string At(const std::string& path) const { return root_ + path; }
  // realpath(3) of `path` within this view.
  Result<std::string> Resolve(const std::string& path) const;
  // The content of a regular file, as /proc and /sys have them (their sizes are not told
  // beforehand). kFailed beyond `max_bytes`.
  Result<std::string> Read(const std::string& path, size_t max_bytes) const;
  // One sysfs attribute as text: trimmed, at most 256 bytes, anything that is not plain text
  // spelled out (base/text/text.h). Empty when absent, unreadable or blank.
  std::string Attribute(const std::string& path) const;
  bool Exists(const std::string& path) const { return PathExists(At(path)); }

 private:
  std::string root_;
};

}  // namespace sekisho
