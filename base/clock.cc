#include "base/clock.h"

#include <sys/timex.h>

#include <cstdio>
#include <ctime>
#include <optional>

#include "base/text/message.h"
#include "base/typed/digits.h"

namespace sekisho {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

timespec RealTime() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now;
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

}  // namespace

Time SystemClock::Now() const { return Time{seconds{RealTime().tv_sec}}; }

bool ClockIsSynchronised() {
  timex state{};  // modes = 0: only asks
  const int answer = adjtimex(&state);
  return answer >= 0 && answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

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
  if (!zone || !text.empty())
    return Fail(ErrorCode::kMalformed, Message("a zone is written like +09:00"));
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
  const auto bad = [] {
    return Fail(ErrorCode::kMalformed, Message("not an RFC 3339 time with whole seconds"));
  };
  const auto day = TakeIsoDate(text);
  if (!day || !TakeChar(text, 'T')) return bad();
  const auto hour = TakeDigits(text, 2, 2);
  if (!hour || *hour > 23 || !TakeChar(text, ':')) return bad();
  const auto minute = TakeDigits(text, 2, 2);
  if (!minute || *minute > 59 || !TakeChar(text, ':')) return bad();
  const auto second = TakeDigits(text, 2, 2);
  if (!second || *second > 59) return bad();
  const auto zone = TakeZone(text);
  if (!zone || !text.empty()) return bad();
  const Time time = Time{*day} + hours{*hour} + minutes{*minute} + seconds{*second} - *zone;
  // Within a day of the ends, an offset could leave the years that are written with four digits.
  constexpr Time kFirst{days{0}}, kLast{days{2932895}};
  if (time < kFirst || time >= kLast) return bad();
  return time;
}

}  // namespace sekisho
