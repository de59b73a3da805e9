#include "wipe/claims.h"

#include <array>

namespace sekisho {
namespace {

// Marks a message id that is printed elsewhere, for the translators' tools.
constexpr const char* MessageId(const char* id) { return id; }

constexpr const char* kNamesStay = MessageId(
    "Names are not claimed: they were replaced by random names, but copies may stay in freed "
    "directory blocks and in the journal until free space is wiped.");
constexpr const char* kAttributesStay = MessageId(
    "Attributes are not claimed: values were overwritten and removed, but copies, like owners, "
    "times and sizes, may stay in the inode table and in the journal until free space is wiped.");
constexpr const char* kEarlierStay = MessageId(
    "Earlier contents are not claimed: what was truncated, rewritten or deleted before lies in "
    "free space that was not wiped.");
constexpr const char* kNothingElse =
    MessageId("Nothing is claimed for names, attributes and earlier contents either.");

constexpr FileSystemClaim InPlace(FileSystemKind kind, const char* name, const char* content) {
  return {kind,       Done::kFilesOverwritten, name,        Grade::kClear, content,
          kNamesStay, kAttributesStay,         kEarlierStay};
}

constexpr FileSystemClaim Nothing(FileSystemKind kind, const char* name, const char* content) {
  return {
      kind,        Done::kFilesOverwritten, name, Grade::kNone, content, kNothingElse, kNothingElse,
      kNothingElse};
}

constexpr std::array kFileSystems = {
    InPlace(FileSystemKind::kExt, "ext2/3/4, data ordered",
            MessageId("This file system writes data in place: the content of the files, as it was "
                      "when they were wiped, was overwritten to the end of the last block.")),
    Nothing(FileSystemKind::kExtDataJournal, "ext3/4, data=journal",
            MessageId("This file system writes data to its journal first: copies of the content "
                      "may stay there.")),
    InPlace(FileSystemKind::kXfs, "xfs",
            MessageId("This file system writes unshared data in place: the content of the files, "
                      "as it was when they were wiped, was overwritten to the end of the last "
                      "block.")),
    InPlace(FileSystemKind::kFat, "FAT, exFAT",
            MessageId("This file system writes data in place: the content of the files, as it was "
                      "when they were wiped, was overwritten to the end of the last cluster.")),
    InPlace(FileSystemKind::kTmpfs, "tmpfs",
            MessageId("This file system lives in memory: the content of the files, as it was when "
                      "they were wiped, was overwritten there.")),
    Nothing(FileSystemKind::kBtrfs, "btrfs",
            MessageId("This file system writes new data to new places: the old content stays on "
                      "the medium, and in snapshots.")),
    Nothing(FileSystemKind::kZfs, "zfs",
            MessageId("This file system writes new data to new places: the old content stays on "
                      "the medium, and in snapshots.")),
    Nothing(FileSystemKind::kF2fs, "f2fs",
            MessageId("This file system writes new data to new places: the old content stays on "
                      "the medium.")),
    Nothing(FileSystemKind::kOverlay, "overlay",
            MessageId("This file system copies a file upward before it changes it: the lower copy "
                      "is untouched.")),
    Nothing(FileSystemKind::kFuse, "FUSE",
            MessageId("A program provides this file system: where it puts data is not known.")),
    Nothing(FileSystemKind::kNetwork, "network (NFS, SMB, 9p, Ceph)",
            MessageId("Another machine keeps this file system: where it puts data is not known.")),
    Nothing(FileSystemKind::kPseudo, "pseudo (proc, sysfs)",
            MessageId("The kernel makes this file system up: there is nothing to overwrite.")),
    Nothing(FileSystemKind::kUnknown, "unknown",
            MessageId("This file system is not known: whether it writes in place is not known.")),
};

constexpr const char* kMediumOther = MessageId(
    "What lies under the file system could not be found out: nothing can be claimed for it.");

constexpr std::array kMedia = {
    MediumClaim{MediumKind::kRotational, "hard disk", Grade::kClear, 1,
                MessageId("Sectors that the disk has replaced by spare ones are not reached.")},
    MediumClaim{MediumKind::kSsd, "SSD", Grade::kClear, 1,
                MessageId("Flash: the spare area, where the disk may keep old copies of what was "
                          "overwritten, is not reached. Purge the whole device for that.")},
    MediumClaim{MediumKind::kNvme, "NVMe", Grade::kClear, 1,
                MessageId("Flash: the spare area, where the disk may keep old copies of what was "
                          "overwritten, is not reached. Purge the whole device for that.")},
    MediumClaim{MediumKind::kUsb, "USB", Grade::kClear, 2,
                MessageId("Behind USB, taken for flash: the spare area, where the device may keep "
                          "old copies of what was overwritten, is not reached. Purge is normally "
                          "not available there: destroy the device for that.")},
    MediumClaim{MediumKind::kSdCard, "SD card, eMMC", Grade::kClear, 2,
                MessageId("Flash: the spare area, where the card may keep old copies of what was "
                          "overwritten, is not reached. Destroy the card for that.")},
    MediumClaim{MediumKind::kLoop, "loop device (image file)", Grade::kClear, 1,
                MessageId("The claim concerns the image file only, not the medium that the image "
                          "lies on.")},
    MediumClaim{MediumKind::kVirtual, "virtual disk", Grade::kClear, 1,
                MessageId("The claim concerns the virtual disk only, not what the hypervisor keeps "
                          "it on, nor its snapshots.")},
    MediumClaim{MediumKind::kStacked, "device-mapper, RAID", Grade::kNone, 1,
                MessageId("Other devices lie underneath, with snapshots or thin pools perhaps: "
                          "where an overwrite ends up is not known.")},
    MediumClaim{MediumKind::kZram, "zram", Grade::kNone, 1,
                MessageId("Compressed memory: an overwrite goes to new memory, and the old stays "
                          "until it is used again or the power is off.")},
    MediumClaim{MediumKind::kMemory, "memory", Grade::kClear, 1,
                MessageId("Memory: copies that programs made are not reached.")},
    MediumClaim{MediumKind::kMemoryAndSwap, "memory with swap", Grade::kNone, 1,
                MessageId("Memory on a machine with swap: copies of the content may be in the swap "
                          "space.")},
    MediumClaim{MediumKind::kUnknown, "unknown", Grade::kNone, 1, kMediumOther},
};

}  // namespace

std::span<const FileSystemClaim> FileSystemClaims() { return kFileSystems; }
std::span<const MediumClaim> MediumClaimTable() { return kMedia; }

Claim ClaimFor(FileSystemKind file_system, MediumKind medium, Done done) {
  const FileSystemClaim* on = nullptr;
  const MediumClaim* under = nullptr;
  for (const FileSystemClaim& row : kFileSystems)
    if (row.kind == file_system && row.done == done) on = &row;
  for (const MediumClaim& row : kMedia)
    if (row.kind == medium) under = &row;
  Claim claim;
  if (on == nullptr || under == nullptr) return claim;  // a row is missing: nothing is claimed
  const bool both = on->content == Grade::kClear && under->most == Grade::kClear;
  claim.grade = both ? Grade::kClear : Grade::kNone;
  claim.passes = under->passes;
  claim.file_system = on->name;
  claim.medium = under->name;
  claim.aspects = {{Aspect::kContent, both, on->content_sentence},
                   {Aspect::kNames, false, on->names_sentence},
                   {Aspect::kAttributes, false, on->attributes_sentence},
                   {Aspect::kEarlier, false, on->earlier_sentence},
                   {Aspect::kMedium, false, under->sentence}};
  return claim;
}

void Withdraw(Claim& claim, const char* sentence) {
  if (claim.grade == Grade::kNone) return;
  claim.grade = Grade::kNone;
  for (AspectClaim& aspect : claim.aspects) {
    if (aspect.aspect != Aspect::kContent) continue;
    aspect.claimed = false;
    aspect.sentence = sentence;
  }
}

std::string GradeName(Grade grade) { return grade == Grade::kClear ? "clear" : "none"; }

std::string AspectName(Aspect aspect) {
  switch (aspect) {
    case Aspect::kContent:
      return "content";
    case Aspect::kNames:
      return "names";
    case Aspect::kAttributes:
      return "attributes";
    case Aspect::kEarlier:
      return "earlier";
    case Aspect::kMedium:
      return "medium";
  }
  return "";
}

}  // namespace sekisho
