#include "libcrypt/archive/archive_limits.h"

#include <limits>

#include "base/text/message.h"

namespace sekisho {
namespace {

uint64_t Twice(uint64_t number) {
  constexpr uint64_t kMost = std::numeric_limits<int64_t>::max();
  return number > kMost / 2 ? kMost : 2 * number;
}

Error Beyond(const std::string& message, const std::string& again, const std::string& option,
             const std::string& value) {
  const std::string command = (again.empty() ? "" : again + " ") + option + " " + value;
  return Fail(ErrorCode::kRefused, message, Message("if you expect that: {0}", {command}));
}

// In whole GiB, MiB or bytes, as --max-bytes takes them.
std::string SizeOption(uint64_t bytes) {
  if (bytes >= uint64_t{1} << 30) return std::to_string((bytes >> 30) + 1) + "G";
  if (bytes >= uint64_t{1} << 20) return std::to_string((bytes >> 20) + 1) + "M";
  return std::to_string(bytes);
}

}  // namespace

Result<void> ArchiveLimits::CheckEntries(uint64_t entries) const {
  if (entries <= max_entries) return {};
  return Beyond(Message("the package has at least {0} entries, and {1} are allowed",
                        {std::to_string(entries), std::to_string(max_entries)}),
                again, "--max-entries", std::to_string(Twice(entries)));  // defence: E6-1, else {}
}

Result<void> ArchiveLimits::CheckTotal(uint64_t bytes) const {
  if (bytes <= max_total_bytes) return {};
  return Beyond(Message("the package holds at least {0} bytes, and {1} are allowed",
                        {std::to_string(bytes), std::to_string(max_total_bytes)}),
                again, "--max-bytes", SizeOption(Twice(bytes)));  // defence: E6-2, else {}
}

Result<void> ArchiveLimits::CheckRatio(uint64_t bytes) const {
  if (packed_bytes == 0 || bytes <= kRatioFreeBytes) return {};
  const uint64_t ratio = (bytes - 1) / packed_bytes + 1;
  if (ratio <= max_ratio) return {};
  return Beyond(Message("the package holds at least {0} times its own size, and {1} times is "
                        "allowed",
                        {std::to_string(ratio), std::to_string(max_ratio)}),
                again, "--max-ratio", std::to_string(Twice(ratio)));  // defence: E6-3, else {}
}

}  // namespace sekisho
