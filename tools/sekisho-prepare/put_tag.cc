#include "tools/sekisho-prepare/put_tag.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/filesystem.hpp>
#include <cerrno>
#include <cstdlib>

#include "base/files/files.h"
#include "base/text/message.h"
#include "media/tag.h"
#include "tools/sekisho-prepare/seen_hardware.h"
#include "wipe/device/linux_device.h"

namespace sekisho {
namespace {

// A mount in a mount namespace of this process alone: it ends with it.
class PrivateMount {
 public:
  PrivateMount() = default;
  PrivateMount(const PrivateMount&) = delete;
  PrivateMount& operator=(const PrivateMount&) = delete;
  ~PrivateMount() {
    if (mounted_) umount2(directory_.c_str(), MNT_DETACH);
    if (!directory_.empty()) rmdir(directory_.c_str());
  }

  Result<void> Open(const std::string& node, const std::string& type) {
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
      return SystemError(Message("cannot make a mount of its own"), errno);
    std::string path = "/tmp/sekisho-prepare.XXXXXX";
    if (mkdtemp(path.data()) == nullptr)
      return SystemError(Message("cannot make {0}", {path}), errno);
    directory_ = path;
    if (mount(node.c_str(), path.c_str(), type.c_str(), MS_NOSUID | MS_NODEV | MS_NOEXEC,
              nullptr) != 0)
      return SystemError(Message("cannot mount {0}", {node}), errno);
    mounted_ = true;
    return {};
  }
  // What was written is on the device then.
  Result<void> Close() {
    if (umount(directory_.c_str()) != 0)
      return SystemError(Message("cannot unmount {0}", {directory_}), errno);
    mounted_ = false;
    return {};
  }
  const std::string& directory() const { return directory_; }

 private:
  std::string directory_;
  bool mounted_ = false;
};

}  // namespace

namespace {

// A file system that somebody uses is not one that was just made.
Result<void> CheckIsNew(const std::string& directory) {
  boost::system::error_code error;
  for (boost::filesystem::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error))
    if (it->path().filename() != "lost+found")
      return Fail(
          ErrorCode::kRefused,
          Message("the file system holds something already: no tag was written"),
          Message("prepare the medium anew: sekisho media prepare LABEL "
                  "DEVICE"));  // defence: none, a program for root alone (system.prepare_medium)
  if (error) return SystemError(Message("cannot read {0}", {directory}), error.value());
  return {};
}

}  // namespace

Result<void> PutTag(const PrepareOptions& options) {
  std::string node;
  {
    ASSIGN_OR_RETURN(const LinuxDevice device, OpenDevice(options.device));
    node = device.path;
  }
  ASSIGN_OR_RETURN(const Json seen, SeenHardware(node));
  const std::string type = seen.value("fs_type", "");
  PrivateMount medium;
  RETURN_IF_ERROR(medium.Open(node, type));
  {
    ASSIGN_OR_RETURN(const UniqueFd root, OpenDirectory(medium.directory()));
    RETURN_IF_ERROR(CheckIsNew(medium.directory()));
    RETURN_IF_ERROR(WriteTag(root.get(), options.tag, ReplaceTag::kRefuse));
    // Only root could write to a new ext4; FAT has no modes.
    if (type == "ext4" && fchmod(root.get(), 0777) != 0)
      return SystemError(Message("cannot set the mode of {0}", {medium.directory()}), errno);
  }
  return medium.Close();
}

}  // namespace sekisho
