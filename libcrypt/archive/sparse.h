// Files with holes, written without writing zeros. Only the disk notices.
#pragma once

#include "base/bytes.h"

namespace sekisho {

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
