// What lies at a place is not always the medium that is meant: another one, none, or one whose tag
// was copied (ATTACKS G2, G4). Nothing is taken back, sealed, wiped or registered then.
#include "media/tag.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/media/missing_tag.h"
#include "workflow/media/wipe_subject.h"
#include "workflow/requests/requests.h"

namespace sekisho {
namespace {

constexpr const char* kCopied = "USB-2";  // registered as a mounted stick, which is not here

class OtherMedia : public Forgery {
 protected:
  OtherMedia() { EXPECT_TRUE(MakeDirectories(other())); }
  std::string other() const { return home_ + "/other"; }

  // The tag of a stick in a directory.
  void CopyATag() {
    MediumClaims claims = StateNow().FindMediumByLabel("USB-1")->claims;
    claims.label = kCopied;
    claims.medium_kind = "mount";
    claims.hardware = Json{{"kind", "mount"}, {"serial", "AA0001"}, {"fs_uuid", "0A1B-2C3D"}};
    const Forged tag = Forge("it", Kind::kMedium, "", ToClaims(claims));
    ASSERT_TRUE(tag.disposition.valid) << tag.disposition.why;
    ASSERT_TRUE(WriteTag(OpenDirectory(other())->get(), tag.token, ReplaceTag::kRefuse));
  }
  std::string ApprovedFor(const std::string& label) {
    RequestOptions options = Asking();
    options.medium = label;
    const std::string id = Ask(options);
    EXPECT_TRUE(ApproveAs("manager", id));
    return id;
  }
  std::optional<ErrorCode> ReturnFrom(const std::string& label, const std::string& target) {
    return RefusalOf(ReturnMedium(*Open("it"), {label, target, false}));
  }
  std::optional<ErrorCode> Subject(const std::vector<std::string>& targets) {
    return RefusalOf(FindWipeSubject(*Open("it"), targets, {}));
  }
  MediumState StateOf(const std::string& label) {
    const OrgState state = StateNow();
    return state.FindMediumByLabel(label)->state;
  }
};

TEST_F(OtherMedia, G2TakenBackIsWhatWentOut) {
  ASSERT_TRUE(CheckoutTo("佐藤", ApprovedFor("USB-1")));
  EXPECT_EQ(ReturnFrom("USB-1", other()), ErrorCode::kRefused);
  EXPECT_EQ(StateOf("USB-1"), MediumState::kOut);
  EXPECT_EQ(ReturnFrom("USB-1", home_ + "/stick"), std::nullopt);
}

TEST_F(OtherMedia, G2AnotherMediumIsNotTakenBack) {
  ASSERT_TRUE(CheckoutTo("佐藤", ApprovedFor("USB-1")));
  ASSERT_TRUE(RegisterMedium(*Open("it"), other(), "USB-3"));
  EXPECT_EQ(ReturnFrom("USB-1", other()), ErrorCode::kRefused);
  EXPECT_EQ(StateOf("USB-1"), MediumState::kOut);
}

TEST_F(OtherMedia, G4ACopiedTagBringsNothingBack) {
  CopyATag();
  ASSERT_TRUE(CheckoutTo("佐藤", ApprovedFor(kCopied), kCopied));
  EXPECT_EQ(ReturnFrom(kCopied, other()), ErrorCode::kRefused);
  EXPECT_EQ(StateOf(kCopied), MediumState::kOut);
}

TEST_F(OtherMedia, G4NothingIsSealedOntoACopiedTag) {
  CopyATag();
  const auto sealed = SealAs("employee", ApprovedFor(kCopied), "other/R1.age");
  EXPECT_EQ(RefusalOf(sealed), ErrorCode::kRefused);
  EXPECT_FALSE(PathExists(other() + "/R1.age"));
}

TEST_F(OtherMedia, G6ACopiedTagIsWipedAsNoMedium) {
  CopyATag();
  EXPECT_EQ(Subject({other()}), ErrorCode::kRefused);
}

TEST_F(OtherMedia, G6WhatIsOutIsNotWiped) {
  EXPECT_EQ(Subject({home_ + "/stick"}), std::nullopt);
  ASSERT_TRUE(CheckoutTo("佐藤", ApprovedFor("USB-1")));
  EXPECT_EQ(Subject({home_ + "/stick"}), ErrorCode::kRefused);
}

TEST_F(OtherMedia, H6WhatACertificateNeedsIsNotWiped) {
  const Setting setting = SettingOf("it");
  for (const std::string& path : {setting.identity, setting.state_dir, setting.store, home_})
    EXPECT_EQ(RefusalOf(RefuseOwnFiles(setting, {home_ + "/stick", path})), ErrorCode::kRefused)
        << path;
  EXPECT_EQ(RefusalOf(RefuseOwnFiles(setting, {home_ + "/stick"})), std::nullopt);
}

TEST_F(OtherMedia, G2WhatCarriesATagIsNotRegisteredAgain) {
  const uint64_t before = Open("it")->index().Head()->size;
  EXPECT_EQ(RefusalOf(RegisterMedium(*Open("it"), home_ + "/stick", "USB-3")), ErrorCode::kRefused);
  ASSERT_TRUE(MakeDirectories(home_ + "/tagged"));
  ASSERT_TRUE(WriteTag(OpenDirectory(home_ + "/tagged")->get(), "another", ReplaceTag::kRefuse));
  EXPECT_EQ(RefusalOf(RegisterMedium(*Open("it"), home_ + "/tagged", "USB-3")),
            ErrorCode::kRefused);
  EXPECT_EQ(Open("it")->index().Head()->size, before);
}

TEST_F(OtherMedia, G4ALabelThatLooksLikeAnother) {
  for (const char* label : {"USB-l", "USB-I", "usb-i"}) {
    ASSERT_TRUE(MakeDirectories(home_ + "/alike"));
    EXPECT_EQ(RefusalOf(RegisterMedium(*Open("it"), home_ + "/alike", label)), ErrorCode::kRefused);
  }
  EXPECT_EQ(RefusalOf(RegisterMedium(*Open("it"), home_ + "/alike", "USB-7")), std::nullopt);
}

// A medium whose tag is gone is known by its hardware (workflow/media/missing_tag.h).
class MissingTag : public OtherMedia {
 protected:
  MissingTag() {
    CopyATag();
    EXPECT_TRUE(RemoveTag(OpenDirectory(other())->get()));
  }
  // The stick itself, as if `other` were where it is mounted.
  FoundMedium Stick() const {
    FoundMedium found;
    found.hardware.kind = MediumKind::kMount;
    found.hardware.serial = "AA0001";
    found.hardware.fs_uuid = "0A1B-2C3D";
    found.place.path = found.place.mount_point = other();
    return found;
  }
  std::optional<ErrorCode> PutBack(const FoundMedium& found) {
    const OrgState state = StateNow();
    return RefusalOf(PutTagBack(*state.FindMediumByLabel(kCopied), found));
  }
  bool HasTag() const { return ReadTag(OpenDirectory(other())->get()).has_value(); }
};

TEST_F(MissingTag, G4IsPutBackOntoTheMedium) {
  EXPECT_EQ(PutBack(Stick()), std::nullopt);
  EXPECT_TRUE(HasTag());
}

TEST_F(MissingTag, G4IsPutOntoNoDirectory) {
  FoundMedium found = Stick();
  found.hardware = Hardware{};
  EXPECT_EQ(PutBack(found), ErrorCode::kRefused);
  EXPECT_FALSE(HasTag());
}

TEST_F(MissingTag, G4IsPutOntoNoOtherStick) {
  FoundMedium found = Stick();
  found.hardware.serial = "AA0002";
  EXPECT_EQ(PutBack(found), ErrorCode::kRefused);
  EXPECT_FALSE(HasTag());
}

TEST_F(MissingTag, G4IsPutBackInHouse) {
  ASSERT_TRUE(CheckoutTo("佐藤", ApprovedFor(kCopied), kCopied));
  EXPECT_EQ(PutBack(Stick()), ErrorCode::kRefused);
  EXPECT_FALSE(HasTag());
}

TEST_F(MissingTag, G4ReplacesNone) {
  ASSERT_TRUE(WriteTag(OpenDirectory(other())->get(), "another", ReplaceTag::kRefuse));
  EXPECT_EQ(PutBack(Stick()), ErrorCode::kRefused);
  EXPECT_EQ(*ReadTag(OpenDirectory(other())->get()), "another");
}

TEST_F(MissingTag, G4WhatIsInTheRegisterGetsNoOtherLabel) {
  const OrgState state = StateNow();
  EXPECT_EQ(RefusalOf(RefuseKnownHardware(state, Stick())), ErrorCode::kRefused);
  FoundMedium found = Stick();
  found.hardware.serial = "AA0002";
  EXPECT_EQ(RefusalOf(RefuseKnownHardware(state, found)), std::nullopt);
}

}  // namespace
}  // namespace sekisho
