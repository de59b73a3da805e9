#include "wipe/files/target.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <fstream>
#include <sstream>

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/shell_word.h"

namespace sekisho {
namespace {

constexpr std::array kTopDirectories = {
    "/etc",
    "/home",
    "/media",
    "/mnt",
    "/opt",
    "/root",
    "/run",
    "/srv",
    "/tmp",
    "/var",
    "/var/lib",
    "/var/log",
    "/var/cache",
    "/var/tmp",
    "/var/run",
    "/var/spool",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/usr/local/lib",
    "/dev/shm",
    "/run/media",
    "/lost+found",
};
constexpr std::array kSystemTrees = {"/bin",  "/boot", "/lib",  "/lib32", "/lib64", "/libx32",
                                     "/sbin", "/usr",  "/proc", "/sys",   "/dev"};
constexpr std::array kFreeBelow = {"/usr/local", "/dev/shm"};

Error Refuse(std::string message, Next next = {}) {
  return Fail(ErrorCode::kRefused, std::move(message), std::move(next));
}

std::string LinkTarget(const std::string& link) {
  char target[PATH_MAX];
  const ssize_t length = readlink(link.c_str(), target, sizeof target);
  return length <= 0 ? "" : std::string(target, static_cast<size_t>(length));
}

// Where an open descriptor is, without links.
std::string PathOf(int fd) { return LinkTarget("/proc/self/fd/" + std::to_string(fd)); }

std::vector<std::string> Components(const std::string& path) {
  std::vector<std::string> parts;
  std::istringstream stream(path);
  for (std::string part; std::getline(stream, part, '/');)
    if (!part.empty() && part != ".") parts.push_back(part);
  return parts;
}

// The last component must be the thing's own name: "x/." is x, but "." and ".." name nothing.
bool NamesNothing(const std::string& given) {
  const auto parts = Components(given);
  return parts.empty() || parts.back() == "..";
}

// A directory for openat(2) and fsync(2), no link followed.
Result<UniqueFd> Descend(int from, const std::string& name, const std::string& shown) {
  ASSIGN_OR_RETURN(const EntryInfo entry, LookAt(from, name));
  if (entry.IsLink())
    return Refuse(Message("{0} is a symbolic link; name the file itself", {shown}),
                  Message("readlink -f {0}", {Quoted(shown)}));  // defence: H2-12
  if (!entry.IsDirectory())
    return Fail(ErrorCode::kNotFound, Message("{0} is not a directory", {shown}));
  return OpenEntry(from, name, O_RDONLY | O_DIRECTORY, entry);
}

Result<UniqueFd> OpenParent(const std::string& given, const std::vector<std::string>& parts) {
  const bool absolute = given.starts_with('/');
  ASSIGN_OR_RETURN(UniqueFd at, OpenDirectory(absolute ? "/" : "."));
  std::string shown = absolute ? "/" : "";
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    shown += parts[i];
    ASSIGN_OR_RETURN(at, Descend(at.get(), parts[i], shown));
    shown += "/";
  }
  return at;
}

Result<void> CheckKind(const Target& target) {
  if (target.identity.IsLink())
    return Refuse(Message("{0} is a symbolic link; name the file itself", {target.given}),
                  Message("readlink -f {0}", {Quoted(target.given)}));  // defence: H2-13
  if (S_ISBLK(target.identity.mode))
    return Refuse(
        Message("{0} is a device: devices are not wiped together with files", {target.given}),
        next::PlanDevice(target.given));  // defence: H2-14
  if (S_ISCHR(target.identity.mode))
    return Refuse(Message("{0} is a device that stores nothing", {target.given}),
                  Message("lsblk names the disks"));  // defence: H2-15
  if (!target.identity.IsFile() && !target.identity.IsDirectory())
    return Refuse(Message("{0} is neither a file nor a directory", {target.given}),
                  Message("nothing is in it: rm {0}", {Quoted(target.given)}));  // defence: H2-16
  return {};
}

bool IsSwapFile(const std::string& path) {
  std::ifstream swaps("/proc/swaps");
  for (std::string line; std::getline(swaps, line);)
    if (line.substr(0, line.find_first_of(" \t")) == path) return true;
  return false;
}

Result<void> CheckPlace(const Target& target) {
  if (const std::string reason = ProtectedBecause(target.path); !reason.empty())
    return Refuse(reason);  // defence: H1-6
  if (target.identity.IsDirectory())
    for (const std::string& used : {LinkTarget("/proc/self/cwd"), LinkTarget("/proc/self/exe")})
      if (!used.empty() && IsWithin(used, target.path))
        return Refuse(Message("{0} holds {1}, which is in use", {target.path, used}),
                      Message("cd / and run this from elsewhere"));  // defence: H1-7
  if (IsSwapFile(target.path))
    return Refuse(Message("{0} is a swap file in use", {target.path}),
                  Message("swapoff {0}", {Quoted(target.path)}));  // defence: H1-8
  return {};
}

// Whether the directory itself is where something is mounted.
Result<bool> IsMountPoint(int directory, const EntryInfo& identity) {
  ASSIGN_OR_RETURN(const EntryInfo above, LookAt(directory, ".."));
  return above.mount_id != identity.mount_id || above.id == identity.id;  // "/" is above itself
}

Result<void> CheckFileSystem(const Target& target) {
  const Mount& mount = target.file_system.mount;
  if (target.file_system.kind == FileSystemKind::kPseudo)
    // defence: H1-9
    return Refuse(
        Message("{0} is on a file system of the kernel's own ({1})", {target.path, mount.type}));
  if (target.file_system.read_only)
    // defence: H4-7
    return Refuse(Message("{0} is on a file system that is mounted read-only", {target.path}),
                  Message("mount -o remount,rw {0}", {Quoted(mount.point)}));
  const bool whole =
      target.kind == TargetKind::kMountPoint || target.kind == TargetKind::kFreeSpace;
  if (whole && mount.root != "/")
    return Refuse(Message("{0} is a mount of {1} of another file system; name the place itself",
                          {target.path, mount.root}));  // defence: H2-17
  return {};
}

}  // namespace

bool IsWithin(const std::string& path, const std::string& directory) {
  if (directory == "/") return true;
  return path == directory || path.starts_with(directory + "/");
}

std::string ProtectedBecause(const std::string& path) {
  if (path == "/") return Message("{0} is the whole system", {path});
  for (const char* top : kTopDirectories)
    if (path == top) return Message("{0} is a top directory of the running system", {path});
  for (const char* free : kFreeBelow)
    if (IsWithin(path, free)) return "";
  for (const char* tree : kSystemTrees)
    if (IsWithin(path, tree)) return Message("{0} belongs to the running system", {path});
  return "";
}

Result<Target> OpenTarget(const std::string& given, const MachineView& machine) {
  if (given.find_first_not_of('/') == std::string::npos && !given.empty())
    return Refuse(ProtectedBecause("/"));  // defence: H1-10
  if (NamesNothing(given))
    return Refuse(Message("\"{0}\" is not a name of its own; name the directory itself", {given}),
                  Message("its name: readlink -f {0}", {Quoted(given)}));  // defence: H2-18
  const std::vector<std::string> parts = Components(given);
  Target target;
  target.given = given;
  target.name = parts.back();
  ASSIGN_OR_RETURN(target.parent, OpenParent(given, parts));
  ASSIGN_OR_RETURN(target.identity, LookAt(target.parent.get(), target.name));
  RETURN_IF_ERROR(CheckKind(target));
  const std::string parent_path = PathOf(target.parent.get());
  target.path = (parent_path == "/" ? "" : parent_path) + "/" + target.name;
  RETURN_IF_ERROR(CheckPlace(target));
  ASSIGN_OR_RETURN(const EntryInfo parent, LookAt(target.parent.get(), ""));
  const bool mounted = parent.mount_id != target.identity.mount_id;
  if (mounted && target.identity.IsFile())
    // defence: H2-19
    return Refuse(Message("{0} is a mount point; name the file itself", {given}));
  if (target.identity.IsDirectory()) {
    target.kind = mounted ? TargetKind::kMountPoint : TargetKind::kDirectory;
    ASSIGN_OR_RETURN(target.directory, OpenEntry(target.parent.get(), target.name,
                                                 O_RDONLY | O_DIRECTORY, target.identity));
  }
  const int probed = mounted ? target.directory.get() : target.parent.get();
  ASSIGN_OR_RETURN(target.file_system, machine.file_system(probed));
  RETURN_IF_ERROR(CheckFileSystem(target));
  target.medium = machine.medium(target.file_system);
  return target;
}

Result<Target> OpenMountPoint(const std::string& given, const MachineView& machine) {
  Target target;
  target.given = given;
  target.kind = TargetKind::kFreeSpace;
  const std::vector<std::string> parts = Components(given);
  ASSIGN_OR_RETURN(UniqueFd parent, OpenParent(given, parts));
  target.directory = std::move(parent);
  if (!parts.empty()) {
    ASSIGN_OR_RETURN(target.directory, Descend(target.directory.get(), parts.back(), given));
  }
  ASSIGN_OR_RETURN(target.identity, LookAt(target.directory.get(), ""));
  target.path = PathOf(target.directory.get());
  target.name = target.path == "/" ? "/" : BaseNameOf(target.path);
  ASSIGN_OR_RETURN(target.file_system, machine.file_system(target.directory.get()));
  ASSIGN_OR_RETURN(const bool mounted, IsMountPoint(target.directory.get(), target.identity));
  const std::string& mount_point = target.file_system.mount.point;
  if (!mounted)
    // defence: H2-20
    return Refuse(
        Message("{0} is no mount point: free space belongs to the whole file system", {given}),
        Message("name the mount point; this is below {0}", {Quoted(mount_point)}));
  RETURN_IF_ERROR(CheckFileSystem(target));
  target.medium = machine.medium(target.file_system);
  return target;
}

}  // namespace sekisho
