// What people type: numbers, sizes, dates. An input method may leave all of it full-width
// (U+FF01 to U+FF5E, U+3000), and people group digits by threes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace sekisho {

// Full-width ASCII as ASCII, U+3000 as a blank; blanks at the ends go.
std::string HalfWidth(std::string_view text);

// Decimal, whatever the number of leading zeros: 1000, 1,000, １０００ (0100 is a hundred; 0x10, +1
// and 1e3 are no numbers). kUsage with a hint otherwise.
Result<uint64_t> ParseTypedNumber(std::string_view text);

// Bytes: a number, and k, m, g or t (also KB, KiB...), each 1024 times the one before; B is bytes.
Result<uint64_t> ParseTypedSize(std::string_view text);

// For a command line's options: the word is replaced by plain digits, and what is wrong with it is
// returned as a sentence; empty when nothing is.
using TypedCheck = std::function<std::string(std::string& word)>;
TypedCheck NumberBetween(uint64_t least, uint64_t most);
TypedCheck SizeBetween(uint64_t least, uint64_t most);

enum class DayEdge { kStart, kEnd };
enum class Direction { kAhead, kBack };

// What people type for a time: +7d, +1w, +36h, 2026-12-01, 2026/12/1, 2026年12月1日, R8.12.1
// (令和), 12/5, 12月5日, now, today, tomorrow, yesterday (今, 今日, 明日, 昨日), 3日後, Friday,
// 来週金曜, 月末, each day also with its day of the week (12月5日(土)) and a time of day
// (2026-12-01 18:00, 17時15分, 午後5時, with a zone behind it); a time of today (午後5時,
// 36時間後); an RFC 3339 time. Whatever FormatTimeForPeople prints is read as what it was. A whole
// day means its first second (kStart) or its last (kEnd) in `zone`; "+7d" is the day seven days
// from `now`; "12/5" the nearest one, today included, in `direction`. kUsage with a hint otherwise.
Result<Time> ParseUserTime(std::string_view text, DayEdge edge, Time now, ZoneOffset zone,
                           Direction direction = Direction::kAhead);

// Whether `text` leaves something to be told: which year, which day it means.
bool LeavesTheDayOpen(std::string_view text);

}  // namespace sekisho
