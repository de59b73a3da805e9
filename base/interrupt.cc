#include "base/interrupt.h"

#include <csignal>

#include "base/message.h"

namespace sekisho {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void OnSignal(int signal_number) {
  if (g_interrupted != 0) {
    std::signal(signal_number, SIG_DFL);
    std::raise(signal_number);
  }
  g_interrupted = 1;
}

}  // namespace

void WatchForInterrupts() {
  struct sigaction action {};
  action.sa_handler = OnSignal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT: a closed stdout is an error of write(2), not a death
}

bool Interrupted() { return g_interrupted != 0; }

Result<void> CheckInterrupted() {
  if (Interrupted()) return Fail(ErrorCode::kInterrupted, Message("interrupted"));
  return {};
}

}  // namespace sekisho
