#include "wipe/free_space/read_only_moment.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "devices/mounts.h"
#include "wipe/files/target.h"
#include "wipe/passes/waiter.h"

namespace sekisho {
namespace {

constexpr int kTries = 20;  // what was closed a moment ago may still be on its way
constexpr std::chrono::milliseconds kBetween{50};

bool HoldsTheSystem(DeviceNumber device) {
  struct stat top {};
  if (stat("/", &top) == 0 && NumberOf(top.st_dev) == device) return true;
  const auto mounts = ReadMounts(SystemView());
  if (!mounts) return true;  // who knows
  for (const Mount& mount : *mounts) {
    const bool foreign = mount.point == "/mnt" || mount.point == "/media";
    if (mount.device == device && !foreign && !ProtectedBecause(mount.point).empty()) return true;
  }
  return false;
}

// Only the file system's own state, not the flags of its mounts; 0 or an error's number.
int Reconfigure(int root, const char* state) {
  const UniqueFd context(fspick(root, "", FSPICK_CLOEXEC | FSPICK_EMPTY_PATH));
  if (!context.valid()) return errno;
  if (fsconfig(context.get(), FSCONFIG_SET_FLAG, state, nullptr, 0) != 0) return errno;
  return fsconfig(context.get(), FSCONFIG_CMD_RECONFIGURE, nullptr, nullptr, 0) != 0 ? errno : 0;
}

}  // namespace

Result<ReadOnlyMoment> MakeReadOnlyForAMoment(int root, const FileSystemInfo& on) {
  const std::string& where = on.mount.point;
  if (HoldsTheSystem(on.mount.device))
    return ReadOnlyMoment{false, Message("Whether something deleted is still in use on {0} was not "
                                         "tried: the running system is on it.",
                                         {where})};
  SystemWaiter waiter;
  int error = 0;
  for (int i = 0; i < kTries; ++i) {
    if (syncfs(root) != 0) return SystemError(Message("the file system cannot be synced"), errno);
    error = Reconfigure(root, "ro");
    if (error != EBUSY) break;
    waiter.Wait(kBetween);
  }
  if (error == EBUSY)
    return ReadOnlyMoment{false, Message("Something has a file on {0} open for writing, or still "
                                         "uses something deleted there: it cannot be made "
                                         "read-only for a moment.",
                                         {where})};
  if (error != 0)
    return ReadOnlyMoment{
        false,
        Message("Whether something deleted is still in use on {0} could not be tried.", {where})};
  if (Reconfigure(root, "rw") == 0) return ReadOnlyMoment{true, ""};
  return Fail(ErrorCode::kFailed, Message("{0} could not be made writable again", {where}),
              Message("mount -o remount,rw {0}", {Quoted(where)}));
}

}  // namespace sekisho
