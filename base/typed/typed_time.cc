#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text/message.h"
#include "base/text/units.h"
#include "base/typed/day_words.h"
#include "base/typed/digits.h"
#include "base/typed/typed.h"

namespace sekisho {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kReiwaBase = 2018;                              // 令和 1 is 2019
constexpr sys_days kReiwaBegan{std::chrono::May / 1 / 2019};  // 元年5月1日
constexpr sys_days kFirstDay{std::chrono::January / 1 / 1970};
constexpr sys_days kEndOfDays{std::chrono::December / 29 / 9999};  // as ParseTime

// A date as it was typed; without a year, the nearest is meant.
struct TypedDay {
  std::optional<int> year;
  int month = 0;
  int day = 0;
  bool reiwa = false;
};

Error NoDate(std::string_view text) {
  return Fail(ErrorCode::kUsage, Message("'{0}' is not a date", {std::string(text)}),
              Message("write it as +7d, 2026-12-01 or R8.12.1"));
}

// "12月1日", or "12/1" with the separator of the year before it.
std::optional<TypedDay> TakeMonthAndDay(std::string_view& text, std::string_view separator) {
  TypedDay typed;
  const auto month = TakeDigits(text, 1, 2);
  if (!month || !TakeText(text, separator)) return std::nullopt;
  const auto day = TakeDigits(text, 1, 2);
  if (!day || (separator == "月" && !TakeText(text, "日"))) return std::nullopt;
  typed.month = *month;
  typed.day = *day;
  return typed;
}

std::optional<TypedDay> TakeReiwa(std::string_view& text) {
  if (!TakeChar(text, 'R') && !TakeChar(text, 'r') && !TakeText(text, "令和")) return std::nullopt;
  const auto year = TakeText(text, "元") ? 1 : TakeDigits(text, 1, 3);
  if (!year || *year < 1) return std::nullopt;
  const bool kanji = TakeText(text, "年");
  const char separator = !kanji && !text.empty() ? text.front() : '.';
  if (!kanji &&
      ((separator != '.' && separator != '/' && separator != '-') || !TakeChar(text, separator)))
    return std::nullopt;
  auto typed = TakeMonthAndDay(text, kanji ? "月" : std::string_view(&separator, 1));
  if (!typed) return std::nullopt;
  typed->year = kReiwaBase + *year;
  typed->reiwa = true;
  return typed;
}

std::optional<TypedDay> TakeWestern(std::string_view& text) {
  const auto year = TakeDigits(text, 4, 4);
  if (!year || text.empty()) return std::nullopt;
  const bool kanji = TakeText(text, "年");
  const char separator = text.empty() ? '\0' : text.front();
  if (!kanji &&
      ((separator != '-' && separator != '/' && separator != '.') || !TakeChar(text, separator)))
    return std::nullopt;
  auto typed = TakeMonthAndDay(text, kanji ? "月" : std::string_view(&separator, 1));
  if (typed) typed->year = *year;
  return typed;
}

std::optional<TypedDay> TakeTypedDay(std::string_view& text) {
  for (const auto take : {TakeReiwa, TakeWestern}) {
    std::string_view rest = text;
    if (const auto typed = take(rest)) {
      text = rest;
      return typed;
    }
  }
  for (const std::string_view separator : {"/", "月"}) {
    std::string_view rest = text;
    if (const auto typed = TakeMonthAndDay(rest, separator)) {
      text = rest;
      return typed;
    }
  }
  return std::nullopt;
}

std::optional<sys_days> DayOf(const TypedDay& typed, int year) {
  const year_month_day date{std::chrono::year{year},
                            std::chrono::month{static_cast<unsigned>(typed.month)},
                            std::chrono::day{static_cast<unsigned>(typed.day)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

// The nearest in `direction`; 2/29 may be years away.
std::optional<sys_days> NearestDay(const TypedDay& typed, sys_days today, Direction direction) {
  constexpr int kMostYears = 8;  // between two leap years, at the turn of a century
  const int this_year = static_cast<int>(year_month_day{today}.year());
  for (int distance = 0; distance <= kMostYears; ++distance) {
    const bool ahead = direction == Direction::kAhead;
    const auto day = DayOf(typed, this_year + (ahead ? distance : -distance));
    if (day && (ahead ? *day >= today : *day <= today)) return day;
  }
  return std::nullopt;
}

// "15分" of " 17時15分"; 0 when it is not there.
std::optional<int> TakePart(std::string_view& text, std::string_view unit) {
  std::string_view rest = text;
  const auto part = TakeDigits(rest, 1, 2);
  if (!part || !TakeText(rest, unit)) return 0;
  text = rest;
  return *part > 59 ? std::nullopt : part;
}

// What stands before an hour of twelve, and how many hours it adds.
std::optional<hours> TakeHalfOfDay(std::string_view& text) {
  if (TakeText(text, "午前")) return hours{0};
  if (TakeText(text, "午後")) return hours{12};
  return std::nullopt;
}

// The hour as of midnight: 午後 5 is 17, and 午後 0 and 正午 are noon.
std::optional<int> HourOf(int hour, const std::optional<hours>& half) {
  if (!half) return hour <= 23 ? std::optional(hour) : std::nullopt;
  if (hour > 12) return std::nullopt;
  return hour % 12 + static_cast<int>(half->count());
}

// " 18:00", " 18:00:05", or with a T before it; "17時", "17時15分", "17時15分30秒", "午後5時",
// "正午".
std::optional<seconds> TakeTimeOfDay(std::string_view& text) {
  bool apart = TakeChar(text, ' ') || TakeChar(text, 'T');
  TakeText(text, "の");
  if (TakeText(text, "正午")) return hours{12};
  const auto half = TakeHalfOfDay(text);
  apart = apart || half;
  const auto typed = TakeDigits(text, 1, 2);
  const auto hour = typed ? HourOf(*typed, half) : std::nullopt;
  if (!hour) return std::nullopt;
  if (TakeText(text, "時半")) return hours{*hour} + minutes{30};
  if (TakeText(text, "時")) {
    const auto minute = TakePart(text, "分");
    const auto second = TakePart(text, "秒");
    if (!minute || !second) return std::nullopt;
    return hours{*hour} + minutes{*minute} + seconds{*second};
  }
  if (!apart || !TakeChar(text, ':')) return std::nullopt;
  const auto minute = TakeDigits(text, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const auto second = TakeChar(text, ':') ? TakeDigits(text, 2, 2) : 0;
  if (!second || *second > 59) return std::nullopt;
  return hours{*hour} + minutes{*minute} + seconds{*second};
}

// What follows a day: a time of day, and the zone in which it is told, as our own output has it.
std::optional<Time> ParseRest(std::string_view text, sys_days day, ZoneOffset zone) {
  const auto of_day = TakeTimeOfDay(text);
  if (!of_day) return std::nullopt;
  if (text.empty()) return Time{day} + *of_day - zone;
  TakeChar(text, ' ');
  const auto other = ParseZone(text);
  if (!other) return std::nullopt;
  return Time{day} + *of_day - *other;
}

// "(火)", "(Tue)" behind a day, as it is printed; a blank before it is allowed. None when nothing
// in brackets stands there.
std::optional<unsigned> TakeWeekday(std::string_view& text) {
  std::string_view rest = text;
  TakeChar(rest, ' ');
  if (!TakeChar(rest, '(')) return std::nullopt;
  const auto day = TakeWeekdayWord(rest);
  if (!day || !TakeChar(rest, ')')) return std::nullopt;
  text = rest;
  return day;
}

Time DayAt(sys_days day, DayEdge edge, ZoneOffset zone) {
  const Time start = Time{day} - zone;
  return edge == DayEdge::kStart ? start : start + days{1} - seconds{1};
}

// "36時間後", "30分前".
std::optional<Time> ParseCountedHours(std::string_view text, Time now) {
  const auto count = TakeDigits(text, 1, 4);
  if (!count) return std::nullopt;
  const bool in_hours = TakeText(text, "時間");
  if (!in_hours && !TakeText(text, "分")) return std::nullopt;
  const minutes distance{*count * (in_hours ? 60 : 1)};
  if (text == "後") return now + distance;
  if (text == "前") return now - distance;
  return std::nullopt;
}

// "+36h", "+7d", "+2w".
std::optional<Time> ParseRelative(std::string_view text, DayEdge edge, Time now, ZoneOffset zone) {
  if (const auto time = ParseCountedHours(text, now)) return time;
  if (!TakeChar(text, '+')) return std::nullopt;
  const auto count = TakeDigits(text, 1, 4);
  if (!count || text.size() != 1) return std::nullopt;
  if (text == "h") return now + hours{*count};
  if (text != "d" && text != "w") return std::nullopt;
  const days distance{*count * (text == "w" ? 7 : 1)};
  return DayAt(std::chrono::floor<days>(now + zone) + distance, edge, zone);
}

// The day that `text` begins with, which is shortened by it.
Result<sys_days> TakeDay(std::string_view& text, std::string_view whole, sys_days today,
                         Direction direction) {
  if (const auto day = TakeDayWords(text, today, direction)) return *day;
  if (IsMoreThanADay(text))
    return Fail(ErrorCode::kUsage, Message("'{0}' is not one day", {std::string(whole)}),
                Message("name the day: next week Friday, 12/5, +7d"));
  const auto typed = TakeTypedDay(text);
  if (!typed) return NoDate(whole);
  const auto day = typed->year ? DayOf(*typed, *typed->year) : NearestDay(*typed, today, direction);
  if (!day) return NoDate(whole);
  if (typed->reiwa && *day < kReiwaBegan)
    return Fail(ErrorCode::kUsage,
                Message("'{0}' is before 令和, which began on 2019-05-01", {std::string(whole)}),
                Message("write it as 2019-04-30"));
  if (*day < kFirstDay || *day >= kEndOfDays)
    return Fail(
        ErrorCode::kUsage,
        Message("'{0}' is too far away: from 1970-01-01 to 9999-12-28", {std::string(whole)}),
        Message("write it as +7d, 2026-12-01 or R8.12.1"));
  return *day;
}

bool IsNow(std::string_view text) { return text == "now" || text == "今"; }

}  // namespace

Result<Time> ParseUserTime(std::string_view text, DayEdge edge, Time now, ZoneOffset zone,
                           Direction direction) {
  const std::string plain = HalfWidth(text);
  if (IsNow(plain)) return now;
  if (const auto time = ParseRelative(plain, edge, now, zone)) return *time;
  if (auto time = ParseTime(plain)) return *time;
  const sys_days today = std::chrono::floor<days>(now + zone);
  if (const auto time = ParseRest(" " + plain, today, zone)) return *time;
  std::string_view rest = plain;
  ASSIGN_OR_RETURN(const sys_days day, TakeDay(rest, text, today, direction));
  if (const auto weekday = TakeWeekday(rest);
      weekday && *weekday != std::chrono::weekday(day).c_encoding())
    return Fail(ErrorCode::kUsage,
                Message("'{0}': that day is {1}",
                        {std::string(text), FormatDateForPeople(Time{day}, ZoneOffset{0})}),
                Message("leave the day of the week out, or name the day that is meant"));
  if (rest.empty()) return DayAt(day, edge, zone);
  if (const auto time = ParseRest(rest, day, zone)) return *time;
  return NoDate(text);
}

bool LeavesTheDayOpen(std::string_view text) {
  const std::string plain = HalfWidth(text);
  std::string_view rest = plain;
  if (plain.starts_with('+') || ParseCountedHours(plain, Time{kFirstDay}) ||
      ParseRest(" " + plain, kFirstDay, {}) || TakeDayWords(rest, kFirstDay, Direction::kAhead))
    return true;
  const auto typed = TakeTypedDay(rest);
  return typed && !typed->year;
}

}  // namespace sekisho
