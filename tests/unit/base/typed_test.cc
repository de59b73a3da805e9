#include "base/typed/typed.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "base/text/language.h"
#include "base/text/units.h"

namespace sekisho {
namespace {

using std::chrono::days;

const Time kNow = *ParseTime("2026-11-22T13:45:04+09:00");  // a Sunday

TEST(TypedNumber, IsDecimalHoweverItIsTyped) {
  for (const auto& [text, value] : std::initializer_list<std::pair<const char*, uint64_t>>{
           {"0100", 100},
           {"010", 10},
           {"1,000", 1000},
           {"12,345,678", 12'345'678},
           {"１０００", 1000},
           {"１，０００", 1000},
           {" 7 ", 7},
           {"　7", 7},
           {"18446744073709551615", UINT64_MAX}}) {
    const auto number = ParseTypedNumber(text);
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(*number, value) << text;
  }
}

TEST(TypedNumber, RefusesWhatIsNone) {
  for (const char* bad : {"", " ", "0x10", "0b1", "1e3", "-1", "+1", "1.5", "1,00", ",100", "1000,",
                          "1,0000", "1 000", "一", "١", "18446744073709551616", "1'000"}) {
    const auto number = ParseTypedNumber(bad);
    ASSERT_FALSE(number) << bad;
    EXPECT_EQ(number.error().code, ErrorCode::kUsage);
    EXPECT_FALSE(number.error().next.empty());
  }
}

TEST(TypedSize, TakesUnitsOfOneThousandTwentyFour) {
  EXPECT_EQ(*ParseTypedSize("500M"), uint64_t{500} << 20);
  EXPECT_EQ(*ParseTypedSize("010k"), uint64_t{10} << 10);
  EXPECT_EQ(*ParseTypedSize("２ＧＢ"), uint64_t{2} << 30);
  EXPECT_EQ(*ParseTypedSize("1,000 KiB"), uint64_t{1000} << 10);
  EXPECT_EQ(*ParseTypedSize("7"), 7u);
  EXPECT_EQ(*ParseTypedSize("7b"), 7u);
  for (const char* bad : {"", "M", "1X", "1MX", "0x1M", "16777216T", "-1k", "1.5G"})
    EXPECT_FALSE(ParseTypedSize(bad)) << bad;
}

TEST(TypedOption, SaysWhatIsOutOfBounds) {
  std::string word = "０１０";
  EXPECT_EQ(NumberBetween(1, 10)(word), "");
  EXPECT_EQ(word, "10");
  word = "11";
  EXPECT_NE(NumberBetween(1, 10)(word), "");
}

std::string Ahead(std::string_view text) {
  const auto time = ParseUserTime(text, DayEdge::kEnd, kNow, kJapan);
  return time ? FormatTime(*time) : time.error().message;
}

TEST(TypedTime, TakesDatesAsPeopleWriteThem) {
  const std::string day = "2026-12-01T23:59:59+09:00";
  for (const char* text :
       {"2026-12-01", "2026/12/01", "2026/12/1", "2026.12.1", "2026年12月1日", "２０２６／１２／１",
        "12/1", "12/01", "12月1日", "１２／１", "R8.12.1", "R8/12/1", "令和8年12月1日", "　12/1　"})
    EXPECT_EQ(Ahead(text), day) << text;
  EXPECT_EQ(Ahead("2026/12/1 18:00"), "2026-12-01T18:00:00+09:00");
  EXPECT_EQ(Ahead("12/1 9:30"), "2026-12-01T09:30:00+09:00");
  EXPECT_EQ(Ahead("now"), "2026-11-22T13:45:04+09:00");
  EXPECT_EQ(Ahead("今"), "2026-11-22T13:45:04+09:00");
  for (const char* today : {"today", "今日", "本日", "11/22", "+0d"})
    EXPECT_EQ(Ahead(today), "2026-11-22T23:59:59+09:00") << today;
  EXPECT_EQ(Ahead("明日"), "2026-11-23T23:59:59+09:00");
  EXPECT_EQ(Ahead("tomorrow 18:00"), "2026-11-23T18:00:00+09:00");
  EXPECT_EQ(Ahead("昨日"), "2026-11-21T23:59:59+09:00");
  EXPECT_EQ(Ahead("+1w"), "2026-11-29T23:59:59+09:00");
}

TEST(TypedTime, TakesTheNearestDayInTheDirectionThatIsMeant) {
  EXPECT_EQ(Ahead("11/21"), "2027-11-21T23:59:59+09:00");
  EXPECT_EQ(Ahead("2/29"), "2028-02-29T23:59:59+09:00");
  const auto back = ParseUserTime("11/23", DayEdge::kStart, kNow, kJapan, Direction::kBack);
  EXPECT_EQ(FormatTime(*back), "2025-11-23T00:00:00+09:00");
  EXPECT_TRUE(LeavesTheDayOpen("11/23"));
  EXPECT_TRUE(LeavesTheDayOpen("明日"));
  EXPECT_FALSE(LeavesTheDayOpen("2026-11-23"));
}

TEST(TypedTime, SaysWhyADateIsNone) {
  EXPECT_NE(Ahead("9999-12-31").find("too far away"), std::string::npos);
  EXPECT_NE(Ahead("1969-12-31").find("too far away"), std::string::npos);
  EXPECT_NE(Ahead("R1.4.30").find("2019-05-01"), std::string::npos);
  EXPECT_EQ(Ahead("R1.5.1"), "2019-05-01T23:59:59+09:00");
  for (const char* bad : {"13/1", "2/30", "2026-02-29", "12/", "/1", "12/1/2026", "2026/12-01",
                          "12/1x", "明日x", "+1m", "2026年12/1", "月", "0日", "3日後x"})
    EXPECT_NE(Ahead(bad).find("is not a date"), std::string::npos) << bad;
}

TEST(TypedTime, TakesDaysByWordsAsAnOfficeSaysThem) {
  const std::pair<const char*, const char*> cases[] = {{"3日後", "11-25"},
                                                       {"２週間後", "12-06"},
                                                       {"3日前", "11-19"},
                                                       {"あさって", "11-24"},
                                                       {"金曜日", "11-27"},
                                                       {"Friday", "11-27"},
                                                       {"日曜", "11-22"},
                                                       {"今週金曜", "11-20"},
                                                       {"来週の月曜", "11-23"},
                                                       {"来週金", "11-27"},
                                                       {"12日", "12-12"},
                                                       {"31日", "12-31"},
                                                       {"next week Friday", "11-27"},
                                                       {"月末", "11-30"},
                                                       {"今月末", "11-30"},
                                                       {"来月末", "12-31"}};
  for (const auto& [text, day] : cases)
    EXPECT_EQ(Ahead(text), "2026-" + std::string(day) + "T23:59:59+09:00") << text;
  const auto back = ParseUserTime("金曜日", DayEdge::kStart, kNow, kJapan, Direction::kBack);
  EXPECT_EQ(FormatTime(*back), "2026-11-20T00:00:00+09:00");
  const auto last = ParseUserTime("31日", DayEdge::kStart, kNow, kJapan, Direction::kBack);
  EXPECT_EQ(FormatTime(*last), "2026-10-31T00:00:00+09:00");
  for (const char* week : {"来週", "next week", "今月", "来月"})
    EXPECT_NE(Ahead(week).find("is not one day"), std::string::npos) << week;
}

TEST(TypedTime, TakesTheClockOfTheDayAsAnOfficeSaysIt) {
  for (const char* text : {"午後5時", "17時", "17:00", "今日の午後5時", "今日 17:00", "午後5:00"})
    EXPECT_EQ(Ahead(text), "2026-11-22T17:00:00+09:00") << text;
  EXPECT_EQ(Ahead("明日の正午"), "2026-11-23T12:00:00+09:00");
  EXPECT_EQ(Ahead("明日午前0時"), "2026-11-23T00:00:00+09:00");
  EXPECT_EQ(Ahead("12/1 午後0時半"), "2026-12-01T12:30:00+09:00");
  EXPECT_EQ(Ahead("36時間後"), "2026-11-24T01:45:04+09:00");
  EXPECT_EQ(Ahead("30分前"), "2026-11-22T13:15:04+09:00");
  for (const char* open : {"午後5時", "17:00", "3日後", "金曜日", "2時間前"})
    EXPECT_TRUE(LeavesTheDayOpen(open)) << open;
  for (const char* bad : {"午後13時", "午後", "25:00", "正午x", "後"})
    EXPECT_NE(Ahead(bad).find("is not a date"), std::string::npos) << bad;
}

TEST(TypedTime, TakesTheDayOfTheWeekAndTheClockAsTheyArePrinted) {
  for (const char* text : {"12月1日(火)", "12月1日（火）", "2026年12月1日(火)", "12/1 (Tue)",
                           "2026-12-01 (tuesday)", "R8.12.1(火曜日)"})
    EXPECT_EQ(Ahead(text), "2026-12-01T23:59:59+09:00") << text;
  EXPECT_EQ(Ahead("12月1日(火) 17時15分"), "2026-12-01T17:15:00+09:00");
  EXPECT_EQ(Ahead("１２月１日（火）　１７時"), "2026-12-01T17:00:00+09:00");
  EXPECT_EQ(Ahead("2026-12-01 23:59:59 +09:00"), "2026-12-01T23:59:59+09:00");
  EXPECT_EQ(Ahead("2026-12-01 10:00 +00:00"), "2026-12-01T19:00:00+09:00");
  // A day of the week that is another's is a slip in one of them.
  EXPECT_NE(Ahead("12月1日(水)").find("that day is"), std::string::npos);
  for (const char* bad : {"12月1日(火", "12月1日(x)", "12月1日 25時", "12月1日 17時60分",
                          "2026-12-01 10:00 +9", "2026-12-01 +09:00"})
    EXPECT_NE(Ahead(bad).find("is not a date"), std::string::npos) << bad;
}

// What our own output says of a time, read back, is that time: to the second, or to the day. Empty
// when it always is.
std::string Misread(Time time, ZoneOffset zone) {
  const std::string shown = FormatTimeForPeople(time, zone);
  const auto read = ParseUserTime(shown, DayEdge::kEnd, kNow, zone);
  if (!read || *read != time) return shown;
  const std::string day = FormatDateForPeople(time, zone);
  const auto start = ParseUserTime(day, DayEdge::kStart, kNow, zone);
  if (!start || FormatDate(*start, zone) != FormatDate(time, zone)) return day;
  return {};
}

// In a process of its own: a language is chosen once.
[[noreturn]] void ReadWhatWePrint(const char* language) {
  setenv("LC_ALL", "C.UTF-8", 1);
  setenv("LANGUAGE", language, 1);
  SpeakUsersLanguage();
  std::string misread = UsersLanguage() == language ? "" : "another language";
  for (const ZoneOffset zone : {kJapan, ZoneOffset{0}, ZoneOffset{-210}, ZoneOffset{345}})
    for (int64_t i = 0; i < 2000 && misread.empty(); ++i) {
      // Whole hours, minutes, seconds and days, leap days among them.
      constexpr int64_t kSteps[] = {3600 * 251, 60 * 18'013, 1'100'009, 86'400 * 13};
      misread = Misread(kNow + std::chrono::seconds{kSteps[i % 4] * (i - 1000)}, zone);
    }
  std::fprintf(stderr, "misread: %s.\n", misread.c_str());
  std::exit(0);
}

TEST(TypedTimeDeathTest, TakesWhatWePrint) {
  EXPECT_EXIT(ReadWhatWePrint(""), ::testing::ExitedWithCode(0), "misread: \\.");
  EXPECT_EXIT(ReadWhatWePrint("ja"), ::testing::ExitedWithCode(0), "misread: \\.");
}

}  // namespace
}  // namespace sekisho
