// Days that are told by words: tomorrow, 3日後, 金曜日, 来週月曜, 月末. A week is no day.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/typed/typed.h"

namespace sekisho {

// The day that `text` begins with, which is shortened by it. A day of the week alone is the nearest
// in `direction`, today included; weeks begin on Monday.
std::optional<std::chrono::sys_days> TakeDayWords(std::string_view& text,
                                                  std::chrono::sys_days today, Direction direction);

// The day of the week that `text` begins with (金曜日, 金曜, 金, Friday, fri), as 0 (Sunday) to 6.
std::optional<unsigned> TakeWeekdayWord(std::string_view& text);

// Whether `text` is a week, a month or a year, and not a day of it: 来週, next week, 来月.
bool IsMoreThanADay(std::string_view text);

}  // namespace sekisho
