#include "base/typed/day_words.h"

#include <algorithm>
#include <iterator>

#include "base/typed/digits.h"

namespace sekisho {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month;
using std::chrono::year_month_day;

struct Distance {
  std::string_view word;
  int count;
};
constexpr Distance kDays[] = {{"today", 0},    {"今日", 0},     {"本日", 0},       {"tomorrow", 1},
                              {"明日", 1},     {"あした", 1},   {"あす", 1},       {"明後日", 2},
                              {"あさって", 2}, {"昨日", -1},    {"yesterday", -1}, {"きのう", -1},
                              {"一昨日", -2},  {"おととい", -2}};
constexpr Distance kWeeks[] = {{"今週", 0},      {"来週", 1},      {"再来週", 2},    {"先週", -1},
                               {"this week", 0}, {"next week", 1}, {"last week", -1}};
constexpr Distance kMonths[] = {{"今月", 0}, {"来月", 1}, {"再来月", 2}, {"先月", -1}};

constexpr std::string_view kWeekdays[][3] = {{"日", "sunday", "sun"},   {"月", "monday", "mon"},
                                             {"火", "tuesday", "tue"},  {"水", "wednesday", "wed"},
                                             {"木", "thursday", "thu"}, {"金", "friday", "fri"},
                                             {"土", "saturday", "sat"}};

template <size_t kCount>
std::optional<int> TakeDistance(std::string_view& text, const Distance (&words)[kCount]) {
  for (const Distance& distance : words)
    if (TakeText(text, distance.word)) return distance.count;
  return std::nullopt;
}

std::optional<sys_days> TakeNamedDay(std::string_view& text, sys_days today, Direction) {
  const auto distance = TakeDistance(text, kDays);
  if (!distance) return std::nullopt;
  return today + days{*distance};
}

// "3日後", "2週間前".
std::optional<sys_days> TakeCounted(std::string_view& text, sys_days today, Direction) {
  const auto count = TakeDigits(text, 1, 4);
  if (!count) return std::nullopt;
  const bool weeks = TakeText(text, "週間");
  if (!weeks && !TakeText(text, "日")) return std::nullopt;
  const days distance{*count * (weeks ? 7 : 1)};
  if (TakeText(text, "後")) return today + distance;
  if (TakeText(text, "前")) return today - distance;
  return std::nullopt;
}

// "来週金曜日", "来週の金曜".
std::optional<sys_days> TakeDayOfWeek(std::string_view& text, sys_days today, Direction) {
  const auto week = TakeDistance(text, kWeeks);
  if (!week) return std::nullopt;
  TakeText(text, "の") || TakeChar(text, ' ');
  const auto day = TakeWeekdayWord(text);
  if (!day) return std::nullopt;
  const sys_days monday = today - (weekday(today) - std::chrono::Monday);
  return monday + days{7 * *week} + (weekday(*day) - std::chrono::Monday);
}

// "月末", "来月末".
std::optional<sys_days> TakeEndOfMonth(std::string_view& text, sys_days today, Direction) {
  int distance = 0;
  if (!TakeText(text, "月末")) {
    const auto month = TakeDistance(text, kMonths);
    if (!month || !(TakeText(text, "末") || TakeText(text, "の末"))) return std::nullopt;
    distance = *month;
  }
  const year_month_day now{today};
  const year_month month = year_month(now.year(), now.month()) + months{distance};
  return sys_days{month / std::chrono::last};
}

// "12日": the nearest that there is; not every month has a 31st.
std::optional<sys_days> TakeDayOfMonth(std::string_view& text, sys_days today,
                                       Direction direction) {
  const auto day = TakeDigits(text, 1, 2);
  if (!day || !TakeText(text, "日")) return std::nullopt;
  const year_month_day now{today};
  for (int distance = 0; distance <= 2; ++distance) {
    const months away{direction == Direction::kAhead ? distance : -distance};
    const year_month_day date =
        (year_month(now.year(), now.month()) + away) / static_cast<int>(*day);
    if (!date.ok()) continue;
    if (direction == Direction::kAhead ? sys_days{date} >= today : sys_days{date} <= today)
      return sys_days{date};
  }
  return std::nullopt;
}

std::optional<sys_days> TakeNearestWeekday(std::string_view& text, sys_days today,
                                           Direction direction) {
  constexpr size_t kOneKanji = 3;  // 月 alone is a month as well
  const size_t before = text.size();
  const auto day = TakeWeekdayWord(text);
  if (!day || before - text.size() == kOneKanji) return std::nullopt;
  return direction == Direction::kAhead ? today + (weekday(*day) - weekday(today))
                                        : today - (weekday(today) - weekday(*day));
}

}  // namespace

std::optional<unsigned> TakeWeekdayWord(std::string_view& text) {
  for (unsigned i = 0; i < std::size(kWeekdays); ++i)
    for (const std::string_view word : kWeekdays[i]) {
      const std::string_view typed = text.substr(0, word.size());
      const bool same =
          std::equal(typed.begin(), typed.end(), word.begin(), word.end(),
                     [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
      if (!same) continue;
      text.remove_prefix(word.size());
      TakeText(text, "曜日") || TakeText(text, "曜");
      return i;
    }
  return std::nullopt;
}

std::optional<sys_days> TakeDayWords(std::string_view& text, sys_days today, Direction direction) {
  for (const auto take : {TakeNamedDay, TakeCounted, TakeDayOfWeek, TakeEndOfMonth, TakeDayOfMonth,
                          TakeNearestWeekday}) {
    std::string_view rest = text;
    if (const auto day = take(rest, today, direction)) {
      text = rest;
      return day;
    }
  }
  return std::nullopt;
}

bool IsMoreThanADay(std::string_view text) {
  return TakeDistance(text, kWeeks).has_value() || TakeDistance(text, kMonths).has_value();
}

}  // namespace sekisho
