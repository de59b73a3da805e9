// What happens while a lock is waited for: it is told who is waited for, and the wait has an end.
#pragma once

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "ledger/file_lock.h"

namespace sekisho {

// Who holds the flock(2) on the open file `fd` (proc(5), /proc/locks).
LockHolder FindLockHolder(int fd);

// Lives as long as its thread waits for the lock on `fd`. Tells `waiting` about it once; and when
// the patience is at its end, it interrupts that thread's flock(2) until it ends itself: a call
// that may block for ever has no time limit of its own, and asking again and again would lose
// one's place.
class LockWatch {
 public:
  LockWatch(int fd, const LockWaitFn& waiting, const LockPatience& patience);
  LockWatch(const LockWatch&) = delete;
  LockWatch& operator=(const LockWatch&) = delete;
  ~LockWatch();

  bool is_over() const { return expired_; }

 private:
  void Watch(int fd, const LockWaitFn& waiting, const LockPatience& patience, pthread_t waiter);

  struct sigaction before_ {};
  std::atomic<bool> expired_ = false;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace sekisho
