// One regular file: its content overwritten in place, read back past the cache, its attributes
// overwritten and removed. Its name is left to wipe/files/tree_wiper.h, so that a file that could
// not be wiped keeps the name under which it can be found.
//
// Large files are read back in pieces, by threads, while what follows is still written: each piece
// after it was written past the cache and synced.
//
// The file is not truncated before it is unlinked: until the last moment its blocks belong to it,
// so that a second run, after an interruption, overwrites the same ones again.
#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

#include "devices/entry.h"
#include "wipe/files/extents.h"
#include "wipe/files/file_read_back.h"
#include "wipe/files/write_watch.h"
#include "wipe/passes/pattern.h"

namespace sekisho {

// What has been done so far: also after a failure, and up to the chunk.
struct FileProgress {
  uint64_t bytes_overwritten = 0;  // in the last pass
  uint64_t bytes_verified = 0;
  uint64_t attributes = 0;
};

// What stands in the way of calling a file wiped.
enum class FileObstacle {
  kNone,
  kHardLink,    // other names for the same content
  kShared,      // blocks shared with a copy or a snapshot
  kInlined,     // data inside metadata
  kEncoded,     // compressed or encrypted by the file system
  kJournaled,   // data written to the journal first
  kImmutable,   // chattr +i; cannot be overridden
  kAppendOnly,  // chattr +a; cannot be overridden
};

// The first that applies. `links_expected` is how many names of the file are to be wiped.
FileObstacle ObstacleOf(const EntryInfo& file, const FileLayout& layout, uint64_t links_expected);

// Whether --best-effort goes on in spite of it.
bool CanBeOverridden(FileObstacle obstacle);

// The sentence about it, for `path`, and what helps.
std::string ObstacleSentence(FileObstacle obstacle, const std::string& path);
std::string ObstacleHint(FileObstacle obstacle, const std::string& path);

// Keeps the first of several failures and how much they covered.
class RangeFailures {
 public:
  void Note(const Error& error, uint64_t offset, uint64_t bytes);
  // An error made of `sentence`, which is given the bytes and the first offset; none without any.
  Result<void> Outcome(const char* sentence) const;

 private:
  Error first_;
  uint64_t offset_ = 0;
  uint64_t bytes_ = 0;
};

class FileWiper {
 public:
  using OnBytes = std::function<void(uint64_t bytes)>;

  // `on_bytes` is told after each chunk how many bytes were written or read back. All are borrowed.
  FileWiper(Random& random, WriteWatch& watch, OnBytes on_bytes);

  struct Policy {
    int passes = 1;  // of two, the first writes the complement of the second
    bool best_effort = false;
    uint64_t links_expected = 1;
  };

  // Wipes `name` in `directory`, which must still be `expected`.
  // kRefused: it is not, or an obstacle appeared; nothing was written. kIo, kNoSpace: some ranges
  // could not be written, synced or read back; the others were overwritten. kFailed: somebody else
  // wrote to it meanwhile, or it could not be watched whether somebody does. kVerdict: what was
  // read back is not what was written. kInterrupted: stopped between two chunks. When all went
  // well, the file is watched on, until it is unlinked.
  Result<void> Wipe(int directory, const std::string& name, const EntryInfo& expected,
                    const Policy& policy, FileProgress& progress);
  // Whether the kernel watched all of them; with best effort, one that it does not is wiped too.
  bool all_watched() const { return all_watched_; }

  // Overwrites the values of a file's or a directory's extended attributes and removes them.
  // Attributes that the system keeps to itself (security.*, system.*) are removed where it allows.
  Result<void> WipeAttributes(int fd, FileProgress& progress);

 private:
  Result<void> WipeOpened(int fd, const std::string& name, const Policy& policy,
                          FileProgress& progress);
  // kFailed when its size is less than `least` or above `most`.
  static Result<void> CheckSize(int fd, uint64_t least, uint64_t most);
  Result<void> Overwrite(int fd, const FileLayout& layout, const Pattern& pattern, int passes,
                         FileProgress& progress);
  // Leaves in `ranges` those that were written.
  Result<void> WriteRanges(int fd, std::vector<ByteRange>& ranges, const Pattern& pattern,
                           bool complement, RangeFailures& failures);
  Result<void> WritePass(int fd, const FileLayout& layout, const Pattern& pattern);
  Result<void> WriteAndReadBack(int fd, const FileLayout& layout, const Pattern& pattern,
                                FileProgress& progress);
  class Groups;
  // Waits until all is read. kVerdict when something else was read than written.
  Result<void> FinishReading(FileProgress& progress, RangeFailures& unread);

  Random& random_;
  WriteWatch& watch_;
  OnBytes on_bytes_;
  std::unique_ptr<uint8_t, decltype(&std::free)> buffer_;  // aligned for O_DIRECT
  FileReadBack reading_;
  bool all_watched_ = true;
  uint64_t least_bytes_ = 0;  // the size of the file that is wiped
};

}  // namespace sekisho
