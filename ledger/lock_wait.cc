#include "ledger/lock_wait.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

namespace sekisho {
namespace {

constexpr std::chrono::seconds kPatience{1};
constexpr size_t kMaxShown = 64;

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
    if (type == "FLOCK" && place == wanted.data() && pid > 0) return {pid, CommandOf(pid)};
  }
  return {};
}

WaitNotice::WaitNotice(int fd, const LockWaitFn& waiting) {
  if (!waiting) return;
  const AllSignalsBlocked blocked;
  thread_ = std::thread([this, fd, &waiting] {
    std::unique_lock lock(mutex_);
    if (!ended_.wait_for(lock, kPatience, [this] { return over_; })) waiting(FindLockHolder(fd));
  });
}

WaitNotice::~WaitNotice() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

}  // namespace sekisho
