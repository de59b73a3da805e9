#include "wipe/report/scope.h"

#include <algorithm>

namespace sekisho {

WipeScope ScopeOf(const WipeReport& report) {
  const auto& targets = report.targets;
  const auto is_device = [](const TargetReport& target) {
    return target.kind == TargetKind::kDevice;
  };
  const auto is_whole = [](const TargetReport& target) {
    return target.kind == TargetKind::kDevice && !target.device.partition;
  };
  if (!targets.empty() && std::all_of(targets.begin(), targets.end(), is_whole))
    return WipeScope::kDevice;
  const bool file_system =
      std::any_of(targets.begin(), targets.end(), [&](const TargetReport& target) {
        return target.kind == TargetKind::kFreeSpace || is_device(target);
      });
  return file_system ? WipeScope::kFileSystem : WipeScope::kFiles;
}

const char* ScopeName(WipeScope scope) {
  switch (scope) {
    case WipeScope::kDevice:
      return "device";
    case WipeScope::kFileSystem:
      return "file-system";
    case WipeScope::kFiles:
      return "files";
  }
  return "files";
}

}  // namespace sekisho
