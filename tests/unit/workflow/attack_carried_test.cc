// What is on a medium, by whom and for how long, whatever permit it went out for: ATTACKS A8, G6,
// I6, I16, I18.
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

class Carried : public Record {
 protected:
  Carried() {
    Hire("manager", {Grant(Role::kManager)});
    Hire("it", {Grant(Role::kIt)});
    Hire("helper", {Grant(Role::kIt)});
    Hire("employee", {Grant(Role::kEmployee)});
    Hire("colleague", {Grant(Role::kEmployee)});
    usb1_ = Say("it", Kind::kMedium, Registering("USB-1"));
    usb2_ = Say("it", Kind::kMedium, Registering("USB-2"));
  }
  Said Approved(const std::string& who, const Said& medium, const std::string& holder = "",
                const std::string& class_id = "秘") {
    const Said request = Say(who, Kind::kRequest, Asking(who, medium.jti, holder, class_id));
    EXPECT_TRUE(request.valid()) << request.disposition.why;
    Say("manager", Kind::kApproval, Deciding(Kind::kApproval, request));
    EXPECT_TRUE(Ready(request));
    return request;
  }
  void Out(const Said& medium, const Said& request, const std::string& to) {
    const Said out = Say("it", Kind::kCheckout, CheckingOut(medium, request, to));
    ASSERT_TRUE(out.valid()) << out.disposition.why;
  }
  Said usb1_, usb2_;
};

TEST_F(Carried, I18ASealIsOnTheMediumOfItsRequest) {
  const Said request = Approved("employee", usb1_);
  EXPECT_FALSE(Try("employee", Kind::kSeal, Sealing(request, usb2_.jti)).valid());
  EXPECT_FALSE(Try("employee", Kind::kSeal, Sealing(request, "")).valid());
  EXPECT_TRUE(Try("employee", Kind::kSeal, Sealing(request, usb1_.jti)).valid());
  const Said mail = Say("employee", Kind::kRequest, Asking("employee", "", "", "公開"));
  ASSERT_TRUE(Ready(mail));
  EXPECT_FALSE(Try("employee", Kind::kSeal, Sealing(mail, usb1_.jti)).valid());
  EXPECT_TRUE(Try("employee", Kind::kSeal, Sealing(mail, "")).valid());
}

// One's own permit for a medium that another carries makes one's word about it no more than a word.
TEST_F(Carried, I18WhoSealsOntoAnothersMediumDoesNotAnswerForIt) {
  Out(usb1_, Approved("employee", usb1_), "employee");
  const Said own = Approved("colleague", usb1_);
  ASSERT_TRUE(Say("colleague", Kind::kSeal, Sealing(own, usb1_.jti)).valid());
  ASSERT_TRUE(Say("colleague", Kind::kLoss, Losing(usb1_)).valid());
  EXPECT_EQ(Medium(usb1_).state, MediumState::kOut);
  ASSERT_TRUE(Say("employee", Kind::kLoss, Losing(usb1_)).valid());
  EXPECT_EQ(Medium(usb1_).state, MediumState::kLost);
}

TEST_F(Carried, G6TheHighestClassOnItSaysWhatItNeeds) {
  const Said low = Approved("employee", usb1_, "", "社内限");
  const Said high = Approved("employee", usb1_);
  Out(usb1_, low, "employee");
  ASSERT_TRUE(Say("employee", Kind::kSeal, Sealing(high, usb1_.jti)).valid());
  ASSERT_TRUE(Say("it", Kind::kReturn, Returning(usb1_)).valid());
  EXPECT_EQ(Medium(usb1_).need.class_id, "秘");
  const Said again = Approved("colleague", usb1_, "", "社内限");
  EXPECT_FALSE(Try("it", Kind::kCheckout, CheckingOut(usb1_, again, "colleague")).valid());
  // Sealed before it went out is no other case.
  const Said before = Approved("employee", usb2_);
  ASSERT_TRUE(Say("employee", Kind::kSeal, Sealing(before, usb2_.jti)).valid());
  Out(usb2_, Approved("employee", usb2_, "", "社内限"), "employee");
  EXPECT_EQ(Medium(usb2_).need.class_id, "秘");
}

TEST_F(Carried, I6WhoSealedBeforeItWentOutDoesNotTakeItBack) {
  const Said own = Approved("helper", usb1_, "employee");
  ASSERT_TRUE(Say("helper", Kind::kSeal, Sealing(own, usb1_.jti)).valid());
  Out(usb1_, Approved("employee", usb1_), "employee");
  EXPECT_FALSE(Try("helper", Kind::kReturn, Returning(usb1_)).valid());
  EXPECT_TRUE(Try("it", Kind::kReturn, Returning(usb1_)).valid());
}

TEST_F(Carried, I18WhatIsBackIsWipedWhoeverSealsOntoIt) {
  Out(usb1_, Approved("employee", usb1_), "employee");
  ASSERT_TRUE(Say("it", Kind::kReturn, Returning(usb1_)).valid());
  const Said own = Approved("colleague", usb1_);
  ASSERT_TRUE(Say("colleague", Kind::kSeal, Sealing(own, usb1_.jti)).valid());
  EXPECT_TRUE(Try("it", Kind::kWipe, Wiping(usb1_)).valid());
}

TEST_F(Carried, G6ItIsDueWhenItWasApproved) {
  const Said request = Approved("employee", usb1_);
  Words out = CheckingOut(usb1_, request, "employee");
  out.claims["due"] = FormatTime(clock_.Now() + std::chrono::days(60), kJapan);
  EXPECT_FALSE(Try("it", Kind::kCheckout, out).valid());
  out.claims["due"] = FormatTime(clock_.Now() + std::chrono::days(50), kJapan);
  EXPECT_TRUE(Try("it", Kind::kCheckout, out).valid());
}

TEST_F(Carried, A8WhoCarriesItGivesNoUseBack) {
  const Said request = Approved("employee", usb1_, "founder");
  Out(usb1_, request, "founder");
  const Said seal = Say("employee", Kind::kSeal, Sealing(request, usb1_.jti));
  ASSERT_TRUE(seal.valid());
  const Words voiding = {request.jti, ToClaims(SealRefClaims{seal.hash}), {}, {}, {}};
  ASSERT_TRUE(Say("founder", Kind::kSealVoid, voiding).valid());
  EXPECT_FALSE(Request(request).seals.at(0).use_returned);
}

TEST_F(Carried, I16WhatWasToBeRecordedEarlierIsVoid) {
  const Said request = Say("employee", Kind::kRequest, Asking("employee", usb1_.jti));
  Words approving = Deciding(Kind::kApproval, request);
  approving.claims["append-by"] = FormatTime(clock_.Now() - std::chrono::days(5), kJapan);
  EXPECT_FALSE(Try("manager", Kind::kApproval, approving).valid());
  approving.claims["append-by"] = FormatTime(clock_.Now() + std::chrono::days(5), kJapan);
  EXPECT_TRUE(Try("manager", Kind::kApproval, approving).valid());
}

TEST_F(Carried, I18WhatIsReplacedIsOverAndWhatIsSealedIsNotReplaced) {
  const Said first = Approved("employee", usb1_);
  const auto replacing = [&](const Said& old) {
    Words words = Asking("employee", usb1_.jti);
    words.claims["replaces"] = HexEncode(old.hash);
    return words;
  };
  const Said second = Say("employee", Kind::kRequest, replacing(first));
  ASSERT_TRUE(second.valid()) << second.disposition.why;
  EXPECT_TRUE(Request(first).withdrawn);
  EXPECT_FALSE(Try("employee", Kind::kSeal, Sealing(first, usb1_.jti)).valid());
  Say("manager", Kind::kApproval, Deciding(Kind::kApproval, second));
  ASSERT_TRUE(Say("employee", Kind::kSeal, Sealing(second, usb1_.jti)).valid());
  EXPECT_FALSE(Try("employee", Kind::kRequest, replacing(second)).valid());
}

TEST_F(Carried, I3ASeriesIsNotKnownYet) {
  Words words;
  words.claims = Json{
      {"recipients", Json::array({EncodeRecipient(KeysOf("employee").age.front().recipient())})},
      {"destination", {{"kind", "cloud"}, {"name", "x"}}},
      {"class", "text"},
      {"from", FormatTime(clock_.Now(), kJapan)},
      {"until", FormatTime(clock_.Now() + std::chrono::days(9), kJapan)},
      {"persons", 0},
      {"data_kinds", Json::array()},
      {"third_party", false}};
  EXPECT_NE(Why("employee", Kind::kSeries, words).find("series"), std::string::npos);
}

}  // namespace
}  // namespace sekisho
