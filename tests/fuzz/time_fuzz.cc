// What ParseTime accepts is within its years and reads back as the same second from the form that
// FormatTime writes; what people type never does more than fail.
#include "base/bytes.h"
#include "base/clock.h"
#include "base/typed/typed.h"
#include "tests/fuzz/require.h"

namespace {

using namespace sekisho;

void CheckTime(std::string_view text) {
  const auto time = ParseTime(text);
  if (!time) {
    Require(time.error().code == ErrorCode::kMalformed, "every refusal is kMalformed");
    return;
  }
  // An offset can carry the ends of the range over them; a day inside, every zone can write it.
  const auto year =
      std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(*time)}.year();
  if (year <= std::chrono::year{1970} || year >= std::chrono::year{9999}) return;
  for (const ZoneOffset zone : {ZoneOffset{0}, kJapan, ZoneOffset{-12 * 60}, ZoneOffset{345}}) {
    const auto again = ParseTime(FormatTime(*time, zone));
    Require(again.has_value(), "what was written can be read");
    Require(*again == *time, "the second survives writing");
  }
}

void CheckZone(std::string_view text) {
  const auto zone = ParseZone(text);
  if (!zone) return;
  const auto again = ParseZone(FormatZone(*zone));
  Require(again.has_value() && *again == *zone, "the zone survives writing");
}

void CheckUserTime(std::string_view text) {
  const Time now{std::chrono::seconds{1'795'000'000}};
  const auto start = ParseUserTime(text, DayEdge::kStart, now, kJapan);
  const auto end = ParseUserTime(text, DayEdge::kEnd, now, kJapan);
  Require(start.has_value() == end.has_value(), "both edges of a day exist, or neither");
  if (start) Require(*start <= *end, "a day starts before it ends");
  if (!start) Require(start.error().code == ErrorCode::kUsage, "every refusal is kUsage");
  if (!start) Require(!start.error().next.empty(), "every refusal has a hint");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = AsText({data, size});
  CheckTime(text);
  CheckZone(text);
  CheckUserTime(text);
  return 0;
}
