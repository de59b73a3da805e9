#include "ledger/lock_wait.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace sekisho {
namespace {

class LockWait : public ::testing::Test {
 protected:
  LockWait() {
    char name[] = "/tmp/sekisho-lock-XXXXXX";
    fd_ = UniqueFd(mkstemp(name));
    path_ = name;
  }
  ~LockWait() override { unlink(path_.c_str()); }
  UniqueFd fd_;
  std::string path_;
};

TEST_F(LockWait, FindsTheHolder) {
  ASSERT_EQ(flock(fd_.get(), LOCK_EX), 0);
  const UniqueFd other(open(path_.c_str(), O_RDWR | O_CLOEXEC));
  const LockHolder holder = FindLockHolder(other.get());
  EXPECT_EQ(holder.pid, getpid());
  EXPECT_NE(holder.command.find("ledger_test"), std::string::npos) << holder.command;
}

TEST_F(LockWait, FindsNobodyWhenNobodyHoldsIt) {
  EXPECT_EQ(FindLockHolder(fd_.get()).pid, 0);
  EXPECT_EQ(FindLockHolder(-1).pid, 0);
}

TEST_F(LockWait, WhoeverWaitsIsToldOnceAndGetsIt) {
  const UniqueFd holder(open(path_.c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(flock(holder.get(), LOCK_EX), 0);
  std::mutex mutex;
  std::condition_variable told;
  int times = 0;
  auto lock = FileLock::Open(path_, FileAccess{}, [&](const LockHolder&) {
    const std::lock_guard guard(mutex);
    ++times;
    told.notify_all();
  });
  ASSERT_TRUE(lock);
  std::thread giver([&] {
    std::unique_lock guard(mutex);
    told.wait(guard, [&] { return times > 0; });
    flock(holder.get(), LOCK_UN);
  });
  EXPECT_TRUE(lock->Acquire());
  giver.join();
  EXPECT_EQ(times, 1);
}

// A holder that hangs stops nobody for ever.
TEST_F(LockWait, AWaitHasAnEnd) {
  const UniqueFd holder(open(path_.c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(flock(holder.get(), LOCK_EX), 0);
  using std::chrono::milliseconds;
  auto lock = FileLock::Open(path_, FileAccess{}, {}, {milliseconds(1), milliseconds(2)});
  ASSERT_TRUE(lock);
  const auto held = lock->Acquire();
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().code, ErrorCode::kFailed);
  EXPECT_NE(held.error().message.find(std::to_string(getpid())), std::string::npos);
  ASSERT_EQ(flock(holder.get(), LOCK_UN), 0);
  EXPECT_TRUE(lock->Acquire());
}

}  // namespace
}  // namespace sekisho
