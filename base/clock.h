// The time of day. Passed in, and asked once per decision.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sekisho {

using Time = std::chrono::sys_seconds;
using ZoneOffset = std::chrono::minutes;  // east of UTC; organisations keep one fixed offset

inline constexpr ZoneOffset kJapan{9 * 60};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time Now() const = 0;
  // Milliseconds since the epoch, for UUIDv7 only.
  virtual int64_t NowMillis() const = 0;
};

// clock_gettime(CLOCK_REALTIME).
class SystemClock final : public Clock {
 public:
  Time Now() const override;
  int64_t NowMillis() const override;
};

// Whether the system says that a time server keeps its clock (adjtimex(2)); false when it cannot
// tell.
bool ClockIsSynchronised();

// Stands still until it is set; for tests, and for judging at another moment.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Time now) : now_(now) {}
  Time Now() const override { return now_; }
  int64_t NowMillis() const override { return now_.time_since_epoch().count() * 1000; }
  void Set(Time now) { now_ = now; }

 private:
  Time now_;
};

// RFC 3339 with a numeric offset and whole seconds: 2026-11-22T13:45:04+09:00.
std::string FormatTime(Time time, ZoneOffset zone = kJapan);

// Reads FormatTime's form, with any offset, or "Z". From 1970-01-01 to 9999-12-29,
// UTC. kMalformed otherwise.
Result<Time> ParseTime(std::string_view text);

// "+09:00" and back.
std::string FormatZone(ZoneOffset zone);
Result<ZoneOffset> ParseZone(std::string_view text);

// 2026-12-01 in `zone`.
std::string FormatDate(Time time, ZoneOffset zone = kJapan);

}  // namespace sekisho
