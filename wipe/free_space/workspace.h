// The directory at the root of a mounted file system in which free space is taken and given back.
//
// It has one fixed name and is locked while somebody works in it. What an earlier run left, killed
// before it could clean up, is recognised by that name and removed by the next one (ATTACKS H7).
#pragma once

#include <string>

#include "base/files/files.h"

namespace sekisho {

inline constexpr char kWorkspaceName[] = ".sekisho-wipe-free-space";

class Workspace {
 public:
  // Makes the directory, or takes over the one that was left and empties it, but for `keep`.
  // kRefused when something by that name is not a directory of this user's; kExists when another
  // run is at work in it.
  static Result<Workspace> Open(int root, const std::string& keep);

  Workspace(Workspace&&) noexcept = default;
  Workspace& operator=(Workspace&&) = delete;
  // Removes everything in it, and itself.
  ~Workspace();

  int fd() const { return fd_.get(); }
  // A new file, for reading and writing, mode 0600. The next name in order.
  Result<UniqueFd> MakeFile(int flags);
  // Removes all files and directories in it but `keep`.
  Result<void> Clear();
  // Removes the directory itself; also done when this goes out of scope.
  Result<void> Remove();

 private:
  Workspace(UniqueFd root, UniqueFd fd, std::string keep)
      : root_(std::move(root)), fd_(std::move(fd)), keep_(std::move(keep)) {}

  UniqueFd root_;
  UniqueFd fd_;
  std::string keep_;
  uint64_t next_ = 0;
};

}  // namespace sekisho
