// Real mounts, in a mount namespace of a child process that nobody else sees.
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <cstring>
#include <functional>

#include "media/hardware.h"
#include "media/tag.h"
#include "media/walk.h"
#include "tests/unit/media/scratch.h"

namespace sekisho {
namespace {

constexpr int kCannotMount = 77;

bool WriteLine(const char* path, const std::string& line) {
  std::ofstream file(path);
  file << line << std::flush;
  return file.good();
}

// As root, or as root of a user namespace where the caller's own ids are mapped. Mounts below
// `directory` are seen by nobody else then.
bool EnterNamespace(const std::string& directory) {
  const std::string uid = std::to_string(geteuid());
  const std::string gid = std::to_string(getegid());
  if (unshare(CLONE_NEWNS) != 0) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    if (!WriteLine("/proc/self/setgroups", "deny") ||
        !WriteLine("/proc/self/uid_map", "0 " + uid + " 1") ||
        !WriteLine("/proc/self/gid_map", "0 " + gid + " 1"))
      return false;
  }
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0) return true;
  // In a chroot "/" is no mount point; the directory can be made one.
  const char* const path = directory.c_str();
  return mount(path, path, nullptr, MS_BIND, nullptr) == 0 &&
         mount(nullptr, path, nullptr, MS_PRIVATE, nullptr) == 0;
}

bool MountTmpfs(const std::string& where) {
  return mount("tmpfs", where.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=1m") == 0;
}

class Mounted : public Scratch {
 protected:
  // Runs `body` in a child with its own mounts; it returns the number of the first check that
  // fails, 0 when all is well. The mounts end with the child.
  int InNamespace(const std::function<int()>& body) const {
    const pid_t child = fork();
    if (child == 0) {
      const int failed = EnterNamespace(directory_) ? body() : kCannotMount;
      umount2(directory_.c_str(), MNT_DETACH);  // where it was made a mount point
      _exit(failed);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
};

TEST_F(Mounted, TheSearchForATagEndsAtTheMountPoint) {  // ATTACKS G2
  MakeDirectory("top");
  MakeFile(std::string("top/") + kTagName, "outer\n");
  MakeDirectory("top/mount");
  const int failed = InNamespace([&] {
    if (!MountTmpfs(Path("top/mount"))) return kCannotMount;
    if (!MakeDirectories(Path("top/mount/a/b"))) return 1;
    if (FindMediumRoot(Path("top/mount/a/b"))) return 2;
    const auto root = OpenDirectory(Path("top/mount"));
    if (!root || !WriteTag(root->get(), "inner", ReplaceTag::kRefuse)) return 3;
    const auto found = FindMediumRoot(Path("top/mount/a/b/new"));
    if (!found || found->token != "inner" || !found->is_mount_point) return 4;
    const auto outer = FindMediumRoot(Path("top/x"));
    if (!outer || outer->token != "outer" || outer->is_mount_point) return 5;
    return 0;
  });
  if (failed == kCannotMount) GTEST_SKIP() << "needs root or user namespaces to mount a tmpfs";
  EXPECT_EQ(failed, 0);
}

TEST_F(Mounted, AMountBelowIsReportedAndNotCrossed) {  // ATTACKS G3
  MakeFile("mount/under", "x");
  MakeFile("file", "x");
  MakeFile("bound", "x");
  const int failed = InNamespace([&] {
    if (!MountTmpfs(Path("mount"))) return kCannotMount;
    if (!WriteFileAtomic(Path("mount/inside"), {}, TempFile::Existing::kRefuse)) return 1;
    if (mount(Path("file").c_str(), Path("bound").c_str(), nullptr, MS_BIND, nullptr) != 0)
      return 2;
    std::string seen;
    const auto walked =
        WalkMedium(directory_, MediumWalkTop::kMediumRoot, [&](const MediumEntry& entry, int) {
          seen += entry.name + (entry.kind == EntryKind::kMount ? "! " : " ");
          return Result<void>();
        });
    if (!walked) return 3;
    return seen == " bound! file mount! " ? 0 : 4;
  });
  if (failed == kCannotMount) GTEST_SKIP() << "needs root or user namespaces to mount a tmpfs";
  EXPECT_EQ(failed, 0);
}

TEST_F(Mounted, TheMountIsKnownByWhatTheKernelSays) {
  MakeDirectory("a mount");
  const int failed = InNamespace([&] {
    if (!MountTmpfs(Path("a mount"))) return kCannotMount;
    if (!MakeDirectories(Path("a mount/sub"))) return 1;
    const auto mounted = LookAtPath(Path("a mount"));
    if (!mounted || mounted->hardware.kind != MediumKind::kMount) return 2;
    if (mounted->hardware.fs_type != "tmpfs" || mounted->place.mount_root != "/") return 3;
    const auto below = LookAtPath(Path("a mount/sub"));
    if (!below || below->hardware.kind != MediumKind::kDirectory) return 4;
    return below->place.mount_point == Path("a mount") ? 0 : 5;
  });
  if (failed == kCannotMount) GTEST_SKIP() << "needs root or user namespaces to mount a tmpfs";
  EXPECT_EQ(failed, 0);
}

// There the kernel does not list the mount that "/" is on.
TEST_F(Mounted, InAChrootADirectoryIsADirectory) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root for chroot";
  MakeDirectory("root");
  MakeDirectory("root/proc");
  MakeDirectory("root/stick");
  MakeDirectory("root/mount");
  const int failed = InNamespace([&] {
    if (mount("proc", Path("root/proc").c_str(), "proc", 0, nullptr) != 0) return 1;
    if (chroot(Path("root").c_str()) != 0 || chdir("/") != 0) return 2;
    const auto stick = LookAtPath("/stick");
    if (!stick || stick->hardware.kind != MediumKind::kDirectory) return 3;
    if (stick->place.mount_point != "/") return 4;
    if (!MountTmpfs("/mount")) return 5;
    const auto mounted = LookAtPath("/mount");
    return mounted && mounted->hardware.kind == MediumKind::kMount ? 0 : 6;
  });
  EXPECT_EQ(failed, 0);
}

// An ext4 file system on a loop device of its own, which goes away with the mount.
TEST_F(Mounted, AFileSystemOnADeviceIsRecognisedAgain) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to mount a loop device";
  MakeFile("disk.img", "");
  MakeDirectory("mount");
  const std::string uuid = "7c1e3a52-0f4d-4c8e-9a3b-5d6e7f809102";
  const std::string prepare = "truncate -s 4M " + Path("disk.img") +
                              " && mke2fs -q -F -t ext4 -U " + uuid + " " + Path("disk.img") +
                              " && mount -o loop " + Path("disk.img") + " " + Path("mount");
  const auto body = [&] {
    const auto found = LookAtPath(Path("mount"));
    if (!found || found->hardware.kind != MediumKind::kMount) return 2;
    if (found->hardware.fs_uuid != uuid || found->hardware.fs_type != "ext4") return 3;
    if (found->place.backing_file != Path("disk.img")) return 4;
    if (found->hardware.size_bytes != 4u << 20) return 5;
    const auto device = LookAtDevice(found->place.device);
    if (!device || device->hardware != found->hardware) return 6;
    const auto point = DeviceToMount(found->place.device);
    if (!point || *point != Path("mount")) return 7;
    const auto root = OpenDirectory(Path("mount"));
    if (!root || !WriteTag(root->get(), "token", ReplaceTag::kRefuse)) return 8;
    std::vector<EntryKind> kinds;
    const auto walked =
        WalkMedium(Path("mount"), MediumWalkTop::kMediumRoot, [&](const MediumEntry& entry, int) {
          kinds.push_back(entry.kind);
          return Result<void>();
        });
    const std::vector<EntryKind> expected = {EntryKind::kDirectory, EntryKind::kTag,
                                             EntryKind::kSystemFolder};
    return walked && kinds == expected ? 0 : 9;
  };
  const int failed = InNamespace([&] {
    if (system(prepare.c_str()) != 0) return 1;
    const int result = body();
    return umount2(Path("mount").c_str(), 0) == 0 ? result : 10;
  });
  EXPECT_EQ(failed, 0);
}

}  // namespace
}  // namespace sekisho
