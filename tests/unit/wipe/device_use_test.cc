#include "devices/device_use.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "temp_directory.h"

namespace sekisho {
namespace {

// sda with two partitions, and sdb beside it.
class DeviceUseTest : public TempDirectory {
 protected:
  void SetUp() override {
    TempDirectory::SetUp();
    Run("mkdir -p " + path("dev/block") + " " + path("block") + " " + path("proc/self"));
    Device("d/sda", "8:0");
    Device("d/sda/sda1", "8:1");
    Device("d/sda/sda2", "8:2");
    Device("d/sdb", "8:16");
    Write("d/sda/sda1/partition", "1\n");
    Write("d/sda/sda2/partition", "2\n");
    Mounts("");
  }
  void Device(const std::string& where, const std::string& number) {
    Run("mkdir -p " + path(where) + "/holders");
    Run("ln -s " + path(where) + " " + path("dev/block/" + number));
    Write(where + "/dev", number + "\n");
  }
  void Holds(const std::string& device, const std::string& holder) {
    Run("ln -s " + path(holder) + " " + path(device) + "/holders/");
  }
  void Mounts(const std::string& text) { Write("proc/self/mountinfo", text); }
  std::vector<DeviceUse> Uses(unsigned minor_number) {
    const auto uses = UsesOfDevice(makedev(8, minor_number), root(), path("proc"));
    EXPECT_TRUE(uses);
    return uses.value_or({});
  }
  static std::string Mount(const std::string& number, const std::string& at) {
    return "9 1 " + number + " / " + at + " rw - ext4 none rw\n";
  }
};

TEST_F(DeviceUseTest, H1ADiskIsUsedWhenItsPartitionIsMounted) {
  Mounts(Mount("8:2", "/data"));
  const std::vector<DeviceUse> mounted = {{DeviceUseKind::kMounted, "sda2", "/data"}};
  EXPECT_EQ(Uses(0), mounted);
  EXPECT_EQ(Uses(2), mounted);
  EXPECT_TRUE(Uses(1).empty());
  EXPECT_TRUE(Uses(16).empty());
}

TEST_F(DeviceUseTest, H1APartitionIsUsedWhenItsWholeDiskIs) {
  Mounts(Mount("8:0", "/data"));
  EXPECT_EQ(Uses(1), (std::vector<DeviceUse>{{DeviceUseKind::kMounted, "sda", "/data"}}));
}

TEST_F(DeviceUseTest, H1TheSystemDiskIsFoundThroughTwoLayersAndComesFirst) {
  Device("d/dm-0", "253:0");
  Device("d/dm-1", "253:1");
  Holds("d/sda/sda1", "d/dm-0");
  Holds("d/dm-0", "d/dm-1");
  Mounts(Mount("8:2", "/boot") + Mount("253:1", "/"));
  const auto uses = Uses(0);
  ASSERT_FALSE(uses.empty());
  EXPECT_EQ(uses[0], (DeviceUse{DeviceUseKind::kRoot, "dm-1", "/"}));
  const auto refused = RefuseDeviceInUse("/dev/sda", uses);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_NE(refused.error().message.find("running system"), std::string::npos);
}

TEST_F(DeviceUseTest, H1AnActiveHolderIsAUseEvenWhenNotMounted) {
  Device("d/md0", "9:0");
  Holds("d/sdb", "d/md0");
  EXPECT_EQ(Uses(16), (std::vector<DeviceUse>{{DeviceUseKind::kStacked, "md0", ""}}));
}

TEST_F(DeviceUseTest, H1MountsOfOtherNamespacesCount) {
  Run("mkdir -p " + path("proc/77/ns"));
  Write("proc/77/ns/mnt", "");
  Write("proc/77/mountinfo", Mount("8:16", "/hidden"));
  EXPECT_EQ(Uses(16), (std::vector<DeviceUse>{{DeviceUseKind::kMounted, "sdb", "/hidden"}}));
}

TEST_F(DeviceUseTest, H1SwapAndReadOnly) {
  Write("proc/swaps", "Filename Type Size\n/dev/sda2 partition 1 0 -2\n");
  Write("d/sdb/ro", "1\n");
  EXPECT_EQ(Uses(0), (std::vector<DeviceUse>{{DeviceUseKind::kSwap, "sda2", ""}}));
  EXPECT_EQ(Uses(16), (std::vector<DeviceUse>{{DeviceUseKind::kReadOnly, "sdb", ""}}));
}

TEST_F(DeviceUseTest, H1AFileOfAnotherLoopDeviceIsAUse) {
  Write("image", "");
  struct stat image {};
  ASSERT_EQ(stat(path("image").c_str(), &image), 0);
  const dev_t on = image.st_dev;
  Device("d/sdc", std::to_string(major(on)) + ":" + std::to_string(minor(on)));
  Run("mkdir -p " + path("block/loop7/loop"));
  Write("block/loop7/loop/backing_file", path("image") + "\n");
  const auto uses = UsesOfDevice(on, root(), path("proc"));
  ASSERT_TRUE(uses);
  EXPECT_EQ(*uses, (std::vector<DeviceUse>{{DeviceUseKind::kLoopFile, "sdc", path("image")}}));
}

TEST_F(DeviceUseTest, NothingIsConcludedWithoutMountsOrWithoutTheDevice) {
  EXPECT_EQ(UsesOfDevice(makedev(8, 99), root(), path("proc")).error().code, ErrorCode::kNotFound);
  Run("rm " + path("proc/self/mountinfo"));
  EXPECT_EQ(UsesOfDevice(makedev(8, 0), root(), path("proc")).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace sekisho
