#include "base/clock.h"

#include <charconv>
#include <cstdio>
#include <ctime>
#include <optional>

namespace sekisho {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kReiwaBase = 2018;  // 令和 1 is 2019

timespec RealTime() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now;
}

// Exactly `width` digits at the front of `text`, which is shortened by them.
std::optional<int> TakeDigits(std::string_view& text, size_t min_width, size_t max_width) {
  size_t width = 0;
  while (width < text.size() && width < max_width && text[width] >= '0' && text[width] <= '9')
    ++width;
  if (width < min_width) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + width, value);
  text.remove_prefix(width);
  return value;
}

bool TakeChar(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<sys_days> MakeDay(int year, int month, int day) {
  const year_month_day date{std::chrono::year{year},
                            std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || year < 1970 || year > 9999) return std::nullopt;
  return sys_days{date};
}

std::optional<sys_days> TakeIsoDate(std::string_view& text) {
  const auto year = TakeDigits(text, 4, 4);
  if (!year || !TakeChar(text, '-')) return std::nullopt;
  const auto month = TakeDigits(text, 2, 2);
  if (!month || !TakeChar(text, '-')) return std::nullopt;
  const auto day = TakeDigits(text, 2, 2);
  if (!day) return std::nullopt;
  return MakeDay(*year, *month, *day);
}

bool TakeText(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

// R8.12.1, 令和8年12月1日, 令和元年5月1日.
std::optional<sys_days> TakeReiwa(std::string_view& text) {
  if (!TakeChar(text, 'R') && !TakeChar(text, 'r') && !TakeText(text, "令和")) return std::nullopt;
  const auto year = TakeText(text, "元") ? 1 : TakeDigits(text, 1, 3);
  const bool kanji = TakeText(text, "年");
  if (!year || *year < 1 || (!kanji && !TakeChar(text, '.'))) return std::nullopt;
  const auto month = TakeDigits(text, 1, 2);
  if (!month || !TakeText(text, kanji ? "月" : ".")) return std::nullopt;
  const auto day = TakeDigits(text, 1, 2);
  if (!day || (kanji && !TakeText(text, "日"))) return std::nullopt;
  return MakeDay(kReiwaBase + *year, *month, *day);
}

std::optional<minutes> TakeZone(std::string_view& text) {
  if (TakeChar(text, 'Z')) return minutes{0};
  const bool west = TakeChar(text, '-');
  if (!west && !TakeChar(text, '+')) return std::nullopt;
  const auto hour = TakeDigits(text, 2, 2);
  if (!hour || *hour > 23 || !TakeChar(text, ':')) return std::nullopt;
  const auto minute = TakeDigits(text, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const minutes offset{*hour * 60 + *minute};
  return west ? -offset : offset;
}

// " 18:00", " 18:00:05", or with a T before it.
std::optional<seconds> ParseTimeOfDay(std::string_view text) {
  if (!TakeChar(text, ' ') && !TakeChar(text, 'T')) return std::nullopt;
  const auto hour = TakeDigits(text, 1, 2);
  if (!hour || *hour > 23 || !TakeChar(text, ':')) return std::nullopt;
  const auto minute = TakeDigits(text, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const auto second = TakeChar(text, ':') ? TakeDigits(text, 2, 2) : 0;
  if (!second || *second > 59 || !text.empty()) return std::nullopt;
  return hours{*hour} + minutes{*minute} + seconds{*second};
}

// Input methods leave digits and letters full-width (U+FF01 to U+FF5E): as ASCII.
std::string HalfWidth(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto last = static_cast<uint8_t>(text.size() >= 3 ? text[2] : 0);
    const bool low = text.starts_with("\xEF\xBC") && last >= 0x81 && last <= 0xBF;
    const bool high = text.starts_with("\xEF\xBD") && last >= 0x80 && last <= 0x9E;
    out += low || high ? static_cast<char>((last & 0x3F) + (low ? 0x20 : 0x60)) : text.front();
    text.remove_prefix(low || high ? 3 : 1);
  }
  return out;
}

Time DayAt(sys_days day, DayEdge edge, ZoneOffset zone) {
  const Time start = Time{day} - zone;
  return edge == DayEdge::kStart ? start : start + days{1} - seconds{1};
}

std::optional<Time> ParseRelative(std::string_view text, DayEdge edge, Time now, ZoneOffset zone) {
  if (!TakeChar(text, '+')) return std::nullopt;
  const auto count = TakeDigits(text, 1, 4);
  if (!count || text.size() != 1) return std::nullopt;
  if (text == "h") return now + hours{*count};
  if (text != "d") return std::nullopt;
  return DayAt(std::chrono::floor<days>(now + zone) + days{*count}, edge, zone);
}

}  // namespace

Time SystemClock::Now() const { return Time{seconds{RealTime().tv_sec}}; }

int64_t SystemClock::NowMillis() const {
  const timespec now = RealTime();
  return static_cast<int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

std::string FormatZone(ZoneOffset zone) {
  const auto total = zone.count();
  const auto size = total < 0 ? -total : total;
  char text[16];
  std::snprintf(text, sizeof text, "%c%02d:%02d", total < 0 ? '-' : '+',
                static_cast<int>(size / 60 % 24), static_cast<int>(size % 60));
  return text;
}

Result<ZoneOffset> ParseZone(std::string_view text) {
  const auto zone = TakeZone(text);
  if (!zone || !text.empty()) return Fail(ErrorCode::kMalformed, "a zone is written like +09:00");
  return ZoneOffset{*zone};
}

std::string FormatDate(Time time, ZoneOffset zone) {
  const year_month_day date{std::chrono::floor<days>(time + zone)};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::string FormatTime(Time time, ZoneOffset zone) {
  const auto local = time + zone;
  const auto of_day = (local - std::chrono::floor<days>(local)).count();
  char text[32];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d", static_cast<int>(of_day / 3600),
                static_cast<int>(of_day / 60 % 60), static_cast<int>(of_day % 60));
  return FormatDate(time, zone) + text + FormatZone(zone);
}

Result<Time> ParseTime(std::string_view text) {
  const Error bad = Fail(ErrorCode::kMalformed, "not an RFC 3339 time with whole seconds");
  const auto day = TakeIsoDate(text);
  if (!day || !TakeChar(text, 'T')) return bad;
  const auto hour = TakeDigits(text, 2, 2);
  if (!hour || *hour > 23 || !TakeChar(text, ':')) return bad;
  const auto minute = TakeDigits(text, 2, 2);
  if (!minute || *minute > 59 || !TakeChar(text, ':')) return bad;
  const auto second = TakeDigits(text, 2, 2);
  if (!second || *second > 59) return bad;
  const auto zone = TakeZone(text);
  if (!zone || !text.empty()) return bad;
  const Time time = Time{*day} + hours{*hour} + minutes{*minute} + seconds{*second} - *zone;
  // Within a day of the ends, an offset could leave the years that are written with four digits.
  constexpr Time kFirst{days{0}}, kLast{days{2932895}};
  if (time < kFirst || time >= kLast) return bad;
  return time;
}

// Also 令和8年12月1日, a time of day in `zone` after a date ("2026-12-01 18:00"), and full-width
// forms of all of these.
Result<Time> ParseUserTime(std::string_view text, DayEdge edge, Time now, ZoneOffset zone) {
  const std::string plain = HalfWidth(text);
  if (const auto time = ParseRelative(plain, edge, now, zone)) return *time;
  if (auto time = ParseTime(plain)) return *time;
  std::string_view rest = plain;
  auto day = TakeReiwa(rest);
  if (!day) {
    rest = plain;
    day = TakeIsoDate(rest);
  }
  if (day && rest.empty()) return DayAt(*day, edge, zone);
  if (const auto of_day = ParseTimeOfDay(rest); day && of_day) return Time{*day} + *of_day - zone;
  return Fail(ErrorCode::kUsage, "'" + std::string(text) + "' is not a date",
              "write it as +7d, 2026-12-01 or R8.12.1");
}

}  // namespace sekisho
