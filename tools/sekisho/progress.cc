#include "tools/sekisho/progress.h"

#include <unistd.h>

#include "base/text/message.h"
#include "base/text/text.h"
#include "tools/sekisho/output.h"
#include "tools/sekisho/words.h"

namespace sekisho {
namespace {

constexpr auto kQuietFor = std::chrono::seconds(1);
constexpr auto kInterval = std::chrono::milliseconds(100);

}  // namespace

ProgressLine::ProgressLine() : visible_(isatty(STDERR_FILENO) == 1) {}

void ProgressLine::Show(const std::string& what, uint64_t done, uint64_t total) {
  if (!visible_) return;
  const Moment now = std::chrono::steady_clock::now();
  if (began_ == Moment{}) began_ = now;
  if (now - began_ < kQuietFor || (what == what_ && now - last_ < kInterval)) return;
  what_ = what;
  last_ = now;
  const std::string amount =
      total == 0 ? SizeText(done)
                 : Message("{0} % of {1}",
                           {std::to_string(static_cast<int>(100.0 * static_cast<double>(done) /
                                                            static_cast<double>(total))),
                            SizeText(total)});
  PrintToStderr("\r\x1b[K" + SafeForTerminal(what) + " " + amount);
  drawn_ = true;
}

void ProgressLine::Clear() {
  if (drawn_) PrintToStderr("\r\x1b[K");
  drawn_ = false;
}

}  // namespace sekisho
