#include <gtest/gtest.h>

#include "devices/file_system.h"
#include "devices/medium.h"
#include "devices/mounts.h"
#include "temp_directory.h"

namespace sekisho {
namespace {

TEST(MountInfo, ReadsEscapesAndOptionalFields) {
  const auto mounts = *ParseMountinfo(
      "36 35 98:0 /mnt1 /a\\040b rw,noatime master:1 shared:2 - ext4 /dev/root rw,data=journal\n"
      "40 35 0:33 / /m rw - btrfs /dev/loop0 rw\n");
  ASSERT_EQ(mounts.size(), 2u);
  EXPECT_EQ(mounts[0].point, "/a b");
  EXPECT_EQ(mounts[0].root, "/mnt1");
  EXPECT_EQ(mounts[0].device, (DeviceNumber{98, 0}));
  EXPECT_EQ(mounts[0].options, "rw,noatime,rw,data=journal");
  EXPECT_EQ(mounts[1].type, "btrfs");
}

// Whoever may mount chooses the names: only the kernel's blank is one.
TEST(MountInfo, FieldsAreApartByBlanksOnly) {
  const auto mounts = *ParseMountinfo(
      "1 0 8:1 / /m\r\v\f rw - ext4 /dev/a\\043b rw\n"
      "2 1 8:2 / /n rw - tmpfs  rw\n");
  ASSERT_EQ(mounts.size(), 2u);
  EXPECT_EQ(mounts[0].point, "/m\r\v\f");
  EXPECT_EQ(mounts[0].source, "/dev/a#b");
  EXPECT_EQ(mounts[1].source, "");
  EXPECT_EQ(mounts[1].options, "rw,rw");
  for (const char* odd : {"3 1 8:3 / /x\\101 rw - ext4 a rw\n", "4 1 8:4  / /y rw - ext4 a rw\n"})
    EXPECT_FALSE(ParseMountinfo(odd)) << odd;
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
    on.mount.device = {major_number, minor_number};
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
  Say("devices/pci0/usb1/1-1/idVendor", "0781");
  const MediumInfo medium = Probe(FileSystemKind::kFat, 8, 17);
  EXPECT_EQ(medium.kind, MediumKind::kUsb);
  EXPECT_EQ(medium.device, "sdb");
  EXPECT_EQ(medium.model, "Stick 3000");
  EXPECT_EQ(medium.serial, "ABC123");
  EXPECT_EQ(medium.capacity_bytes, 1u << 20);
}

// ATTACKS H2: a number that any stick there would have names none of them.
TEST_F(FakeSys, TheHubsSerialNumberIsNotTheSticks) {
  Disk("devices/pci0/usb1/1-1/1-1:1.0/host0/block/sdb", "8:16");
  Say("devices/pci0/usb1/idVendor", "1d6b");
  Say("devices/pci0/usb1/serial", "0000:00:14.0");
  Say("devices/pci0/usb1/1-1/idVendor", "0781");
  EXPECT_EQ(Probe(FileSystemKind::kFat, 8, 16).kind, MediumKind::kUsb);
  EXPECT_EQ(Probe(FileSystemKind::kFat, 8, 16).serial, "");
  Say("devices/pci0/usb1/1-1/serial", "ABC123");
  EXPECT_EQ(Probe(FileSystemKind::kFat, 8, 16).serial, "ABC123");
}

// As media are registered: the USB device's number, not that of the disk behind its bridge; the
// whole of a unit's serial number, blanks inside of it included.
TEST_F(FakeSys, ASerialNumberIsReadAsMediaAreRegistered) {
  Disk("devices/pci0/usb1/1-1/host0/block/sdb", "8:16");
  const std::string page("\0\x80\0\x0a  AB 12 3  xx", 18);
  Write("devices/pci0/usb1/1-1/host0/block/sdb/device/vpd_pg80", page);
  EXPECT_EQ(Probe(FileSystemKind::kFat, 8, 16).serial, "AB 12 3");
  Say("devices/pci0/usb1/1-1/idVendor", "0781");
  EXPECT_EQ(Probe(FileSystemKind::kFat, 8, 16).serial, "AB 12 3");
  Say("devices/pci0/usb1/1-1/serial", "\tABC 123 ");
  EXPECT_EQ(Probe(FileSystemKind::kFat, 8, 16).serial, "ABC 123");
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

// ATTACKS H6: integritysetup's disks, and what authenticated LUKS2 lies on, journal what is
// written.
TEST_F(FakeSys, DmIntegrityIsNotLookedThrough) {
  Disk("devices/ata1/block/sda", "8:0");
  Say("devices/ata1/block/sda/queue/rotational", "0");
  Disk("devices/virtual/block/dm-0", "253:0");
  Disk("devices/virtual/block/dm-1", "253:1");
  for (const auto& [above, below] : {std::pair("virtual/block/dm-1", "virtual/block/dm-0"),
                                     std::pair("virtual/block/dm-0", "ata1/block/sda")}) {
    const std::string disk = path(std::string("devices/") + above);
    Run("mkdir -p " + disk + "/dm " + disk + "/slaves && ln -s " +
        path(std::string("devices/") + below) + " " + disk + "/slaves/below");
  }
  const auto call = [&](const std::string& disk, const std::string& uuid) {
    Say("devices/virtual/block/" + disk + "/dm/uuid", uuid);
  };
  for (const char* kind : {"LUKS1", "LUKS2", "PLAIN", "TCRYPT", "BITLK"}) {
    call("dm-0", std::string("CRYPT-") + kind + "-xyz");
    EXPECT_EQ(Probe(FileSystemKind::kExt, 253, 0).kind, MediumKind::kSsd) << kind;
  }
  for (const char* kind : {"INTEGRITY", "SUBDEV", "VERITY", "LUKS22", ""}) {
    call("dm-0", std::string("CRYPT-") + kind + "-xyz");
    EXPECT_EQ(Probe(FileSystemKind::kExt, 253, 0).kind, MediumKind::kStacked) << kind;
    call("dm-1", "CRYPT-LUKS2-xyz");
    EXPECT_EQ(Probe(FileSystemKind::kExt, 253, 1).kind, MediumKind::kStacked) << kind;
  }
}

// ATTACKS H6: an array's units may be thin and have snapshots.
TEST_F(FakeSys, AnArraysUnitIsNoDisk) {
  int number = 0;
  const auto kind = [&](const std::string& where) {
    const std::string minor_number = std::to_string(++number);
    Disk("devices/" + where, "8:" + minor_number);
    Say("devices/" + where + "/queue/rotational", "0");
    return Probe(FileSystemKind::kExt, 8, static_cast<unsigned>(number)).kind;
  };
  EXPECT_EQ(kind("platform/host3/session1/target3:0:0/3:0:0:1/block/sdc"), MediumKind::kStacked);
  EXPECT_EQ(kind("pci0/host4/rport-4:0-1/target4:0:0/4:0:0:0/block/sdd"), MediumKind::kStacked);
  EXPECT_EQ(kind("pci0/host5/sessions/block/sde"), MediumKind::kSsd);
  const auto nvme = [&](const std::string& where, const std::string& controller,
                        const std::string& transport) {
    Run("mkdir -p " + path("devices/" + where + "/device/" + controller));
    Say("devices/" + where + "/device/" + controller + "/transport", transport);
    return kind(where);
  };
  EXPECT_EQ(nvme("pci0/nvme/nvme0/nvme0n1", "", "pcie"), MediumKind::kNvme);
  EXPECT_EQ(nvme("fabrics/nvme1/nvme1n1", "", "tcp"), MediumKind::kStacked);
  EXPECT_EQ(nvme("virtual/subsystem/nvme2n1", "nvme2", "pcie"), MediumKind::kNvme);
  EXPECT_EQ(nvme("virtual/subsystem/nvme3n1", "nvme3", "rdma"), MediumKind::kStacked);
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
  EXPECT_TRUE(MayBeNamed(MediumKind::kStacked, "dm-0"));
  EXPECT_TRUE(MayBeNamed(MediumKind::kStacked, "sdc"));
  EXPECT_TRUE(MayBeNamed(MediumKind::kStacked, "nvme1n1"));
  EXPECT_FALSE(MayBeNamed(MediumKind::kStacked, "zram0"));
  for (const char* device : {"nvme0n1", "zram0", "dm-3", "md0", "loop1", "mmcblk0", ""})
    EXPECT_FALSE(MayBeNamed(MediumKind::kRotational, device)) << device;
  EXPECT_FALSE(MayBeNamed(MediumKind::kMemory, "sda"));
  EXPECT_FALSE(MayBeNamed(MediumKind::kUsb, "nvme0n1"));
}

}  // namespace
}  // namespace sekisho
