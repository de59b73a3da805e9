#include "wipe/report/claims.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "base/files/files.h"
#include "wipe/purge/purge_claims.h"

namespace sekisho {
namespace {

// ctest says where the source is; by hand, start the program there. Not __FILE__: a compiler cache
// may have made it relative to some other build.
std::string DocumentPath() {
  const char* const source = std::getenv("SEKISHO_SOURCE");
  return std::string(source != nullptr ? source : ".") + "/docs/wipe-claims.md";
}

std::string FileSystemTable() {
  std::string table = "| File system | Content | Sentence printed |\n|---|---|---|\n";
  for (const FileSystemClaim& row : FileSystemClaims())
    if (row.done == Done::kFilesOverwritten)
      table += std::string("| ") + row.name + " | " + GradeName(row.content) + " | " +
               row.content_sentence + " |\n";
  return table;
}

std::string FreeSpaceTable() {
  const auto yes = [](bool claimed) { return claimed ? "clear" : "none"; };
  std::string table =
      "| File system | Content | Names | Attributes | Earlier contents |\n|---|---|---|---|---|\n";
  for (const FileSystemClaim& row : FileSystemClaims())
    if (row.done == Done::kFilesAndFreeSpace)
      table += std::string("| ") + row.name + " | " + GradeName(row.content) + " | " +
               yes(row.names_claimed) + " | " + yes(row.attributes_claimed) + " | " +
               yes(row.earlier_claimed) + " |\n";
  return table;
}

std::string DeviceTable() {
  std::string table = "| Named | Content | Sentence printed |\n|---|---|---|\n";
  for (const FileSystemClaim& row : FileSystemClaims())
    if (row.done == Done::kDevice || row.done == Done::kDeviceSampled)
      table += std::string("| ") + row.name + " | " + GradeName(row.content) + " | " +
               row.content_sentence + " |\n";
  return table;
}

// A device as a whole: rows of their own, that nothing else has.
bool IsDevice(FileSystemKind kind) {
  return kind == FileSystemKind::kWholeDevice || kind == FileSystemKind::kPartition ||
         kind == FileSystemKind::kPartOfImage;
}

std::string MediumTable() {
  std::string table = "| Medium | At most | Passes | Sentence printed |\n|---|---|---|---|\n";
  for (const MediumClaim& row : MediumClaimTable())
    table += std::string("| ") + row.name + " | " + GradeName(row.most) + " | " +
             std::to_string(row.passes) + " | " + row.sentence + " |\n";
  return table;
}

std::string PurgeTable() {
  std::string table = "| Method | Hard disk | Flash | Sentence printed |\n|---|---|---|---|\n";
  for (const PurgeClaim& row : PurgeClaimTable())
    table += "| `" + PurgeMethodName(row.method) + "` | purge | " +
             (row.on_flash ? "purge" : "none") + " | " + row.sentence + " |\n";
  return table;
}

TEST(Claims, TheDocumentPrintsTheSameTables) {  // ATTACKS H6
  const auto document = ReadTextFile(DocumentPath(), 1 << 20);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_NE(document->find(FileSystemTable()), std::string::npos) << FileSystemTable();
  EXPECT_NE(document->find(FreeSpaceTable()), std::string::npos) << FreeSpaceTable();
  EXPECT_NE(document->find(DeviceTable()), std::string::npos) << DeviceTable();
  EXPECT_NE(document->find(MediumTable()), std::string::npos) << MediumTable();
  EXPECT_NE(document->find(PurgeTable()), std::string::npos) << PurgeTable();
  for (const AspectClaim& said : PurgeClaimFor(MediumKind::kNvme, PurgeMethod::kNvmeFormat).aspects)
    EXPECT_NE(document->find(said.sentence), std::string::npos) << said.sentence;
  for (const FileSystemClaim& row : FileSystemClaims())
    for (const char* sentence :
         {row.content_sentence, row.names_sentence, row.attributes_sentence, row.earlier_sentence})
      EXPECT_NE(document->find(sentence), std::string::npos) << sentence;
}

TEST(Claims, TheDocumentSaysWhatWasMissing) {  // ATTACKS H6
  const auto document = ReadTextFile(DocumentPath(), 1 << 20);
  ASSERT_TRUE(document) << document.error().message;
  for (const ShortfallClaim& row : ShortfallClaims())
    for (const char* sentence :
         {row.names_sentence, row.attributes_sentence, row.earlier_sentence}) {
      const std::string said = sentence == nullptr ? "" : sentence;
      EXPECT_NE(document->find(said), std::string::npos) << said;
    }
}

TEST(Claims, OnFatThereIsNoWordOfAJournal) {
  for (const FileSystemClaim& row : FileSystemClaims()) {
    if (row.kind != FileSystemKind::kFat) continue;
    for (const char* sentence :
         {row.content_sentence, row.names_sentence, row.attributes_sentence, row.earlier_sentence})
      for (const char* word : {"journal", "inode", " log", "reserve"})
        EXPECT_EQ(std::string(sentence).find(word), std::string::npos) << sentence;
  }
}

TEST(Claims, EveryKindHasOneRow) {
  std::set<FileSystemKind> file_systems;
  for (const FileSystemClaim& row : FileSystemClaims()) {
    if (row.done != Done::kFilesOverwritten && row.done != Done::kDevice) continue;
    EXPECT_TRUE(file_systems.insert(row.kind).second) << row.name;
  }
  EXPECT_EQ(file_systems.size(), static_cast<size_t>(FileSystemKind::kUnknown) + 1);
  std::set<MediumKind> media;
  for (const MediumClaim& row : MediumClaimTable()) EXPECT_TRUE(media.insert(row.kind).second);
  EXPECT_EQ(media.size(), static_cast<size_t>(MediumKind::kUnknown) + 1);
}

TEST(Claims, NamesAttributesAndEarlierContentsAreNeverClaimedForFiles) {  // ATTACKS H5
  for (const FileSystemClaim& on : FileSystemClaims())
    for (const MediumClaim& under : MediumClaimTable()) {
      if (IsDevice(on.kind)) continue;
      const Claim claim = ClaimFor(on.kind, under.kind, Done::kFilesOverwritten);
      ASSERT_EQ(claim.aspects.size(), 5u);
      for (const AspectClaim& aspect : claim.aspects) {
        EXPECT_FALSE(aspect.sentence.empty());
        EXPECT_TRUE(aspect.aspect == Aspect::kContent || !aspect.claimed);
      }
      EXPECT_EQ(claim.aspects[0].claimed, claim.grade == Grade::kClear);
    }
}

TEST(Claims, FreeSpaceAddsNothingWhereFilesCannotBeClaimed) {  // ATTACKS H5
  for (const FileSystemKind kind :
       {FileSystemKind::kBtrfs, FileSystemKind::kBtrfsNoDataCow, FileSystemKind::kBtrfsCompressed,
        FileSystemKind::kZfs, FileSystemKind::kF2fs, FileSystemKind::kOverlay,
        FileSystemKind::kFuse, FileSystemKind::kNetwork, FileSystemKind::kPseudo,
        FileSystemKind::kUnknown, FileSystemKind::kTmpfs})
    for (const Done done : {Done::kFilesAndFreeSpace, Done::kFreeSpace}) {
      const Claim claim = ClaimFor(kind, MediumKind::kRotational, done);
      EXPECT_TRUE(ClaimsNothing(claim));
    }
}

TEST(Claims, NamesAndAttributesAreClaimedOnlyWhereInodesAndJournalArePassed) {
  for (const FileSystemClaim& row : FileSystemClaims()) {
    const bool ext =
        row.kind == FileSystemKind::kExt || row.kind == FileSystemKind::kExtDataJournal;
    const bool passed = ext && row.done != Done::kFilesOverwritten;
    EXPECT_EQ(row.names_claimed, passed || IsDevice(row.kind)) << row.name;
    EXPECT_EQ(row.attributes_claimed, row.names_claimed) << row.name;
  }
}

TEST(Claims, EveryRowHasANameThatLeadsBackToIt) {
  for (const FileSystemClaim& row : FileSystemClaims())
    EXPECT_EQ(FileSystemKindNamed(row.name), row.kind) << row.name;
  for (const MediumClaim& row : MediumClaimTable())
    EXPECT_EQ(MediumKindNamed(row.name), row.kind) << row.name;
  EXPECT_EQ(FileSystemKindNamed("ext9"), FileSystemKind::kUnknown);
  EXPECT_EQ(MediumKindNamed(""), MediumKind::kUnknown);
}

TEST(Claims, EveryRowHasItsSentences) {
  for (const FileSystemClaim& row : FileSystemClaims())
    for (const char* sentence :
         {row.content_sentence, row.names_sentence, row.attributes_sentence, row.earlier_sentence})
      EXPECT_TRUE(std::string(sentence).ends_with('.')) << row.name;
  for (const MediumClaim& row : MediumClaimTable())
    EXPECT_TRUE(std::string(row.sentence).ends_with('.')) << row.name;
}

TEST(Claims, OverwritingNeverReachesMoreThanClearAndNothingWhereUnknown) {  // ATTACKS H6
  for (const FileSystemClaim& on : FileSystemClaims())
    for (const MediumClaim& under : MediumClaimTable())
      for (const Done done :
           {Done::kFilesOverwritten, Done::kFilesAndFreeSpace, Done::kFreeSpace, Done::kDevice}) {
        const Claim claim = ClaimFor(on.kind, under.kind, done);
        EXPECT_LE(claim.grade, Grade::kClear);
        EXPECT_LE(claim.grade, under.most);
        for (const AspectClaim& aspect : claim.aspects)
          EXPECT_FALSE(aspect.aspect == Aspect::kMedium && aspect.claimed);
        if (on.kind == FileSystemKind::kUnknown || under.kind == MediumKind::kUnknown) {
          EXPECT_TRUE(ClaimsNothing(claim));
        }
      }
}

TEST(Claims, ADeviceAndItsFilesAreNotMistakenForEachOther) {  // ATTACKS H6
  for (const FileSystemClaim& on : FileSystemClaims())
    for (const Done done :
         {Done::kFilesOverwritten, Done::kFilesAndFreeSpace, Done::kFreeSpace, Done::kDevice}) {
      if (IsDevice(on.kind) == (done == Done::kDevice)) continue;
      EXPECT_TRUE(ClaimsNothing(ClaimFor(on.kind, MediumKind::kRotational, done))) << on.name;
    }
}

TEST(Claims, OnlyWithdrawnClaimsAndRowsOfGradeNoneClaimNothing) {
  Claim claim = ClaimFor(FileSystemKind::kExt, MediumKind::kUsb, Done::kFreeSpace);
  EXPECT_FALSE(ClaimsNothing(claim));
  Withdraw(claim, "no");
  EXPECT_TRUE(ClaimsNothing(claim));
  claim.aspects[1].claimed = true;
  EXPECT_FALSE(ClaimsNothing(claim));
}

TEST(Claims, TheLowerOfFileSystemAndMediumDecides) {
  const auto grade = [](FileSystemKind on, MediumKind under) {
    return ClaimFor(on, under, Done::kFilesOverwritten).grade;
  };
  EXPECT_EQ(grade(FileSystemKind::kExt, MediumKind::kRotational), Grade::kClear);
  EXPECT_EQ(grade(FileSystemKind::kXfs, MediumKind::kNvme), Grade::kClear);
  EXPECT_EQ(grade(FileSystemKind::kFat, MediumKind::kUsb), Grade::kClear);
  EXPECT_EQ(grade(FileSystemKind::kExt, MediumKind::kStacked), Grade::kNone);
  EXPECT_EQ(grade(FileSystemKind::kExt, MediumKind::kUnknown), Grade::kNone);
  for (const FileSystemKind kind :
       {FileSystemKind::kExtDataJournal, FileSystemKind::kBtrfs, FileSystemKind::kBtrfsNoDataCow,
        FileSystemKind::kBtrfsCompressed, FileSystemKind::kZfs, FileSystemKind::kOverlay,
        FileSystemKind::kFuse, FileSystemKind::kNetwork, FileSystemKind::kUnknown})
    EXPECT_EQ(grade(kind, MediumKind::kRotational), Grade::kNone);
}

TEST(Claims, FlashBehindUsbTakesTwoPasses) {
  EXPECT_EQ(ClaimFor(FileSystemKind::kFat, MediumKind::kUsb, Done::kFilesOverwritten).passes, 2);
}

TEST(Claims, AWithdrawnClaimSaysWhy) {
  Claim claim = ClaimFor(FileSystemKind::kExt, MediumKind::kRotational, Done::kFilesOverwritten);
  Withdraw(claim, "because");
  EXPECT_EQ(claim.grade, Grade::kNone);
  EXPECT_FALSE(claim.aspects[0].claimed);
  EXPECT_EQ(claim.aspects[0].sentence, "because");
}

}  // namespace
}  // namespace sekisho
