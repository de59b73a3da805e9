// Who is waited for, told while a lock is waited for.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "ledger/file_lock.h"

namespace sekisho {

// Who holds the flock(2) on the open file `fd` (proc(5), /proc/locks).
LockHolder FindLockHolder(int fd);

// Tells `waiting` about the lock on `fd`, once, when it has lived for a second. Ends with it.
class WaitNotice {
 public:
  WaitNotice(int fd, const LockWaitFn& waiting);
  WaitNotice(const WaitNotice&) = delete;
  WaitNotice& operator=(const WaitNotice&) = delete;
  ~WaitNotice();

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;  // none without somebody to tell
};

}  // namespace sekisho
