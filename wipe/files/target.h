// Finding what a target is, without changing it (ATTACKS H1, H2).
//
// Refused (kRefused), whatever else is asked for:
// - a symbolic link anywhere in the given path, and "." or ".." as its end: the name must be the
//   thing's own;
// - devices (wipe/device/device_wipe.h wipes those), FIFOs, sockets;
// - "/" and the system's top directories themselves (/etc, /home, /tmp, /var, /usr/local...);
// - anything at all in the trees of the running system: /bin, /boot, /lib*, /sbin, /usr (except
//   below /usr/local), /proc, /sys, /dev (except below /dev/shm);
// - a mount point that shows a part of another file system (a bind mount);
// - a directory that holds the current directory or the running program; a swap file in use;
// - what is on a pseudo file system, or one that is mounted read-only.
// A mount point that none of this concerns is wiped below, and stays itself.
#pragma once

#include <functional>
#include <string>

#include "devices/entry.h"
#include "devices/file_system.h"
#include "devices/loop_files.h"
#include "devices/medium.h"
#include "devices/open_files.h"
#include "wipe/files/write_access.h"
#include "wipe/free_space/journal_contents.h"
#include "wipe/free_space/metadata_churn.h"
#include "wipe/report/claims.h"
#include "wipe/report/report.h"

namespace sekisho {

// What the machine says about itself; tests say something else.
struct MachineView {
  std::function<Result<FileSystemInfo>(int fd)> file_system = ProbeFileSystem;
  std::function<MediumInfo(const FileSystemInfo&)> medium = [](const FileSystemInfo& on) {
    return ProbeMedium(on);
  };
  std::function<OpenFiles()> open_files = [] { return OpenFiles::Look(); };
  std::function<Result<uint64_t>(int root, const FileSystemInfo&)> journal_bytes = MeasureJournal;
  std::function<Result<JournalContents>(const FileSystemInfo&)> journal_contents =
      ReadJournalContents;
  std::function<std::map<FileId, std::string>()> loop_files = [] {
    return FilesBehindLoopDevices();
  };
  std::function<std::set<FileId>()> swap_files = [] { return SwapFiles(); };
};

struct Target {
  std::string given;
  std::string path;  // absolute, without links
  std::string name;  // the last component: what confirms the target
  TargetKind kind = TargetKind::kFile;
  EntryInfo identity;
  UniqueFd parent;     // the directory that holds `name`
  UniqueFd directory;  // itself, of kDirectory and kMountPoint
  FileSystemInfo file_system;
  MediumInfo medium;
};

// Opens `given` component by component. kNotFound, kRefused or kIo as above.
Result<Target> OpenTarget(const std::string& given, const MachineView& machine);

// Opens the root of a mounted file system, for its free space: kRefused when `given` is not a mount
// point, shows only a part of a file system, or is read-only or the kernel's own. "/" and the
// system's directories may be named: nothing of theirs is touched.
Result<Target> OpenMountPoint(const std::string& given, const MachineView& machine);

// Why nobody may wipe the absolute path `path` itself; empty when nothing speaks against it.
std::string ProtectedBecause(const std::string& path);

// Whether `path` is `directory` or below it.
bool IsWithin(const std::string& path, const std::string& directory);

}  // namespace sekisho
