#include "wipe/free_space/workspace.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text/message.h"
#include "devices/entry.h"

namespace sekisho {
namespace {

constexpr int kDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

Error NotOurs() {
  return Fail(ErrorCode::kRefused,
              Message("{0} exists there and is not what an earlier run left", {kWorkspaceName}),
              Message("look at it, and remove it"));
}

// Files and, one level down, directories of files: that is all that is ever made here.
Result<void> RemoveAll(int directory, const std::string& keep, bool below) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, ReadNames(directory));
  for (const std::string& name : names) {
    if (name == keep) continue;
    if (unlinkat(directory, name.c_str(), 0) == 0) continue;
    if (errno != EISDIR || below) return SystemError(Message("cannot remove {0}", {name}), errno);
    const UniqueFd inner(openat(directory, name.c_str(), kDirectory));
    if (!inner.valid()) return SystemError(Message("cannot open {0}", {name}), errno);
    RETURN_IF_ERROR(RemoveAll(inner.get(), "", true));
    RETURN_IF_ERROR(Remove(directory, name, AT_REMOVEDIR));
  }
  return {};
}

}  // namespace

Result<Workspace> Workspace::Open(int root, const std::string& keep) {
  if (mkdirat(root, kWorkspaceName, 0700) != 0 && errno != EEXIST)
    return SystemError(Message("cannot make {0}", {kWorkspaceName}), errno);
  UniqueFd fd(openat(root, kWorkspaceName, kDirectory));
  // defence: none, the system refuses to open it, which is only said here
  if (!fd.valid()) return NotOurs();
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return SystemError(Message("cannot look at it"), errno);
  // FAT gives everything to whoever mounted it.
  if (info.st_uid != geteuid()) return NotOurs();  // defence: H2-24
  ASSIGN_OR_RETURN(const EntryInfo outside, LookAt(root, ""));
  ASSIGN_OR_RETURN(const EntryInfo inside, LookAt(fd.get(), ""));
  if (outside.mount_id != inside.mount_id) return NotOurs();  // defence: H2-25
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return Fail(ErrorCode::kExists, Message("another run is wiping the free space there"),
                Message("wait until it is done"));
  UniqueFd again(openat(root, ".", kDirectory));
  if (!again.valid()) return SystemError(Message("cannot open the mount point"), errno);
  Workspace workspace(std::move(again), std::move(fd), keep);
  RETURN_IF_ERROR(workspace.Clear());
  return workspace;
}

Workspace::~Workspace() {
  if (fd_.valid()) (void)Remove();
}

Result<UniqueFd> Workspace::MakeFile(int flags) {
  const std::string name = std::to_string(next_++);
  UniqueFd file(openat(fd_.get(), name.c_str(),
                       O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | flags, 0600));
  if (!file.valid()) return SystemError(Message("cannot make a file in the free space"), errno);
  return file;
}

Result<void> Workspace::Clear() { return RemoveAll(fd_.get(), keep_, false); }

Result<void> Workspace::Remove() {
  RETURN_IF_ERROR(RemoveAll(fd_.get(), "", false));
  fd_.Reset();
  return sekisho::Remove(root_.get(), kWorkspaceName, AT_REMOVEDIR);
}

}  // namespace sekisho
