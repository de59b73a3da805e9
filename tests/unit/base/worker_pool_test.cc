#include "base/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>

namespace sekisho {
namespace {

TEST(WorkerPool, EveryTaskIsDoneOnceItWasWaitedFor) {
  for (size_t jobs : {1, 2, 3, 8}) {
    WorkerPool pool(jobs);
    std::vector<int> done(200, 0);
    std::vector<WorkerPool::Ticket> tickets;
    for (int& one : done) tickets.push_back(pool.Start([&one] { ++one; }));
    for (size_t i = tickets.size(); i-- > 0;) pool.Wait(tickets[i]);  // the last one first
    for (const int one : done) EXPECT_EQ(one, 1) << jobs;
  }
}

TEST(WorkerPool, OneJobIsTheCallerAlone) {
  WorkerPool pool(1);
  std::thread::id ran;
  const auto ticket = pool.Start([&ran] { ran = std::this_thread::get_id(); });
  EXPECT_EQ(ran, std::thread::id());
  pool.Wait(ticket);
  EXPECT_EQ(ran, std::this_thread::get_id());
}

TEST(WorkerPool, SeveralJobsRunSideBySide) {
  WorkerPool pool(2);
  std::atomic<int> inside = 0;
  // Each waits until the other has begun: alone they would never end.
  const auto meet = [&inside] {
    ++inside;
    while (inside < 2) std::this_thread::yield();
  };
  const auto one = pool.Start(meet);
  const auto other = pool.Start(meet);
  pool.Wait(one);
  pool.Wait(other);
  EXPECT_EQ(inside, 2);
}

TEST(WorkerPool, DropsWhatHasNotBegunWhenItEnds) {
  std::atomic<int> begun = 0;
  {
    WorkerPool pool(1);
    for (int i = 0; i < 10; ++i) pool.Start([&begun] { ++begun; });
  }
  EXPECT_EQ(begun, 0);
}

TEST(WorkerPool, BoundsItsOwnSize) {
  EXPECT_EQ(WorkerPool(0).jobs(), 1u);
  EXPECT_LE(WorkerPool(1'000'000).jobs(), 16u);
  EXPECT_LE(WorkerPool(1'000'000).depth(), 8u);
  EXPECT_GE(WorkerPool::DefaultJobs(), 1u);
}

}  // namespace
}  // namespace sekisho
