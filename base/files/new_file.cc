#include "base/files/new_file.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>

#include "base/files/files.h"
#include "base/text/message.h"

namespace sekisho {

Result<void> CheckNewFile(const std::string& path, uint64_t bytes) {
  if (PathExists(path))
    return Fail(ErrorCode::kExists, Message("{0} exists already", {path}),
                Message("name another file"));
  ASSIGN_OR_RETURN(const UniqueFd directory, OpenDirectory(DirectoryOf(path)));
  if (faccessat(directory.get(), ".", W_OK | X_OK, AT_EACCESS) != 0)
    return SystemError(Message("cannot create {0}", {path}), errno);
  struct statvfs space {};
  if (fstatvfs(directory.get(), &space) != 0)
    return SystemError(Message("cannot look at {0}", {path}), errno);
  const auto blocks = geteuid() == 0 ? space.f_bfree : space.f_bavail;
  if (blocks < bytes / space.f_frsize)
    return Fail(ErrorCode::kNoSpace, Message("there is no room for {0}", {path}),
                Message("make room, or name a file elsewhere"));
  return {};
}

}  // namespace sekisho
