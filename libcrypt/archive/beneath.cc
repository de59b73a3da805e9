#include "libcrypt/archive/beneath.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/text/message.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

Error CannotOpen(std::string_view name, int error_number) {
  return SystemError(Message("cannot open {0} in the staging directory", {SafeForTerminal(name)}),
                     error_number);
}

// Removes `name` in `parent` and everything below it.
bool RemoveTreeAt(int parent, const std::string& name) {
  if (unlinkat(parent, name.c_str(), 0) == 0 || errno == ENOENT) return true;
  const UniqueFd directory(openat(parent, name.c_str(), kFlags));
  if (!directory.valid()) return false;
  const bool all = RemoveContents(directory.get());
  return unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0 && all;
}

}  // namespace

std::vector<std::string> NamesIn(int directory, bool (*wanted)(std::string_view)) {
  std::vector<std::string> names;
  const int fd = openat(directory, ".", kFlags);
  DIR* const stream = fd < 0 ? nullptr : fdopendir(fd);
  if (stream == nullptr) {
    if (fd >= 0) close(fd);
    return names;
  }
  while (const dirent* entry = readdir(stream)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && wanted(name)) names.emplace_back(name);
  }
  closedir(stream);
  return names;
}

Result<UniqueFd> OpenDirectoryBeneath(int root, std::string_view name) {
  const std::string path = name.empty() ? "." : std::string(name);
  open_how how{};
  how.flags = kFlags;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0; attempt < 16; ++attempt) {
    UniqueFd fd(static_cast<int>(syscall(SYS_openat2, root, path.c_str(), &how, sizeof how)));
    if (fd.valid()) return fd;
    if (errno != EAGAIN && errno != EINTR) break;  // EAGAIN: somebody renames at this moment
  }
  // ENOSYS before Linux 5.6; EPERM from seccomp filters that do not know the call.
  if (errno == ENOSYS || errno == EPERM) return OpenDirectoryStepwise(root, name);
  return CannotOpen(name, errno);
}

Result<UniqueFd> OpenDirectoryStepwise(int root, std::string_view name) {
  UniqueFd fd(openat(root, ".", kFlags));
  for (size_t start = 0; fd.valid() && start < name.size();) {
    const size_t end = std::min(name.find('/', start), name.size());
    const std::string component(name.substr(start, end - start));
    if (component.empty() || component == "..") return CannotOpen(name, EXDEV);  // defence: E1-2
    fd = UniqueFd(openat(fd.get(), component.c_str(), kFlags));
    start = end + 1;
  }
  if (!fd.valid()) return CannotOpen(name, errno);
  return fd;
}

bool RemoveContents(int directory) {
  bool all = true;
  for (const std::string& child : NamesIn(directory, [](std::string_view) { return true; }))
    all = RemoveTreeAt(directory, child) && all;
  return all;
}

}  // namespace sekisho
