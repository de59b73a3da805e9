#include "devices/loop_files.h"

#include <sys/stat.h>

#include <filesystem>

#include "base/files/files.h"

namespace sekisho {
namespace {

constexpr size_t kMaxPathBytes = 8192;

}  // namespace

std::map<FileId, std::string> FilesBehindLoopDevices(const std::string& sys) {
  std::map<FileId, std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(sys + "/block", error)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("loop")) continue;
    auto backing = ReadTextFile(entry.path().string() + "/loop/backing_file", kMaxPathBytes);
    if (!backing) continue;  // not in use
    if (backing->ends_with('\n')) backing->pop_back();
    struct stat found {};
    if (stat(backing->c_str(), &found) == 0) files[{found.st_dev, found.st_ino}] = "/dev/" + name;
  }
  return files;
}

}  // namespace sekisho
