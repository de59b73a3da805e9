#include "base/text/units.h"

#include <cstdio>
#include <iterator>

#include "base/text/language.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

// "2026年12月1日(火)"
std::string JapaneseDate(std::chrono::sys_days days) {
  constexpr const char* kDays[] = {"日", "月", "火", "水", "木", "金", "土"};
  const std::chrono::year_month_day day{days};
  return std::to_string(static_cast<int>(day.year())) + "年" +
         std::to_string(static_cast<unsigned>(day.month())) + "月" +
         std::to_string(static_cast<unsigned>(day.day())) + "日(" +
         kDays[std::chrono::weekday(days).c_encoding()] + ")";
}

// "2026年12月1日(火) 17時15分"; whole hours as "17時". The offset is said where it is not Japan's.
std::string JapaneseTime(Time time, ZoneOffset zone) {
  const auto local = time + zone;
  const auto days = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss clock{local - days};
  const auto minutes = clock.minutes().count(), seconds = clock.seconds().count();
  std::string out = JapaneseDate(days) + " " + std::to_string(clock.hours().count()) + "時";
  if (minutes != 0 || seconds != 0) out += std::to_string(minutes) + "分";
  if (seconds != 0) out += std::to_string(seconds) + "秒";
  return zone == kJapan ? out : out + " " + FormatZone(zone);
}

}  // namespace

std::string SizeText(uint64_t bytes) {
  if (bytes == 1) return Message("1 byte");
  if (bytes < 1024) return Message("{0} bytes", {std::to_string(bytes)});
  constexpr const char* kUnits[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  double value = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(kUnits); ++unit) value /= 1024;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %s", value, kUnits[unit]);
  return text;
}

std::string FormatTimeForPeople(Time time, ZoneOffset zone) {
  if (UsersLanguage() == "ja") return JapaneseTime(time, zone);
  const std::string full = FormatTime(time, zone);  // 2026-12-01T23:59:59+09:00
  const bool whole_minute = full.compare(17, 2, "00") == 0;
  return full.substr(0, 10) + " " + full.substr(11, whole_minute ? 5 : 8) + " " + full.substr(19);
}

std::string FormatDateForPeople(Time time, ZoneOffset zone) {
  if (UsersLanguage() != "ja") return FormatDate(time, zone);
  return JapaneseDate(std::chrono::floor<std::chrono::days>(time + zone));
}

}  // namespace sekisho
