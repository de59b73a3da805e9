#include "wipe/report/claims.h"
#include "base/text/message_id.h"

#include <algorithm>
#include <array>

namespace sekisho {
namespace {

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

constexpr const char* kNamesGone = MessageId(
    "Names: replaced by random names and removed; freed directory blocks, free inodes and the "
    "journal were overwritten afterwards.");
constexpr const char* kAttributesGone = MessageId(
    "Attributes: values were overwritten and removed; freed blocks, free inodes and the journal "
    "were overwritten afterwards.");
constexpr const char* kEarlierGone = MessageId(
    "Earlier contents: free space, with the file system's reserve, was overwritten and read back; "
    "blocks that files which stay have set aside and never written (fallocate) are not free space, "
    "and were not reached.");
constexpr const char* kEarlierGoneOnFat = MessageId(
    "Earlier contents: free space was overwritten and read back; what files that stay have set "
    "aside and never written is not free space, and was not reached.");
constexpr const char* kNamesMayStay = MessageId(
    "Names are not claimed: this file system may keep them in directories that stay, in inodes and "
    "in its log, where no program can write.");
constexpr const char* kAttributesMayStay = MessageId(
    "Attributes are not claimed: this file system may keep them, like owners, times and sizes, in "
    "inodes and in its log, where no program can write.");
constexpr const char* kContentAndFreed = MessageId(
    "The content of the files was overwritten to the end of the last block, and so were free space "
    "and the journal afterwards.");
constexpr const char* kDeletedContent = MessageId(
    "What was deleted before lay in free space, which was overwritten and read back; what is not "
    "deleted is untouched.");

// xfs, with free space: what it keeps back for its own metadata cannot be taken by a file.
constexpr const char* kEarlierMayStay = MessageId(
    "Earlier contents are not claimed: free space was overwritten and read back, but this file "
    "system keeps blocks of it back for its metadata, where no program can write; what was deleted "
    "before may lie there.");
constexpr const char* kDeletedAsFarAsGiven = MessageId(
    "Free space was overwritten and read back, as far as this file system gives it to files; what "
    "is not deleted is untouched.");

// Free space too, where inodes and the journal can be passed.
constexpr FileSystemClaim Everything(FileSystemKind kind, const char* name, Done done) {
  return {kind,
          done,
          name,
          Grade::kClear,
          done == Done::kFreeSpace ? kDeletedContent : kContentAndFreed,
          kNamesGone,
          kAttributesGone,
          kEarlierGone,
          true,
          true,
          true};
}

// On FAT there is neither a journal nor attributes beside names, times and sizes.
constexpr const char* kContentAndFreedOnFat = MessageId(
    "The content of the files was overwritten to the end of the last cluster, and so was free "
    "space afterwards.");
constexpr const char* kNamesMayStayOnFat = MessageId(
    "Names are not claimed: this file system may keep them in directories that stay, where no "
    "program can write.");
constexpr const char* kAttributesMayStayOnFat = MessageId(
    "Attributes are not claimed: this file system may keep times and sizes in directories that "
    "stay, where no program can write.");
constexpr const char* kNamesStayOnFat = MessageId(
    "Names are not claimed: they were replaced by random names, but copies may stay in directories "
    "and in freed clusters of directories.");
constexpr const char* kAttributesStayOnFat = MessageId(
    "Attributes are not claimed: times and sizes may stay in directories and in freed clusters of "
    "directories.");

constexpr FileSystemClaim OnFat(FileSystemClaim row) {
  const bool files_only = row.done == Done::kFilesOverwritten;
  if (row.done == Done::kFilesAndFreeSpace) row.content_sentence = kContentAndFreedOnFat;
  row.names_sentence = files_only ? kNamesStayOnFat : kNamesMayStayOnFat;
  row.attributes_sentence = files_only ? kAttributesStayOnFat : kAttributesMayStayOnFat;
  if (!files_only) row.earlier_sentence = kEarlierGoneOnFat;
  return row;
}

// Free space too, where names and attributes may stay elsewhere.
constexpr FileSystemClaim Contents(FileSystemKind kind, const char* name, Done done) {
  return {kind,
          done,
          name,
          Grade::kClear,
          done == Done::kFreeSpace ? kDeletedContent : kContentAndFreed,
          kNamesMayStay,
          kAttributesMayStay,
          kEarlierGone,
          false,
          false,
          true};
}

// The same, where not all free blocks can be taken either.
constexpr FileSystemClaim ContentsGivenOut(FileSystemKind kind, const char* name, Done done) {
  FileSystemClaim row = Contents(kind, name, done);
  if (done == Done::kFreeSpace) row.content_sentence = kDeletedAsFarAsGiven;
  row.earlier_sentence = kEarlierMayStay;
  row.earlier_claimed = false;
  return row;
}

constexpr FileSystemClaim Nothing(FileSystemKind kind, const char* name, const char* content) {
  return {
      kind,        Done::kFilesOverwritten, name, Grade::kNone, content, kNothingElse, kNothingElse,
      kNothingElse};
}

constexpr FileSystemClaim WholeDevice(FileSystemKind kind, Done done, const char* name,
                                      const char* content, const char* earlier) {
  return {kind,
          done,
          name,
          Grade::kClear,
          content,
          MessageId("Names: they lay in those blocks, too."),
          MessageId("Attributes: they lay in those blocks, too."),
          earlier,
          true,
          true,
          true};
}

constexpr const char* kEarlierOfDevice =
    MessageId("Earlier contents: whatever was in a block that the device shows was overwritten.");
constexpr const char* kEarlierOfPartition = MessageId(
    "Earlier contents: whatever was in a block of the partition was overwritten; copies outside of "
    "it are not.");
constexpr const char* kEarlierOfImagePart = MessageId(
    "Earlier contents: whatever was in a block that the loop device shows was overwritten; the "
    "rest of the image file is not.");

constexpr const char* kExtName = MessageId("ext2/3/4, data ordered");
constexpr const char* kJournalName = MessageId("ext3/4, data=journal");
constexpr const char* kFatName = MessageId("FAT, exFAT");

constexpr std::array kFileSystems = {
    InPlace(FileSystemKind::kExt, kExtName,
            MessageId("This file system writes data in place: the content of the files, as it was "
                      "when they were wiped, was overwritten to the end of the last block.")),
    Nothing(FileSystemKind::kExtDataJournal, kJournalName,
            MessageId("This file system writes data to its journal first: copies of the content "
                      "may stay there.")),
    InPlace(FileSystemKind::kXfs, MessageId("xfs"),
            MessageId("This file system writes unshared data in place: the content of the files, "
                      "as it was when they were wiped, was overwritten to the end of the last "
                      "block.")),
    OnFat(InPlace(FileSystemKind::kFat, kFatName,
                  MessageId("This file system writes data in place: the content of the files, as "
                            "it was when they were wiped, was overwritten to the end of the last "
                            "cluster."))),
    InPlace(FileSystemKind::kTmpfs, MessageId("tmpfs"),
            MessageId("This file system lives in memory: the content of the files, as it was when "
                      "they were wiped, was overwritten there.")),
    Nothing(FileSystemKind::kBtrfs, MessageId("btrfs"),
            MessageId("This file system writes new data to new places: the old content stays on "
                      "the medium, and in snapshots.")),
    Nothing(FileSystemKind::kBtrfsNoDataCow, MessageId("btrfs, nodatacow"),
            MessageId("This file system may write data in place here, but snapshots, balancing and "
                      "defragmenting leave copies elsewhere, and none of that can be found out.")),
    Nothing(FileSystemKind::kBtrfsCompressed, MessageId("btrfs, compressed"),
            MessageId("This file system compresses and writes new data to new places: the old "
                      "content stays on the medium, and in snapshots.")),
    Nothing(FileSystemKind::kZfs, MessageId("zfs"),
            MessageId("This file system writes new data to new places: the old content stays on "
                      "the medium, and in snapshots.")),
    Nothing(FileSystemKind::kF2fs, MessageId("f2fs"),
            MessageId("This file system writes new data to new places: the old content stays on "
                      "the medium.")),
    Nothing(FileSystemKind::kOverlay, MessageId("overlay"),
            MessageId("This file system copies a file upward before it changes it: the lower copy "
                      "is untouched.")),
    Nothing(FileSystemKind::kFuse, MessageId("FUSE"),
            MessageId("A program provides this file system: where it puts data is not known.")),
    Nothing(FileSystemKind::kNetwork, MessageId("network (NFS, SMB, 9p, Ceph)"),
            MessageId("Another machine keeps this file system: where it puts data is not known.")),
    Nothing(FileSystemKind::kPseudo, MessageId("pseudo (proc, sysfs)"),
            MessageId("The kernel makes this file system up: there is nothing to overwrite.")),
    Nothing(FileSystemKind::kUnknown, MessageId("unknown"),
            MessageId("This file system is not known: whether it writes in place is not known.")),
    Everything(FileSystemKind::kExt, kExtName, Done::kFilesAndFreeSpace),
    Everything(FileSystemKind::kExtDataJournal, kJournalName, Done::kFilesAndFreeSpace),
    ContentsGivenOut(FileSystemKind::kXfs, MessageId("xfs"), Done::kFilesAndFreeSpace),
    OnFat(Contents(FileSystemKind::kFat, kFatName, Done::kFilesAndFreeSpace)),
    Everything(FileSystemKind::kExt, kExtName, Done::kFreeSpace),
    Everything(FileSystemKind::kExtDataJournal, kJournalName, Done::kFreeSpace),
    ContentsGivenOut(FileSystemKind::kXfs, MessageId("xfs"), Done::kFreeSpace),
    OnFat(Contents(FileSystemKind::kFat, kFatName, Done::kFreeSpace)),
    WholeDevice(FileSystemKind::kWholeDevice, Done::kDevice, MessageId("whole device"),
                MessageId("Every block that the device shows was overwritten and read back."),
                kEarlierOfDevice),
    WholeDevice(FileSystemKind::kPartition, Done::kDevice, MessageId("partition"),
                MessageId("Every block of the partition was overwritten and read back; the rest of "
                          "the medium is untouched."),
                kEarlierOfPartition),
    WholeDevice(FileSystemKind::kWholeDevice, Done::kDeviceSampled, MessageId("whole device"),
                MessageId("Every block that the device shows was overwritten; of these a sample "
                          "was read back: a tenth at least, in each of 1,000 sections."),
                kEarlierOfDevice),
    WholeDevice(FileSystemKind::kPartition, Done::kDeviceSampled, MessageId("partition"),
                MessageId("Every block of the partition was overwritten; of these a sample was "
                          "read back: a tenth at least, in each of 1,000 sections. The rest of the "
                          "medium is untouched."),
                kEarlierOfPartition),
    WholeDevice(FileSystemKind::kPartOfImage, Done::kDevice, MessageId("part of an image"),
                MessageId("Every block that the loop device shows was overwritten and read back; "
                          "it shows a part of the image file only, and the rest of that is "
                          "untouched."),
                kEarlierOfImagePart),
    WholeDevice(FileSystemKind::kPartOfImage, Done::kDeviceSampled, MessageId("part of an image"),
                MessageId("Every block that the loop device shows was overwritten; of these a "
                          "sample was read back: a tenth at least, in each of 1,000 sections. It "
                          "shows a part of the image file only, and the rest of that is "
                          "untouched."),
                kEarlierOfImagePart),
};

constexpr std::array kShortfalls = {
    ShortfallClaim{Shortfall::kDeletedInUse,
                   MessageId("Names are not claimed: it could not be shown that nothing deleted is "
                             "still in use (see what was found)."),
                   MessageId("Attributes are not claimed: it could not be shown that nothing "
                             "deleted is still in use (see what was found)."),
                   MessageId("Earlier contents are not claimed: it could not be shown that nothing "
                             "deleted is still in use (see what was found), and what is in use is "
                             "not free space.")},
    ShortfallClaim{Shortfall::kInodesWithoutName,
                   MessageId("Names are not claimed: the number of inodes in use is not that of "
                             "the files that were found; the others were not reached."),
                   MessageId("Attributes are not claimed: the number of inodes in use is not that "
                             "of the files that were found; the others were not reached."),
                   MessageId("Earlier contents are not claimed: the number of inodes in use is not "
                             "that of the files that were found; the others were not reached.")},
    ShortfallClaim{Shortfall::kInodesLeft,
                   MessageId("Names are not claimed: not all free inodes could be used, and where "
                             "symbolic links pointed may stay in the others."),
                   MessageId("Attributes are not claimed: not all free inodes could be used, and "
                             "values may stay in the others."),
                   nullptr},
    ShortfallClaim{Shortfall::kNamesInDirectories,
                   MessageId("Names are not claimed: directories that stay hold more than the "
                             "names of what is in them."),
                   nullptr, nullptr},
};

constexpr const char* kMediumOther = MessageId(
    "What lies under the file system could not be found out: nothing can be claimed for it.");

constexpr std::array kMedia = {
    MediumClaim{MediumKind::kRotational, MessageId("hard disk"), Grade::kClear, 1,
                MessageId("Sectors that the disk has replaced by spare ones are not reached.")},
    MediumClaim{MediumKind::kSsd, MessageId("SSD"), Grade::kClear, 1,
                MessageId("Flash: the spare area, where the disk may keep old copies of what was "
                          "overwritten, is not reached. Purge the whole device for that.")},
    MediumClaim{MediumKind::kNvme, MessageId("NVMe"), Grade::kClear, 1,
                MessageId("Flash: the spare area, where the disk may keep old copies of what was "
                          "overwritten, is not reached. Purge the whole device for that.")},
    MediumClaim{MediumKind::kUsb, MessageId("USB"), Grade::kClear, 2,
                MessageId("Behind USB, taken for flash: the spare area, where the device may keep "
                          "old copies of what was overwritten, is not reached. Purge is normally "
                          "not available there: destroy the device for that.")},
    MediumClaim{MediumKind::kSdCard, MessageId("SD card, eMMC"), Grade::kClear, 2,
                MessageId("Flash: the spare area, where the card may keep old copies of what was "
                          "overwritten, is not reached. Destroy the card for that.")},
    MediumClaim{MediumKind::kLoop, MessageId("loop device (image file)"), Grade::kClear, 1,
                MessageId("The claim concerns the image file only, not the medium that the image "
                          "lies on.")},
    MediumClaim{MediumKind::kVirtual, MessageId("virtual disk"), Grade::kClear, 1,
                MessageId("The claim concerns the virtual disk only, not what the hypervisor keeps "
                          "it on, nor its snapshots.")},
    MediumClaim{MediumKind::kStacked, MessageId("device-mapper, RAID"), Grade::kNone, 1,
                MessageId("Other devices lie underneath, with snapshots or thin pools perhaps: "
                          "where an overwrite ends up is not known.")},
    MediumClaim{MediumKind::kZram, MessageId("zram"), Grade::kNone, 1,
                MessageId("Compressed memory: an overwrite goes to new memory, and the old stays "
                          "until it is used again or the power is off.")},
    MediumClaim{MediumKind::kMemory, MessageId("memory"), Grade::kClear, 1,
                MessageId("Memory: copies that programs made are not reached.")},
    MediumClaim{MediumKind::kMemoryAndSwap, MessageId("memory with swap"), Grade::kNone, 1,
                MessageId("Memory on a machine with swap: copies of the content may be in the swap "
                          "space.")},
    MediumClaim{MediumKind::kUnknown, MessageId("unknown"), Grade::kNone, 1, kMediumOther},
};

}  // namespace

std::span<const FileSystemClaim> FileSystemClaims() { return kFileSystems; }
std::span<const MediumClaim> MediumClaimTable() { return kMedia; }
std::span<const ShortfallClaim> ShortfallClaims() { return kShortfalls; }

namespace {

// The row of what was done. Where there is none, that of overwritten files, if it claims nothing.
const FileSystemClaim* RowFor(FileSystemKind kind, Done done) {
  const FileSystemClaim* nothing = nullptr;
  for (const FileSystemClaim& row : kFileSystems) {
    if (row.kind != kind) continue;
    if (row.done == done) return &row;
    if (row.content == Grade::kNone) nothing = &row;
  }
  return nothing;
}

Claim Make(const FileSystemClaim& on, const MediumClaim& under) {
  Claim claim;
  const bool both = on.content == Grade::kClear && under.most == Grade::kClear;
  claim.grade = both ? Grade::kClear : Grade::kNone;
  claim.passes = under.passes;
  claim.file_system = on.name;
  claim.medium = under.name;
  claim.aspects = {{Aspect::kContent, both, on.content_sentence},
                   {Aspect::kNames, both && on.names_claimed, on.names_sentence},
                   {Aspect::kAttributes, both && on.attributes_claimed, on.attributes_sentence},
                   {Aspect::kEarlier, both && on.earlier_claimed, on.earlier_sentence},
                   {Aspect::kMedium, false, under.sentence}};
  return claim;
}

void TakeBack(Aspect aspect, const char* sentence, Claim& claim) {
  for (AspectClaim& said : claim.aspects) {
    if (said.aspect != aspect || !said.claimed || sentence == nullptr) continue;
    said.claimed = false;
    said.sentence = sentence;
  }
}

// Free space itself was overwritten: what is not said any longer is what lay in it.
void SayFreeSpaceOnly(Claim& claim) {
  for (AspectClaim& said : claim.aspects)
    if (said.aspect == Aspect::kContent && said.sentence == kDeletedContent)
      said.sentence = kDeletedAsFarAsGiven;
}

void TakeBack(const ShortfallClaim& missing, Claim& claim) {
  TakeBack(Aspect::kNames, missing.names_sentence, claim);
  TakeBack(Aspect::kAttributes, missing.attributes_sentence, claim);
  TakeBack(Aspect::kEarlier, missing.earlier_sentence, claim);
  if (missing.earlier_sentence != nullptr) SayFreeSpaceOnly(claim);
}

}  // namespace

uint64_t MostBytesLeft(FileSystemKind file_system) {
  return file_system == FileSystemKind::kXfs ? 1 << 20 : 0;
}

Claim ClaimFor(FileSystemKind file_system, MediumKind medium, Done done,
               std::span<const Shortfall> missing) {
  const FileSystemClaim* const on = RowFor(file_system, done);
  const MediumClaim* under = nullptr;
  for (const MediumClaim& row : kMedia)
    if (row.kind == medium) under = &row;
  // A row is missing: nothing is claimed.
  if (on == nullptr || under == nullptr) return Claim();
  Claim claim = Make(*on, *under);
  if (done != Done::kFilesAndFreeSpace && done != Done::kFreeSpace) return claim;
  for (const ShortfallClaim& row : kShortfalls)
    if (std::find(missing.begin(), missing.end(), row.what) != missing.end()) TakeBack(row, claim);
  return claim;
}

bool ClaimsNothing(const Claim& claim) {
  return claim.grade == Grade::kNone &&
         std::none_of(claim.aspects.begin(), claim.aspects.end(),
                      [](const AspectClaim& aspect) { return aspect.claimed; });
}

FileSystemKind FileSystemKindNamed(const std::string& name) {
  for (const FileSystemClaim& row : kFileSystems)
    if (name == row.name) return row.kind;
  return FileSystemKind::kUnknown;
}

MediumKind MediumKindNamed(const std::string& name) {
  for (const MediumClaim& row : kMedia)
    if (name == row.name) return row.kind;
  return MediumKind::kUnknown;
}

void Withdraw(Claim& claim, const char* sentence) {
  if (claim.grade == Grade::kNone) return;
  claim.grade = Grade::kNone;
  for (AspectClaim& aspect : claim.aspects) {
    if (!aspect.claimed) continue;
    aspect.claimed = false;
    aspect.sentence = sentence;
  }
}

std::string GradeName(Grade grade) {
  if (grade == Grade::kPurge) return "purge";
  return grade == Grade::kClear ? "clear" : "none";
}

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
