#include "base/units.h"

#include <cstdio>
#include <iterator>

#include "base/message.h"

namespace sekisho {

std::string SizeText(uint64_t bytes) {
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
  const std::string full = FormatTime(time, zone);  // 2026-12-01T23:59:59+09:00
  const bool whole_minute = full.compare(17, 2, "00") == 0;
  return full.substr(0, 10) + " " + full.substr(11, whole_minute ? 5 : 8) + " " + full.substr(19);
}

}  // namespace sekisho
