#include <gtest/gtest.h>
#include <sys/sysmacros.h>

#include "temp_directory.h"
#include "wipe/file_system.h"
#include "wipe/medium.h"

namespace sekisho {
namespace {

TEST(MountInfo, ReadsEscapesAndOptionalFields) {
  const auto mounts = ParseMountInfo(
      "36 35 98:0 /mnt1 /a\\040b rw,noatime master:1 shared:2 - ext4 /dev/root rw,data=journal\n"
      "garbage\n"
      "1 2 3 / / rw - ext4 x rw\n"
      "40 35 0:33 / /m rw - btrfs /dev/loop0 rw\n");
  ASSERT_EQ(mounts.size(), 2u);
  EXPECT_EQ(mounts[0].mount_point, "/a b");
  EXPECT_EQ(mounts[0].root, "/mnt1");
  EXPECT_EQ(mounts[0].device, makedev(98, 0));
  EXPECT_EQ(mounts[0].options, "rw,noatime,rw,data=journal");
  EXPECT_EQ(mounts[1].type, "btrfs");
}

TEST(FileSystem, IsClassifiedByMagicTypeAndOptions) {
  EXPECT_EQ(ClassifyFileSystem(0xEF53, "ext4", "rw,data=ordered"), FileSystemKind::kExt);
  EXPECT_EQ(ClassifyFileSystem(0xEF53, "ext4", "rw\ndata=journal\n"),
            FileSystemKind::kExtDataJournal);
  EXPECT_EQ(ClassifyFileSystem(0x9123683E, "btrfs", "rw,space_cache=v2"), FileSystemKind::kBtrfs);
  EXPECT_EQ(ClassifyFileSystem(0x9123683E, "btrfs", "rw,nodatasum,nodatacow,subvol=/"),
            FileSystemKind::kBtrfsNoDataCow);
  EXPECT_EQ(ClassifyFileSystem(0x9123683E, "btrfs", "rw,compress=zstd:3"),
            FileSystemKind::kBtrfsCompressed);
  EXPECT_EQ(ClassifyFileSystem(0x9123683E, "btrfs", "rw,compress-force=lzo"),
            FileSystemKind::kBtrfsCompressed);
  EXPECT_EQ(ClassifyFileSystem(0x01021994, "devtmpfs", ""), FileSystemKind::kPseudo);
  EXPECT_EQ(ClassifyFileSystem(0xEF53, "fuse.something", ""), FileSystemKind::kFuse);
  EXPECT_EQ(ClassifyFileSystem(0xFFFFFFFFFE534D42, "cifs", ""), FileSystemKind::kNetwork);
  EXPECT_EQ(ClassifyFileSystem(0x6969, "nfs4", "rw"), FileSystemKind::kNetwork);
  EXPECT_EQ(ClassifyFileSystem(0x12345678, "new", ""), FileSystemKind::kUnknown);
}

// statfs(2) on 9p and ecryptfs gives the number of what lies on the other side.
TEST(FileSystem, IsNotWhatItStandsOn) {
  EXPECT_EQ(ClassifyFileSystem(0xEF53, "9p", "rw,trans=virtio"), FileSystemKind::kNetwork);
  EXPECT_EQ(ClassifyFileSystem(0x58465342, "nfs", ""), FileSystemKind::kNetwork);
  EXPECT_EQ(ClassifyFileSystem(0xEF53, "ecryptfs", ""), FileSystemKind::kUnknown);
  EXPECT_EQ(ClassifyFileSystem(0x01021994, "aufs", ""), FileSystemKind::kUnknown);
  EXPECT_EQ(ClassifyFileSystem(0x01021994, "ramfs", ""), FileSystemKind::kTmpfs);
  EXPECT_EQ(ClassifyFileSystem(0x58465342, "", ""), FileSystemKind::kXfs);  // a chroot's root
}

// A sysfs of our own: /dev/block/M:N -> the device's directory.
class FakeSys : public TempDirectory {
 protected:
  void Disk(const std::string& where, const std::string& numbers) {
    Run("mkdir -p " + path("dev/block") + " " + path(where) + "/queue " + path(where) + "/device");
    Run("ln -s " + path(where) + " " + path("dev/block/" + numbers));
  }
  void Say(const std::string& file, const std::string& text) { Write(file, text + "\n"); }
  MediumInfo Probe(FileSystemKind kind, unsigned major_number, unsigned minor_number) {
    FileSystemInfo on;
    on.kind = kind;
    on.mount.device = makedev(major_number, minor_number);
    return ProbeMedium(on, root(), root() + "/proc");
  }
};

TEST_F(FakeSys, AUsbStickIsFlashWhateverItSaysAboutRotating) {
  Disk("devices/pci0/usb1/1-1/host0/block/sdb/sdb1", "8:17");
  Say("devices/pci0/usb1/1-1/host0/block/sdb/sdb1/partition", "1");
  Run("mkdir -p " + path("devices/pci0/usb1/1-1/host0/block/sdb/queue") + " " +
      path("devices/pci0/usb1/1-1/host0/block/sdb/device"));
  Say("devices/pci0/usb1/1-1/host0/block/sdb/queue/rotational", "1");
  Say("devices/pci0/usb1/1-1/host0/block/sdb/device/model", "Stick 3000   ");
  Say("devices/pci0/usb1/1-1/host0/block/sdb/size", "2048");
  Say("devices/pci0/usb1/1-1/serial", "ABC123");
  const MediumInfo medium = Probe(FileSystemKind::kFat, 8, 17);
  EXPECT_EQ(medium.kind, MediumKind::kUsb);
  EXPECT_EQ(medium.device, "sdb");
  EXPECT_EQ(medium.model, "Stick 3000");
  EXPECT_EQ(medium.serial, "ABC123");
  EXPECT_EQ(medium.capacity_bytes, 1u << 20);
}

TEST_F(FakeSys, ADiskThatRotatesOrNot) {
  Disk("devices/ata1/block/sda", "8:0");
  Say("devices/ata1/block/sda/queue/rotational", "1");
  EXPECT_EQ(Probe(FileSystemKind::kExt, 8, 0).kind, MediumKind::kRotational);
  Say("devices/ata1/block/sda/queue/rotational", "0");
  EXPECT_EQ(Probe(FileSystemKind::kExt, 8, 0).kind, MediumKind::kSsd);
  Say("devices/ata1/block/sda/device/vendor", "QEMU");
  EXPECT_EQ(Probe(FileSystemKind::kExt, 8, 0).kind, MediumKind::kVirtual);
  EXPECT_EQ(Probe(FileSystemKind::kExt, 9, 9).kind, MediumKind::kUnknown);
}

TEST_F(FakeSys, AVirtioDiskTellsItsSerialNumberItself) {
  Disk("devices/pci0/virtio0/block/vda", "254:0");
  Say("devices/pci0/virtio0/block/vda/serial", "VIRTIO-0001");
  EXPECT_EQ(Probe(FileSystemKind::kExt, 254, 0).kind, MediumKind::kVirtual);
  EXPECT_EQ(Probe(FileSystemKind::kExt, 254, 0).serial, "VIRTIO-0001");
}

TEST_F(FakeSys, DmCryptIsLookedThroughAndLvmIsNot) {
  Disk("devices/ata1/block/sda", "8:0");
  Say("devices/ata1/block/sda/queue/rotational", "1");
  Disk("devices/virtual/block/dm-0", "253:0");
  Run("mkdir -p " + path("devices/virtual/block/dm-0/dm") + " " +
      path("devices/virtual/block/dm-0/slaves"));
  Run("ln -s " + path("devices/ata1/block/sda") + " " +
      path("devices/virtual/block/dm-0/slaves/sda"));
  Say("devices/virtual/block/dm-0/dm/uuid", "LVM-xyz");
  EXPECT_EQ(Probe(FileSystemKind::kExt, 253, 0).kind, MediumKind::kStacked);
  Say("devices/virtual/block/dm-0/dm/uuid", "CRYPT-LUKS2-xyz");
  EXPECT_EQ(Probe(FileSystemKind::kExt, 253, 0).kind, MediumKind::kRotational);
}

TEST_F(FakeSys, MemoryIsOnlyMemoryWithoutSwap) {
  Run("mkdir " + path("proc"));
  Say("proc/swaps", "Filename Type");
  EXPECT_EQ(Probe(FileSystemKind::kTmpfs, 0, 5).kind, MediumKind::kMemory);
  Say("proc/swaps", "Filename Type\n/swap file");
  EXPECT_EQ(Probe(FileSystemKind::kTmpfs, 0, 5).kind, MediumKind::kMemoryAndSwap);
  Run("rm " + path("proc/swaps"));  // not known: the worse is assumed
  EXPECT_EQ(Probe(FileSystemKind::kTmpfs, 0, 5).kind, MediumKind::kMemoryAndSwap);
}

TEST(FileSystem, WhatItMayBeCalled) {
  EXPECT_TRUE(MayBeCalled(FileSystemKind::kExt, "ext2"));
  EXPECT_FALSE(MayBeCalled(FileSystemKind::kExtDataJournal, "ext2"));
  EXPECT_TRUE(MayBeCalled(FileSystemKind::kFat, "vfat"));
  for (const char* type : {"btrfs", "overlay", "nfs4", "fuse.ext4", "", "zfs"})
    for (const FileSystemKind kind : {FileSystemKind::kExt, FileSystemKind::kXfs,
                                      FileSystemKind::kTmpfs, FileSystemKind::kUnknown})
      EXPECT_FALSE(MayBeCalled(kind, type)) << type;
}

TEST(Medium, WhatItMayBeNamed) {
  EXPECT_TRUE(MayBeNamed(MediumKind::kRotational, "sda"));
  EXPECT_TRUE(MayBeNamed(MediumKind::kVirtual, "vdb"));
  EXPECT_TRUE(MayBeNamed(MediumKind::kMemory, ""));
  for (const char* device : {"nvme0n1", "zram0", "dm-3", "md0", "loop1", "mmcblk0", ""})
    EXPECT_FALSE(MayBeNamed(MediumKind::kRotational, device)) << device;
  EXPECT_FALSE(MayBeNamed(MediumKind::kMemory, "sda"));
  EXPECT_FALSE(MayBeNamed(MediumKind::kUsb, "nvme0n1"));
}

}  // namespace
}  // namespace sekisho
