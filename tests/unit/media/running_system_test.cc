#include "media/running_system.h"

#include "tests/unit/base/refusal_of.h"
#include "tests/unit/media/scratch.h"

namespace sekisho {
namespace {

// A root with /home on a partition of its own, two sticks, and the root mounted a second time.
class RunningSystem : public Scratch {
 protected:
  RunningSystem() : view_(directory_) {
    MakeFile("proc/self/mountinfo",
             "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
             "23 22 8:2 / /home rw - ext4 /dev/sda2 rw\n"
             "41 22 8:17 / /media/STICK rw - vfat /dev/sdb1 rw\n"
             "42 22 8:33 / /media/KEYS rw - vfat /dev/sdc1 rw\n"
             "43 22 8:1 / /mnt/again rw - ext4 /dev/sda1 rw\n"
             "44 22 8:2 /me /mnt/me rw - ext4 /dev/sda2 rw\n");
    MakeFile("proc/swaps",
             "Filename Type Size Used Priority\n"
             "/dev/sda3 partition 1 0 -2\n"
             "/data/swap\tfile 1 0 -3\n");
    for (const char* const name :
         {"home/me/usb", "usr/lib", "media/STICK/sub", "mnt/again", "mnt/me", "tmp/usb", "dataset"})
      MakeDirectory(name);
    MakeFile("data/swap", "");
    MakeFile("home/me/store", "");
    MakeFile("media/KEYS/me.id", "");
  }

  std::string Refusal(const std::string& path, const std::vector<std::string>& own = {}) const {
    const auto found = LookAtPath(path, view_);
    if (!found) return found.error().message;
    const auto judged = RefuseRunningSystem(*found, own, view_);
    if (judged) return "";
    EXPECT_EQ(judged.error().code, ErrorCode::kRefused);
    EXPECT_FALSE(judged.error().next.empty());
    return judged.error().message;
  }

  SystemView view_;
};

TEST_F(RunningSystem, WhatItIsOnIsRefused) {
  EXPECT_EQ(Refusal("/"), "/ holds the running system (/)");
  EXPECT_EQ(Refusal("/home"), "/home holds the running system (/home)");
  EXPECT_EQ(Refusal("/usr"), "/usr holds the running system (/usr)");
  EXPECT_EQ(Refusal("/tmp"), "/tmp holds the running system (/tmp)");
  EXPECT_EQ(Refusal("/data"), "/data is used as swap (/data/swap)");
}

TEST_F(RunningSystem, SoIsItsFileSystemMountedElsewhere) {
  EXPECT_EQ(Refusal("/mnt/again"), "/mnt/again holds the running system (/)");
  EXPECT_EQ(Refusal("/mnt/me"), "/mnt/me holds the running system (/home)");
}

TEST_F(RunningSystem, SticksAndDirectoriesPass) {
  for (const char* const path : {"/media/STICK", "/media/STICK/sub", "/media", "/home/me",
                                 "/home/me/usb", "/tmp/usb", "/usr/lib", "/dataset"})
    EXPECT_EQ(Refusal(path), "");
}

TEST_F(RunningSystem, SoIsWhereTheCallersOwnFilesAre) {
  EXPECT_EQ(Refusal("/home/me", {"/home/me/store"}),
            "/home/me holds /home/me/store, which sekisho itself needs");
  EXPECT_EQ(Refusal("/media/KEYS", {"/absent", "", "/media/KEYS/me.id"}),
            "/media/KEYS holds /media/KEYS/me.id, which sekisho itself needs");
  EXPECT_EQ(Refusal("/home/me/usb", {"/home/me/store"}), "");
  EXPECT_EQ(Refusal("/media/STICK", {"/media/KEYS/me.id"}), "");
}

// Of this machine; nothing is written by asking.
TEST(RunningSystemItself, IsNoMedium) {
  const auto root = LookAtPath("/");
  ASSERT_TRUE(root) << root.error().message;
  EXPECT_EQ(RefusalOf(RefuseRunningSystem(*root, {})), ErrorCode::kRefused);
}

TEST_F(RunningSystem, WithoutTheMountsNothingIsConcluded) {
  const auto found = LookAtPath("/media/STICK", view_);
  ASSERT_TRUE(found);
  ASSERT_EQ(unlink(Path("proc/self/mountinfo").c_str()), 0);
  EXPECT_FALSE(RefuseRunningSystem(*found, {}, view_));
}

}  // namespace
}  // namespace sekisho
