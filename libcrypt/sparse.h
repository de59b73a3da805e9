// Files with holes: read without fetching what is not there, written without writing zeros. The
// bytes and their digests are those of any other file; only the disk notices.
#pragma once

#include "base/bytes.h"

namespace sekisho {

// Whether all of the `size` bytes at `at` are there and in a hole, so that they read as zeros.
// False also where the file system does not say. Moves the descriptor's position.
bool IsHole(int fd, uint64_t at, uint64_t size);

// Fills a new, empty file from its front. Zeros are not written: whole blocks of them become holes,
// where the file system has any.
class SparseWriter {
 public:
  // `fd` is borrowed.
  explicit SparseWriter(int fd) : fd_(fd) {}

  Result<void> Write(ByteView data);
  // Gives the file its size, when it ends in zeros. Without it the file may be too short.
  Result<void> Finish();

 private:
  int fd_;
  uint64_t size_ = 0;     // of all data so far
  uint64_t written_ = 0;  // up to the last byte that was written
};

}  // namespace sekisho
