// What was written to a file, read past the cache and compared, by threads of its own while what
// follows is still written.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/worker_pool.h"
#include "wipe/passes/overwrite.h"
#include "wipe/passes/pattern.h"

namespace sekisho {

// What reading found out, of all ranges together.
struct ReadFinding {
  uint64_t verified = 0;
  uint64_t unread = 0;  // bytes, of which the first are at unread_at
  uint64_t unread_at = 0;
  Error read_error;
  std::optional<uint64_t> differs_at;  // the first offset where something else is
};

class FileReadBack {
 public:
  FileReadBack();

  // Of a file that was overwritten with `pattern`; `fd` stays open until Finish.
  void Begin(int fd, const Pattern& pattern);
  // Ranges that are on the medium. Threads begin with the second range: a short file is not worth
  // any.
  void Add(const std::vector<ByteRange>& ranges);
  // Whether it makes no sense to write on: something else was read than had been written.
  bool HasDiffering();
  // Waits until all is read, or Interrupted; `on_bytes` is told meanwhile.
  ReadFinding Finish(const std::function<void(uint64_t bytes)>& on_bytes);

 private:
  static constexpr size_t kReaders = 3;
  struct Reader {
    MutableBytes found, wanted;
    WorkerPool::Ticket ticket;
  };
  // Waits for one; none when all is over.
  std::optional<ByteRange> Next();
  void Read(const Reader& reader, const ByteRange& range);
  void Merge(const ReadFinding& piece);
  void StartThreads();
  uint64_t BytesRead();

  std::unique_ptr<uint8_t, decltype(&std::free)> memory_;  // aligned for O_DIRECT
  std::array<Reader, kReaders> readers_;                   // the last is whoever finishes
  int fd_ = -1;
  std::optional<Pattern> pattern_;

  std::mutex mutex_;
  std::condition_variable changed_;  // ranges were added, or all is over
  std::deque<ByteRange> ranges_;
  ReadFinding finding_;
  bool closed_ = true;
  bool threads_run_ = false;

  WorkerPool pool_;  // after what its tasks use
};

}  // namespace sekisho
