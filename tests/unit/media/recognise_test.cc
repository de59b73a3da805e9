#include "media/recognise.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

MediumIdentity Stick() {
  MediumIdentity stick;
  stick.id = "0193-m17";
  stick.hardware.kind = MediumKind::kMount;
  stick.hardware.serial = "AA0001";
  stick.hardware.vendor_id = "0781";
  stick.hardware.product_id = "5567";
  stick.hardware.vendor = "SanDisk";
  stick.hardware.product = "Cruzer Blade";
  stick.hardware.fs_uuid = "1234-ABCD";
  return stick;
}

MediumIdentity Folder() {
  MediumIdentity folder;
  folder.id = "0193-m18";
  return folder;
}

TEST(MediumRecognition, EverythingRecordedAgrees) {
  MediumIdentity found = Stick();
  found.hardware.size_bytes = 1;  // not compared
  const Recognition verdict = Recognise(Stick(), found);
  EXPECT_TRUE(verdict.recognised);
  EXPECT_FALSE(verdict.by_tag_only);
  EXPECT_EQ(verdict.Sentence(), "tag and hardware agree with the register");
}

// Of a device that is not mounted nobody can read the tag.
TEST(MediumRecognition, ADeviceMayBeAMediumThatNothingSpeaksAgainst) {
  const Hardware registered = Stick().hardware;
  Hardware found = registered;
  EXPECT_TRUE(MayBe(registered, found));
  found.fs_uuid = std::nullopt;  // wiped before
  EXPECT_TRUE(MayBe(registered, found));
  found.serial = std::nullopt;  // the vendor's name alone says nothing
  EXPECT_FALSE(MayBe(registered, found));
  found.fs_uuid = registered.fs_uuid;  // an image with a copy of the UUID (ATTACKS G4)
  EXPECT_FALSE(MayBe(registered, found));
  for (const auto field : {&Hardware::serial, &Hardware::vendor, &Hardware::fs_uuid}) {
    Hardware other = registered;
    other.*field = "other";
    EXPECT_FALSE(MayBe(registered, other));
  }
  EXPECT_FALSE(MayBe(Folder().hardware, registered));
  Hardware sized = registered;
  sized.size_bytes = 1 << 30;
  EXPECT_TRUE(MayBe(sized, sized));
  EXPECT_TRUE(MayBe(sized, registered));
  Hardware part = sized;
  part.size_bytes = 1 << 29;  // a device over a part of it
  EXPECT_FALSE(MayBe(sized, part));
}

TEST(MediumRecognition, EachFieldIsEnoughToRefuse) {  // ATTACKS G4
  std::optional<std::string> Hardware::*const fields[] = {
      &Hardware::serial, &Hardware::vendor_id, &Hardware::product_id,
      &Hardware::vendor, &Hardware::product,   &Hardware::fs_uuid};
  for (const auto field : fields) {
    MediumIdentity found = Stick();
    found.hardware.*field = "other";
    const Recognition differs = Recognise(Stick(), found);
    EXPECT_FALSE(differs.recognised);
    ASSERT_EQ(differs.mismatches.size(), 1u);
    EXPECT_EQ(differs.mismatches[0].kind, MismatchKind::kDiffers);

    found.hardware.*field = std::nullopt;
    const Recognition unread = Recognise(Stick(), found);
    EXPECT_FALSE(unread.recognised);
    ASSERT_EQ(unread.mismatches.size(), 1u);
    EXPECT_EQ(unread.mismatches[0].kind, MismatchKind::kUnread);

    MediumIdentity registered = Stick();
    registered.hardware.*field = std::nullopt;
    EXPECT_TRUE(Recognise(registered, Stick()).recognised);
  }
}

TEST(MediumRecognition, TwoSticksWithOneSerialAndAClonedTag) {  // ATTACKS G4
  MediumIdentity twin = Stick();
  twin.hardware.fs_uuid = "5678-EF01";
  EXPECT_EQ(Recognise(Stick(), twin).Sentence(),
            "the file-system UUID is 5678-EF01, the register says 1234-ABCD");
  twin.id = std::nullopt;
  twin.hardware.serial = std::nullopt;
  EXPECT_EQ(Recognise(Stick(), twin).Sentence(),
            "the tag could not be read, the register says 0193-m17; "
            "the serial number could not be read, the register says AA0001; "
            "the file-system UUID is 5678-EF01, the register says 1234-ABCD");
}

TEST(MediumRecognition, ATagCopiedIntoADirectoryIsNotTheStick) {  // ATTACKS G4
  MediumIdentity found = Folder();
  found.id = Stick().id;
  const Recognition verdict = Recognise(Stick(), found);
  EXPECT_FALSE(verdict.recognised);
  EXPECT_EQ(verdict.mismatches[0].field, "kind");
  MediumIdentity mounted = Stick();
  mounted.id = Folder().id;
  EXPECT_FALSE(Recognise(Folder(), mounted).recognised);
}

TEST(MediumRecognition, ADirectoryIsRecognisedByItsTagOnly) {  // ATTACKS G4
  const Recognition verdict = Recognise(Folder(), Folder());
  EXPECT_TRUE(verdict.recognised);
  EXPECT_TRUE(verdict.by_tag_only);
  EXPECT_EQ(verdict.Sentence(), "recognised by its tag only: a copied tag would not be noticed");
  MediumIdentity other = Folder();
  other.id = "other";
  EXPECT_FALSE(Recognise(Folder(), other).recognised);
}

TEST(MediumRecognition, NothingIsRecognisedWithoutAnId) {
  MediumIdentity nameless = Folder();
  nameless.id = std::nullopt;
  EXPECT_FALSE(Recognise(nameless, nameless).recognised);
}

TEST(HardwareJson, ReadsExactlyWhatItWrites) {
  Hardware full = Stick().hardware;
  full.fs_type = "vfat";
  full.wwid = "t10.x";
  full.size_bytes = 15'728'640'000;
  full.removable = true;
  EXPECT_EQ(*HardwareFromJson(HardwareToJson(full)), full);
  EXPECT_EQ(*HardwareFromJson(HardwareToJson(Folder().hardware)), Folder().hardware);
  EXPECT_EQ(WriteJson(HardwareToJson(Folder().hardware)), R"({"kind":"directory"})");
}

TEST(HardwareJson, RefusesEverythingElse) {
  for (const char* bad :
       {"[]", "{}", R"({"kind":"disk"})", R"({"kind":"mount","colour":"red"})",
        R"({"kind":"mount","serial":""})", R"({"kind":"mount","serial":7})",
        R"({"kind":"mount","size_bytes":0})", R"({"kind":"mount","size_bytes":-1})",
        R"({"kind":"mount","removable":1})", R"({"kind":"directory","serial":"x"})"}) {
    const auto read = HardwareFromJson(*ParseJson(bad));
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, ErrorCode::kMalformed);
  }
  EXPECT_FALSE(HardwareFromJson(Json{{"kind", "mount"}, {"serial", std::string(257, 'x')}}));
}

}  // namespace
}  // namespace sekisho
