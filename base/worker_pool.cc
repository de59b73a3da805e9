#include "base/worker_pool.h"

#include <algorithm>
#include <csignal>
#include <system_error>

namespace sekisho {
namespace {

constexpr size_t kMaxJobs = 16;
constexpr size_t kMaxDepth = 8;

}  // namespace

class WorkerPool::Task {
 public:
  explicit Task(std::function<void()> work) : work_(std::move(work)) {}

 private:
  friend class WorkerPool;
  std::function<void()> work_;
  bool done_ = false;
};

WorkerPool::WorkerPool(size_t jobs)
    : jobs_(std::clamp<size_t>(jobs, 1, kMaxJobs)), wanted_threads_(jobs_ - 1) {}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    over_ = true;
    queue_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

size_t WorkerPool::DefaultJobs() {
  return std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kMaxJobs);
}

size_t WorkerPool::depth() const { return std::min(2 * jobs_ + 1, kMaxDepth); }

void WorkerPool::StartThreads() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // inherited by the threads
  try {
    while (threads_.size() < wanted_threads_) threads_.emplace_back([this] { Work(); });
  } catch (const std::system_error&) {
    wanted_threads_ = threads_.size();  // whoever waits does the rest
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

WorkerPool::Ticket WorkerPool::Start(std::function<void()> work) {
  if (threads_.size() < wanted_threads_) StartThreads();
  auto ticket = std::make_shared<Task>(std::move(work));
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_.push_back(ticket);
  }
  changed_.notify_one();
  return ticket;
}

void WorkerPool::RunFront(std::unique_lock<std::mutex>& lock) {
  const Ticket task = std::move(queue_.front());
  queue_.pop_front();
  lock.unlock();
  task->work_();
  task->work_ = nullptr;  // what it held goes now, not with the last ticket
  lock.lock();
  task->done_ = true;
  changed_.notify_all();
}

void WorkerPool::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!over_) {
    if (queue_.empty())
      changed_.wait(lock);
    else
      RunFront(lock);
  }
}

void WorkerPool::Wait(const Ticket& ticket) {
  if (ticket == nullptr) return;
  std::unique_lock<std::mutex> lock(mutex_);
  while (!ticket->done_) {
    if (queue_.empty())
      changed_.wait(lock);
    else
      RunFront(lock);
  }
}

}  // namespace sekisho
