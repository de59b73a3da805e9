#include "ledger/lock_wait.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr size_t kMaxShown = 64;
// Ignored unless somebody wants it: what comes late does no harm (signal(7)).
constexpr int kWakeUp = SIGURG;
constexpr std::chrono::milliseconds kBetweenWakeUps{50};

// "sekisho request": what a person can find again, without the rest of the arguments.
std::string CommandOf(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
  std::string program;
  std::string argument;
  std::getline(file, program, '\0');
  std::getline(file, argument, '\0');
  program.erase(0, program.find_last_of('/') + 1);
  if (!argument.empty() && argument.front() != '-') program += " " + argument;
  return program.substr(0, kMaxShown);
}

// How long ago `pid` began (proc(5): field 22, in clock ticks since boot).
std::chrono::seconds RunningFor(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream fields(line.substr(std::min(line.rfind(')'), line.size() - 1) + 1));
  std::string skipped;
  for (int field = 3; field < 22; ++field) fields >> skipped;
  int64_t began = 0;
  timespec now{};
  if (!(fields >> began) || clock_gettime(CLOCK_BOOTTIME, &now) != 0) return {};
  return std::chrono::seconds(std::max<int64_t>(0, now.tv_sec - began / sysconf(_SC_CLK_TCK)));
}

// Signals are for whoever waits: that thread's call has to be interrupted, not this one's.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace

LockHolder FindLockHolder(int fd) {
  struct stat info {};
  if (fstat(fd, &info) != 0) return {};
  std::array<char, 64> wanted{};
  std::snprintf(wanted.data(), wanted.size(), "%02x:%02x:%lu", major(info.st_dev),
                minor(info.st_dev), static_cast<unsigned long>(info.st_ino));
  // "1: FLOCK  ADVISORY  WRITE 1234 fd:01:5678 0 EOF"; whoever waits has "->" after the number.
  std::ifstream locks("/proc/locks");
  std::string number, type, advisory, access, place;
  for (std::string line; std::getline(locks, line);) {
    std::istringstream fields(line);
    pid_t pid = 0;
    if (!(fields >> number >> type >> advisory >> access >> pid >> place)) continue;
    if (type == "FLOCK" && place == wanted.data() && pid > 0)
      return {pid, CommandOf(pid), RunningFor(pid)};
  }
  return {};
}

std::string WordsOf(const LockHolder& holder) {
  if (holder.pid == 0) return Message("another program");
  // One that has ended, and left the lock to those it began.
  if (holder.command.empty()) return Message("process {0}", {std::to_string(holder.pid)});
  return Message("process {0}, {1}, running for {2} s", {std::to_string(holder.pid), holder.command,
                                                         std::to_string(holder.running.count())});
}

LockWatch::LockWatch(int fd, const LockWaitFn& waiting, const LockPatience& patience) {
  struct sigaction wake_up {};
  wake_up.sa_handler = [](int) {};  // without SA_RESTART: the call ends
  sigaction(kWakeUp, &wake_up, &before_);
  const AllSignalsBlocked blocked;
  thread_ = std::thread([this, fd, &waiting, patience, waiter = pthread_self()] {
    Watch(fd, waiting, patience, waiter);
  });
}

void LockWatch::Watch(int fd, const LockWaitFn& waiting, const LockPatience& patience,
                      pthread_t waiter) {
  std::unique_lock lock(mutex_);
  const auto is_over = [this] { return over_; };
  const auto began = std::chrono::steady_clock::now();
  if (ended_.wait_until(lock, began + patience.before_telling, is_over)) return;
  if (waiting) waiting(FindLockHolder(fd));
  if (ended_.wait_until(lock, began + patience.in_all, is_over)) return;
  expired_ = true;
  // One that comes a moment before the call begins wakes nobody.
  do pthread_kill(waiter, kWakeUp);
  while (!ended_.wait_for(lock, kBetweenWakeUps, is_over));
}

LockWatch::~LockWatch() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  ended_.notify_one();
  thread_.join();
  sigaction(kWakeUp, &before_, nullptr);
}

}  // namespace sekisho
