#include "workflow/state/record_time.h"

#include <gtest/gtest.h>

#include "workflow/state/clock_check.h"

namespace sekisho {
namespace {

using std::chrono::days;
using std::chrono::hours;

const Time kStart = *ParseTime("2026-11-28T09:00:00+09:00");

TEST(RecordTime, FloorNeedsTwoPersonsOfOffice) {
  RecordTime time;
  time.Remember("officer", kStart, ClockWord::kNothing, true);
  EXPECT_EQ(time.floor(), Time{});
  time.Remember("employee", kStart + days(1), ClockWord::kNothing, false);
  EXPECT_EQ(time.floor(), Time{}) << "no employee moves it";
  time.Remember("officer", kStart + days(2), ClockWord::kNothing, true);
  EXPECT_EQ(time.floor(), Time{}) << "nor one person twice";
  time.Remember("manager", kStart + days(1), ClockWord::kNothing, true);
  EXPECT_EQ(time.floor(), kStart + days(1));
  time.Remember("manager", kStart + days(5), ClockWord::kNothing, true);
  EXPECT_EQ(time.floor(), kStart + days(2));
  EXPECT_EQ(time.newest(), kStart + days(5));
}

TEST(RecordTime, AClockTooFarAheadMovesNothingUnlessItWasConfirmed) {
  RecordTime time;
  time.Remember("officer", kStart, ClockWord::kNothing, true);
  time.Remember("manager", kStart + days(400), ClockWord::kNothing, true);
  time.Remember("officer", kStart + days(400), ClockWord::kUnconfirmed, true);
  EXPECT_EQ(time.newest(), kStart);
  EXPECT_EQ(time.floor(), Time{});
  time.Remember("officer", kStart + days(3), ClockWord::kUnconfirmed, true);
  time.Remember("manager", kStart + days(3), ClockWord::kUnconfirmed, true);
  EXPECT_EQ(time.newest(), kStart + days(3)) << "an office where nobody can be asked goes on";
  EXPECT_EQ(time.floor(), Time{});
  time.Remember("manager", kStart + days(15), ClockWord::kConfirmed, true);
  EXPECT_EQ(time.newest(), kStart + days(15));
  EXPECT_EQ(time.floor(), kStart);
}

// Whoever moves no floor switches the question off for nobody else.
TEST(RecordTime, OnlyPersonsOfOfficeConfirmALongSilence) {
  RecordTime time;
  time.Remember("officer", kStart, ClockWord::kNothing, true);
  time.Remember("employee", kStart + days(1000), ClockWord::kConfirmed, false);
  EXPECT_EQ(time.newest(), kStart);
}

TEST(ClockCheck, TellsWhatItCannotBe) {
  const Time floor = kStart;
  const Time newest = kStart + days(1);
  const auto judge = [&](Time clock, bool synchronised) {
    return JudgeClock(clock, floor, newest, synchronised);
  };
  EXPECT_EQ(judge(floor - hours(1), true), ClockDoubt::kNone);
  EXPECT_EQ(judge(floor - hours(2), true), ClockDoubt::kBehind);
  EXPECT_EQ(judge(floor - days(1), true), ClockDoubt::kBehind);
  EXPECT_EQ(judge(floor - days(2), true), ClockDoubt::kFarBehind);
  EXPECT_EQ(judge(newest + days(1), false), ClockDoubt::kNone);
  EXPECT_EQ(judge(newest + days(2), true), ClockDoubt::kNone);
  EXPECT_EQ(judge(newest + days(2), false), ClockDoubt::kAhead);
  EXPECT_EQ(judge(newest + days(14), true), ClockDoubt::kNone);
  EXPECT_EQ(judge(newest + days(15), true), ClockDoubt::kFarAhead);
  EXPECT_EQ(JudgeClock(kStart + days(999), Time{}, Time{}, false), ClockDoubt::kNone)
      << "a record that begins";
}

TEST(ClockCheck, BadNewsAndTheDoorWaitForNobody) {
  for (const Kind kind : {Kind::kRevocation, Kind::kDenial, Kind::kLoss, Kind::kWithdrawal,
                          Kind::kMemberStatus, Kind::kGatePass, Kind::kSnapshot})
    EXPECT_TRUE(SignsByAnyClock(kind)) << KindName(kind);
  for (const Kind kind : {Kind::kRequest, Kind::kApproval, Kind::kSeal, Kind::kReturn, Kind::kFound,
                          Kind::kMemberCard, Kind::kCheckout})
    EXPECT_FALSE(SignsByAnyClock(kind)) << KindName(kind);
}

}  // namespace
}  // namespace sekisho
