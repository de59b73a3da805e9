// What kind of medium lies under a file system, and whose: from sysfs, without touching it.
#pragma once

#include <cstdint>
#include <string>

#include "devices/file_system.h"

namespace sekisho {

enum class MediumKind {
  kRotational,  // a hard disk, not behind USB
  kSsd,         // a disk that does not rotate, not behind USB
  kNvme,
  kUsb,  // behind USB: taken for flash, whatever it says about rotating
  kSdCard,
  kLoop,     // a file mounted as a device
  kVirtual,  // a disk that a hypervisor shows
  kStacked,  // device-mapper, md, a storage array's unit: something else lies underneath
  kZram,
  kMemory,         // tmpfs on a machine without swap
  kMemoryAndSwap,  // tmpfs on a machine with swap
  kUnknown,
};

// Everything is as the device says; empty or 0 where it does not say.
struct MediumInfo {
  MediumKind kind = MediumKind::kUnknown;
  std::string device;  // the whole disk's kernel name: sdb, nvme0n1, loop0
  std::string vendor;
  std::string model;
  std::string serial;
  uint64_t capacity_bytes = 0;
  std::string backing_file;  // of a loop device
  bool discards = false;     // accepts discard: a hint, never evidence
};

// Whether a medium of this kind may have the kernel name `device` (empty: memory has none).
bool MayBeNamed(MediumKind kind, const std::string& device);

// The medium under a file system. `sys` and `proc` are where sysfs and proc are mounted.
MediumInfo ProbeMedium(const FileSystemInfo& file_system, const std::string& sys = "/sys",
                       const std::string& proc = "/proc");

}  // namespace sekisho
