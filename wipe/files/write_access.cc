#include "wipe/files/write_access.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "devices/mount_table.h"

namespace sekisho {

std::set<FileId> SwapFiles(const std::string& proc) {
  std::set<FileId> files;
  std::ifstream swaps(proc + "/swaps");
  std::string line;
  std::getline(swaps, line);  // the heading
  while (std::getline(swaps, line)) {
    const auto path = UndoOctalEscapes(line.substr(0, line.find_first_of(" \t")));
    struct stat found {};
    if (path && stat(path->c_str(), &found) == 0 && S_ISREG(found.st_mode))
      files.insert({found.st_dev, found.st_ino});
  }
  return files;
}

Result<void> MayOverwrite(int directory, const std::string& name, const std::string& path) {
  const UniqueFd fd(
      openat(directory, name.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  // Nothing is written, but whether something could be is checked all the same.
  if (fd.valid() && pwrite(fd.get(), "", 0, 0) == 0) return {};
  if (errno == ETXTBSY)
    return Fail(ErrorCode::kRefused, Message("{0} is in use as a program or as swap", {path}),
                Message("find out by what: fuser -v {0}", {Quoted(path)}));  // defence: H4-10
  const Error error = SystemError(Message("{0} cannot be opened for writing", {path}), errno);
  return Fail(ErrorCode::kRefused, error.message,
              Message("get the right to write to it, or leave it out"));  // defence: H4-11, else {}
}

Result<void> MayRemoveNames(int directory, const std::string& path) {
  if (faccessat(directory, ".", W_OK | X_OK, AT_EACCESS) == 0) return {};
  const Error error = SystemError(Message("names in {0} cannot be removed", {path}), errno);
  return Fail(ErrorCode::kRefused, error.message,
              Message("get the right to write to it, or leave it out"));  // defence: H4-12, else {}
}

}  // namespace sekisho
