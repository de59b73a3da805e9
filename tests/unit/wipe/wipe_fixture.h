// What the tests of plans and of wiping share: a tree to wipe, on a machine that is described.
#pragma once

#include <string>

#include "temp_directory.h"
#include "tests/unit/wipe/fake_random.h"
#include "wipe/files/wipe.h"

namespace sekisho {

inline const FixedClock kClock(*ParseTime("2026-11-22T13:45:04+09:00"));

class WipeTest : public TempDirectory {
 protected:
  WipeTest() { Run("mkdir " + path("t")); }

  // The machine is described, so that the tests do not depend on where /tmp lies.
  WipeRequest Request(const std::string& relative,
                      FileSystemKind file_system = FileSystemKind::kExt,
                      MediumKind medium = MediumKind::kRotational) {
    WipeRequest request;
    request.targets = {path(relative)};
    request.tool_version = "1";
    request.machine.file_system = [file_system](int fd) -> Result<FileSystemInfo> {
      ASSIGN_OR_RETURN(FileSystemInfo info, ProbeFileSystem(fd));
      info.kind = file_system;
      info.mount.root = "/";  // all of a file system, whatever /tmp is
      return info;
    };
    request.machine.journal_bytes = [](int, const FileSystemInfo&) { return uint64_t{0}; };
    request.machine.journal_contents = [](const FileSystemInfo&) { return JournalContents(); };
    request.machine.medium = [medium](const FileSystemInfo&) {
      MediumInfo info;
      info.kind = medium;
      return info;
    };
    return request;
  }
  Result<WipeReport> Do(const WipeRequest& request) { return Wipe(request, random_, kClock); }

  // How often a call of one kind is let through before it fails once with `error_number`.
  static void FailOnce(FaultPoint point, int error_number, int after = 0) {
    SetFaultHook([=, calls = 0, begun = point != FaultPoint::kRead](FaultPoint at) mutable {
      begun = begun || at == FaultPoint::kWrite;  // planning reads, too
      return begun && at == point && calls++ == after ? error_number : 0;
    });
  }

  CountingRandom random_;
};

inline std::string Pages(size_t count, char letter = 'S') {
  return std::string(count * 4096, letter);
}

}  // namespace sekisho
