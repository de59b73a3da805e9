// Sizes and times as people read them.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"

namespace sekisho {

// "1.4 GiB", "312 bytes".
std::string SizeText(uint64_t bytes);

// To the second, in `zone`: "2026-12-01 23:59:59 +09:00"; whole minutes as "2026-12-01 10:00
// +09:00". In Japanese "2026年12月1日(火) 10時".
std::string FormatTimeForPeople(Time time, ZoneOffset zone);

// The day alone: "2026-12-01", in Japanese "2026年12月1日(火)".
std::string FormatDateForPeople(Time time, ZoneOffset zone = kJapan);

}  // namespace sekisho
