// A few threads for work that can be done side by side: sealing, opening and checking large files.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace sekisho {

// Tasks are begun in the order in which they were started. Whoever waits for one works meanwhile,
// so `jobs` counts the caller: a pool of 1 has no threads, and its tasks run while they are waited
// for. Start and Wait are called by one thread only, never by a task.
class WorkerPool {
 public:
  // Threads begin with the first task, fewer than asked for where the system gives no more. They
  // take no signals: those are for the main thread.
  explicit WorkerPool(size_t jobs);
  // Tasks that have not begun are dropped; those that run are waited for.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // As many as the machine runs at once, at least 1, at most 16.
  static size_t DefaultJobs();

  size_t jobs() const { return jobs_; }
  // How many pieces of one kind should be under way: enough to keep everybody busy, few enough for
  // memory to stay bounded whatever `jobs` is.
  size_t depth() const;

  class Task;
  using Ticket = std::shared_ptr<Task>;

  // `work` must not throw, and what it refers to must live until it was waited for.
  Ticket Start(std::function<void()> work);
  // Returns when it is done; at once for no ticket.
  void Wait(const Ticket& ticket);

 private:
  void StartThreads();
  void Work();
  void RunFront(std::unique_lock<std::mutex>& lock);

  const size_t jobs_;
  std::mutex mutex_;
  std::condition_variable changed_;  // something was queued or is done, or all is over
  std::deque<Ticket> queue_;
  bool over_ = false;
  size_t wanted_threads_;
  std::vector<std::thread> threads_;
};

}  // namespace sekisho
