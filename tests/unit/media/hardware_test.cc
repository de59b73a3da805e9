#include "media/hardware.h"

#include "devices/disk.h"
#include "media/beside.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/media/scratch.h"

namespace sekisho {
namespace {

constexpr const char* kMountinfo =
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
    "30 22 0:5 / /dev rw - devtmpfs devtmpfs rw\n"
    "41 22 8:17 / /mnt/USB\\040STICK rw,nosuid shared:9 master:2 - vfat /dev/sdb1 rw,utf8\n"
    "42 22 7:3 / /mnt/loop ro - ext4 /dev/loop3 ro\n"
    "43 22 0:40 / /mnt/tmp rw - tmpfs tmpfs rw\n";

// A stick of two partitions behind a hub, a loop device, and an encrypted disk.
class FakeSystem : public Scratch {
 protected:
  FakeSystem() : view_(directory_) {
    MakeFile("proc/self/mountinfo", kMountinfo);
    MakeDirectory("mnt/USB STICK/folder");
    MakeDirectory("mnt/loop");
    MakeDirectory("mnt/tmp");
    const std::string hub = "sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/";
    MakeFile(hub + "idVendor", "1d6b\n");
    MakeFile(hub + "serial", "HUB\n");
    const std::string usb = hub + "1-1.2/";
    MakeFile(usb + "idVendor", "0781\n");
    MakeFile(usb + "idProduct", "5567\n");
    MakeFile(usb + "serial", "4C530001140523115452\n");
    MakeFile(usb + "manufacturer", "SanDisk Corp\n");
    const std::string scsi = usb + "1-1.2:1.0/host6/target6:0:0/6:0:0:0/";
    MakeFile(scsi + "vendor", "SanDisk \n");
    MakeFile(scsi + "model", "Cruzer Blade    \n");
    disk_ = scsi + "block/sdb/";
    MakeFile(disk_ + "size", "30720000\n");
    MakeFile(disk_ + "removable", "1\n");
    MakeFile(disk_ + "ro", "0\n");
    MakeFile(disk_ + "dev", "8:16\n");
    MakeLink(disk_ + "device", "../../");
    AddPartition("sdb1", "8:17", "1");
    AddPartition("sdb2", "8:18", "2");
    Register("8:16", "sdb", disk_);
    const std::string loop = "sys/devices/virtual/block/loop3/";
    MakeFile(loop + "loop/backing_file", "/home/user/disk.img\n");
    MakeFile(loop + "size", "2048\n");
    MakeFile(loop + "dev", "7:3\n");
    MakeFile(loop + "ro", "1\n");
    Register("7:3", "loop3", loop);
    const std::string mapping = "sys/devices/virtual/block/dm-0/";
    MakeFile(mapping + "size", "1000\n");
    MakeFile(mapping + "dev", "254:0\n");
    MakeLink(mapping + "slaves/sdb1", "../../../../../../" + disk_ + "sdb1");
    Register("254:0", "dm-0", mapping);
  }

  void AddPartition(const std::string& name, const std::string& number, const std::string& index) {
    MakeFile(disk_ + name + "/partition", index + "\n");
    MakeFile(disk_ + name + "/dev", number + "\n");
    MakeFile(disk_ + name + "/ro", "0\n");
    Register(number, name, disk_ + name);
  }

  void Register(const std::string& number, const std::string& name, const std::string& directory) {
    MakeLink("sys/dev/block/" + number, "../../../" + directory);
    MakeLink("sys/class/block/" + name, "../../../" + directory);
    MakeFile("dev/" + name, "");
  }

  SystemView view_;
  std::string disk_;
};

TEST_F(FakeSystem, AStickIsKnownByItsUsbDeviceNotByTheHub) {
  const auto found = LookAtPath("/mnt/USB STICK", view_);
  ASSERT_TRUE(found) << found.error().message;
  const Hardware& stick = found->hardware;
  EXPECT_EQ(stick.kind, MediumKind::kMount);
  EXPECT_EQ(stick.serial, "4C530001140523115452");
  EXPECT_EQ(stick.vendor_id, "0781");
  EXPECT_EQ(stick.product_id, "5567");
  EXPECT_EQ(stick.vendor, "SanDisk");
  EXPECT_EQ(stick.product, "Cruzer Blade");
  EXPECT_EQ(stick.size_bytes, 15'728'640'000u);
  EXPECT_EQ(stick.removable, true);
  EXPECT_EQ(stick.fs_type, "vfat");
  EXPECT_FALSE(stick.fs_uuid);
  EXPECT_EQ(found->place.device, "/dev/sdb1");
  EXPECT_EQ(found->place.mount_point, "/mnt/USB STICK");
  EXPECT_FALSE(found->place.read_only);
}

TEST_F(FakeSystem, APlainDirectoryHasNoHardware) {  // ATTACKS G4
  const auto found = LookAtPath("/mnt/USB STICK/folder", view_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->hardware, Hardware{});
  EXPECT_EQ(found->place.mount_point, "/mnt/USB STICK");
}

TEST_F(FakeSystem, TheUuidComesFromTheLinksOfUdev) {
  MakeLink("dev/disk/by-uuid/0000-0000", "../../sda1");
  MakeLink("dev/disk/by-uuid/1234-ABCD", "../../sdb1");
  MakeFile("run/udev/data/b8:17", "E:ID_FS_UUID=ignored\n");
  EXPECT_EQ(LookAtPath("/mnt/USB STICK", view_)->hardware.fs_uuid, "1234-ABCD");
}

TEST_F(FakeSystem, TheUuidComesFromUdevsDatabase) {
  MakeFile("run/udev/data/b8:17", "S:disk/x\nE:ID_FS_UUID_ENC=no\nE:ID_FS_UUID=1234-ABCD\n");
  EXPECT_EQ(LookAtPath("/mnt/USB STICK", view_)->hardware.fs_uuid, "1234-ABCD");
}

TEST_F(FakeSystem, TheUuidComesFromTheDeviceWhenItMayBeRead) {
  // An ext2 superblock: magic, one block group, a UUID.
  std::string image(64 * 1024, '\0');
  const auto put = [&](size_t at, std::initializer_list<int> bytes) {
    for (const int byte : bytes) image[1024 + at++] = static_cast<char>(byte);
  };
  put(0x00, {16});
  put(0x04, {64});
  put(0x20, {0, 32});
  put(0x28, {16});
  put(0x38, {0x53, 0xef});
  put(0x4c, {1});
  put(0x68, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
  MakeFile("dev/sdb1", image);
  MakeLink("dev/disk/by-uuid/1234-ABCD", "../../sdb1");
  const Hardware hardware = LookAtPath("/mnt/USB STICK", view_)->hardware;
  EXPECT_EQ(hardware.fs_uuid, "01020304-0506-0708-090a-0b0c0d0e0f10");
  EXPECT_EQ(hardware.fs_type, "ext2");
}

TEST_F(FakeSystem, TheSerialMayBeOnlyOnTheParentInUdev) {
  ASSERT_EQ(unlink(Path("sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/serial").c_str()), 0);
  MakeFile("run/udev/data/b8:17", "E:ID_VENDOR=x\n");
  MakeFile("run/udev/data/b8:16", "E:ID_SERIAL_SHORT=PARENT01\n");
  EXPECT_EQ(LookAtPath("/mnt/USB STICK", view_)->hardware.serial, "PARENT01");
}

TEST_F(FakeSystem, ASerialNumberCannotPaintTheTerminal) {  // ATTACKS Z2
  MakeFile("sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/serial",
           "  A\x1b[31m" + std::string(600, 'x') + "\n");
  const std::string serial = *LookAtPath("/mnt/USB STICK", view_)->hardware.serial;
  EXPECT_TRUE(serial.starts_with("A\\x1b[31mxxx")) << serial;
  EXPECT_LE(serial.size(), 256u);
}

TEST_F(FakeSystem, AUnitSerialIsReadFromItsScsiPage) {
  const std::string usb = Path("sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/");
  for (const char* name : {"idVendor", "1-1.2/idVendor"})
    ASSERT_EQ(unlink((usb + name).c_str()), 0);
  MakeFile(disk_ + "device/vpd_pg80", std::string("\0\x80\0\x06 S1234xx", 12));
  EXPECT_EQ(LookAtPath("/mnt/USB STICK", view_)->hardware.serial, "S1234");
  MakeFile(disk_ + "device/vpd_pg80", std::string("\0\x80\0\x0a  AB 12 3  xx", 18));
  EXPECT_EQ(LookAtPath("/mnt/USB STICK", view_)->hardware.serial, "AB 12 3");
}

TEST_F(FakeSystem, ALoopDeviceTellsItsFileAndThatItIsReadOnly) {
  const auto found = LookAtPath("/mnt/loop", view_);
  EXPECT_EQ(found->place.backing_file, "/home/user/disk.img");
  EXPECT_TRUE(found->place.read_only);
  EXPECT_EQ(found->hardware.fs_type, "ext4");
  EXPECT_EQ(found->hardware.size_bytes, 1048576u);
  EXPECT_FALSE(found->hardware.serial);
}

TEST_F(FakeSystem, AMountWithoutADeviceHasOnlyItsType) {
  const auto found = LookAtPath("/mnt/tmp", view_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->hardware.kind, MediumKind::kMount);
  EXPECT_EQ(found->hardware.fs_type, "tmpfs");
  EXPECT_TRUE(found->place.device.empty());
}

TEST_F(FakeSystem, AnEncryptedStickIsLookedThrough) {
  const auto found = LookAtDevice("/dev/dm-0", view_);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->hardware.serial, "4C530001140523115452");
  EXPECT_EQ(OtherPartitions({254, 0}, view_), std::vector<std::string>{"sdb2"});
}

TEST_F(FakeSystem, ASecondPartitionIsNoticed) {  // ATTACKS G3
  EXPECT_EQ(OtherPartitions({8, 17}, view_), std::vector<std::string>{"sdb2"});
  EXPECT_EQ(OtherPartitions({8, 16}, view_), (std::vector<std::string>{"sdb1", "sdb2"}));
  EXPECT_TRUE(OtherPartitions({7, 3}, view_).empty());
  EXPECT_TRUE(OtherPartitions({9, 9}, view_).empty());
}

TEST_F(FakeSystem, G3WhatTheRootOfAMediumDoesNotReach) {
  MakeDirectory("mnt/USB STICK/in");
  const auto beside = LookBeside("/mnt/USB STICK", view_);
  ASSERT_TRUE(beside) << beside.error().message;
  EXPECT_EQ(beside->partitions, std::vector<std::string>{"sdb2"});
  EXPECT_FALSE(beside->is_part);
  EXPECT_FALSE(beside->not_told);
  EXPECT_TRUE(LookBeside("/mnt/USB STICK/in", view_)->partitions.empty());
  MakeFile("proc/self/mountinfo", std::string(kMountinfo) +
                                      "50 22 8:17 /sub /mnt/part rw - vfat /dev/sdb1 rw\n"
                                      "51 22 0:99 / /mnt/fuse rw - fuse stick rw\n");
  MakeDirectory("mnt/part");
  MakeDirectory("mnt/fuse");
  EXPECT_TRUE(LookBeside("/mnt/part", view_)->is_part);
  EXPECT_TRUE(LookBeside("/mnt/fuse", view_)->not_told);
}

TEST_F(FakeSystem, ADeviceIsFoundWhereItIsMounted) {
  EXPECT_EQ(*DeviceToMount("/dev/sdb1", view_), "/mnt/USB STICK");
  EXPECT_EQ(*DeviceToMount("/dev/sdb", view_), "/mnt/USB STICK");
  EXPECT_EQ(DeviceToMount("/dev/sdb2", view_).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(DeviceToMount("/dev/none", view_).error().code, ErrorCode::kNotFound);
  MakeFile("proc/self/mountinfo",
           std::string(kMountinfo) + "50 22 8:18 / /mnt/two rw - vfat /dev/sdb2 rw\n");
  EXPECT_EQ(DeviceToMount("/dev/sdb", view_).error().code, ErrorCode::kFailed);
}

TEST(RealSystem, APlainFileIsNoDevice) {
  EXPECT_EQ(NumberOfDevice("/proc/self/status", {}).error().code, ErrorCode::kFailed);
  EXPECT_EQ(LookAtPath("/", {})->hardware.kind, MediumKind::kMount);
  EXPECT_EQ(LookAtPath("/proc", {})->hardware.fs_type, "proc");
  EXPECT_EQ(LookAtPath("/proc/self", {})->hardware.kind, MediumKind::kDirectory);
  EXPECT_EQ(LookAtPath("/no/such", {}).error().code, ErrorCode::kNotFound);
}

TEST(DeviceNumbers, AreTwoNumbersAndAColon) {
  EXPECT_EQ(*ParseDeviceNumber("8:17"), (DeviceNumber{8, 17}));
  for (const char* const bad : {"8", "8:", ":17", "8:x", "x:17", "8:17:1", "8 :17", "-8:17", ""})
    EXPECT_EQ(RefusalOf(ParseDeviceNumber(bad)), ErrorCode::kMalformed) << bad;
}

TEST(Mountinfo, ReadsEscapesAndOptionalFields) {
  const auto mounts = ParseMountinfo(
      "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
      "2 1 0:9 /a\\134b /m\\040\\011\\012x ro,noexec shared:1 master:3 - fuse.x a\\043b rw\n"
      "3 1 0:9 / /empty rw - fuse  rw\n");
  ASSERT_TRUE(mounts) << mounts.error().message;
  EXPECT_EQ((*mounts)[1].root, "/a\\b");
  EXPECT_EQ((*mounts)[1].point, "/m \t\nx");
  EXPECT_EQ((*mounts)[1].source, "a#b");
  EXPECT_TRUE(HasOption((*mounts)[1].options, "ro"));
  EXPECT_EQ((*mounts)[2].source, "");
  const auto odd = ParseMountinfo("1 0 8:1 / /m\r\v\f rw - ext4 a rw\n");
  ASSERT_TRUE(odd) << odd.error().message;
  EXPECT_EQ((*odd)[0].point, "/m\r\v\f");
}

TEST(Mountinfo, RefusesWhatIsNotOne) {
  for (const char* bad :
       {"\n", "x", "1 0 8:1 / / rw ext4 /dev/sda1 rw\n", "1 0 8 / / rw - ext4 a rw\n",
        "1 0 8:1 / / rw - ext4 a\n", "1 0 8:1 / / rw - ext4 a rw x\n",
        "1 0 8:1 / m rw - ext4 a rw\n", "x 0 8:1 / / rw - ext4 a rw\n",
        "1 0 8:1 / /\\04 rw - ext4 a rw\n", "1 0 8:1 / /\\999 rw - ext4 a rw\n",
        "1 0 8:1 / /\\777 rw - ext4 a rw\n", "1 0 8:1 / /\\101 rw - ext4 a rw\n",
        "1 0 8:1 / /\\000 rw - ext4 a rw\n", "1 0 08:1 / / rw - ext4 a rw\n",
        "1 0 99999999999:1 / / rw - ext4 a rw\n"})
    EXPECT_EQ(RefusalOf(ParseMountinfo(bad)), ErrorCode::kMalformed) << bad;
}

TEST(Mountinfo, RefusesAListThatIsTooLarge) {
  const std::string line = "1 0 8:1 / /" + std::string(4000, 'm') + " rw - ext4 a rw\n";
  std::string text;
  while (text.size() <= 16 << 20) text += line;
  EXPECT_EQ(RefusalOf(ParseMountinfo(text)), ErrorCode::kMalformed);
}

TEST(Mountinfo, TheLongestMountPointWinsAndTheLatestAmongEquals) {
  const auto mounts = *ParseMountinfo(
      "1 0 8:1 / / rw - ext4 a rw\n2 1 8:2 / /m rw - ext4 b rw\n"
      "3 1 8:3 / /m/n rw - ext4 c rw\n4 1 8:4 / /m rw - ext4 d rw\n");
  EXPECT_EQ(FindMount(mounts, "/m/n/x")->id, 3u);
  EXPECT_EQ(FindMount(mounts, "/m/no")->id, 4u);
  EXPECT_EQ(FindMount(mounts, "/m/no", 2)->id, 2u);
  EXPECT_EQ(FindMount(mounts, "/mm")->id, 1u);
  EXPECT_EQ(FindMount({}, "/mm"), nullptr);
}

}  // namespace
}  // namespace sekisho
