#include "media/running_system.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "devices/mounts.h"

namespace sekisho {
namespace {

constexpr const char* kSystemPaths[] = {"/",    "/usr",  "/boot", "/boot/efi", "/home", "/var",
                                        "/etc", "/root", "/bin",  "/lib",      "/opt",  "/srv",
                                        "/tmp", "/dev",  "/run",  "/sys",      "/proc"};
constexpr size_t kMaxSwapsBytes = 1 << 20;

// Of swap files; a swap partition is never mounted.
std::vector<std::string> SwapPaths(const SystemView& view) {
  std::vector<std::string> paths;
  const std::string text = view.Read("/proc/swaps", kMaxSwapsBytes).value_or("");
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string path = text.substr(at, text.find_first_of(" \t\n", at) - at);
    if (path.starts_with('/')) paths.push_back(path);  // the heading is none
    at = end + 1;
  }
  return paths;
}

struct Question {
  const FoundMedium& found;
  const std::vector<Mount>& mounts;
  const SystemView& view;

  // Whether `path`, which need not exist, is below the directory or on the same file system.
  bool Holds(const std::string& path) const {
    const auto real = view.Resolve(path);
    if (!real) return false;
    if (LiesIn(*real, found.place.path)) return true;
    if (found.hardware.kind == MediumKind::kDirectory) return false;
    const Mount* const own = FindMount(mounts, found.place.path);
    const Mount* const theirs = FindMount(mounts, *real);
    return own != nullptr && theirs != nullptr && own->device == theirs->device;
  }
};

Error Refused(std::string message) {
  return Fail(ErrorCode::kRefused, std::move(message), next::NameMediumAlone());
}

}  // namespace

Result<void> RefuseRunningSystem(const FoundMedium& found, const std::vector<std::string>& own,
                                 const SystemView& view) {
  ASSIGN_OR_RETURN(const std::vector<Mount> mounts, ReadMounts(view));
  const Question question{found, mounts, view};
  for (const char* const path : kSystemPaths)
    if (question.Holds(path))
      // defence: H1-1
      return Refused(Message("{0} holds the running system ({1})", {found.place.path, path}));
  for (const std::string& path : SwapPaths(view))
    if (question.Holds(path))
      // defence: H1-2
      return Refused(Message("{0} is used as swap ({1})", {found.place.path, path}));
  for (const std::string& path : own)
    if (question.Holds(path))
      // defence: H1-3
      return Refused(
          Message("{0} holds {1}, which sekisho itself needs", {found.place.path, path}));
  return {};
}

}  // namespace sekisho
