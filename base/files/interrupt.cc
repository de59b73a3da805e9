#include "base/files/interrupt.h"

#include <array>
#include <atomic>
#include <csignal>

#include "base/text/message.h"

namespace sekisho {
namespace {

// Every signal that ends a process without being its fault: a window that is closed and a dropped
// ssh send HUP, a limit of time XCPU, a UPS PWR; the others are sent by hand or by a stray timer.
constexpr std::array kEnding = {SIGHUP,  SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM,  SIGVTALRM,
                                SIGPROF, SIGXCPU, SIGPWR,  SIGIO,   SIGSTKFLT};
// Those that work is stopped by even in a shell's background, where INT is ignored at the start.
constexpr std::array kStopping = {SIGINT, SIGTERM};

std::atomic<int> g_signal = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a handler may not wait");

// Whoever asks twice means it. HUP comes twice by itself (from the terminal and from its shell),
// XCPU every second; they never cut the clean-up short.
bool EndsAtOnceWhenRepeated(int signal_number) {
  return signal_number == SIGINT || signal_number == SIGTERM || signal_number == SIGQUIT;
}

void OnSignal(int signal_number) {
  int none = 0;
  if (g_signal.compare_exchange_strong(none, signal_number)) return;
  if (g_signal != signal_number || !EndsAtOnceWhenRepeated(signal_number)) return;
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

void Handle(int signal_number) {
  struct sigaction action {};
  action.sa_handler = OnSignal;
  sigemptyset(&action.sa_mask);
  sigaction(signal_number, &action, nullptr);
}

// nohup(1) and services ignore on purpose.
void HandleUnlessIgnored(int signal_number) {
  struct sigaction before {};
  sigaction(signal_number, nullptr, &before);
  if (before.sa_handler != SIG_IGN) Handle(signal_number);
}

}  // namespace

void WatchForInterrupts() {
  for (const int signal_number : kStopping) Handle(signal_number);
  for (const int signal_number : kEnding) HandleUnlessIgnored(signal_number);
  for (int signal_number = SIGRTMIN; signal_number <= SIGRTMAX; ++signal_number)
    HandleUnlessIgnored(signal_number);
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT: a closed stdout is an error of write(2), not a death
  std::signal(SIGXFSZ, SIG_IGN);  // NOLINT: and so is a file over the limit of its size
}

bool Interrupted() { return g_signal != 0; }

int InterruptedStatus() { return 128 + (Interrupted() ? g_signal.load() : SIGINT); }

Result<void> CheckInterrupted() {
  if (Interrupted()) return Fail(ErrorCode::kInterrupted, Message("interrupted"));
  return {};
}

}  // namespace sekisho
