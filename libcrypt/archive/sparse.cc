#include "libcrypt/archive/sparse.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/files/files.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

// What the common file systems allocate at least.
constexpr size_t kBlockBytes = 4096;

// Not of nothing.
bool IsZero(ByteView bytes) {
  // Equal to itself one byte further on: as fast as the C library compares.
  return bytes[0] == 0 && memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

// How many bytes of `data`, in whole blocks of its own, are zeros or are not, as its first block.
size_t RunLength(ByteView data, bool zero) {
  size_t length = 0;
  while (length < data.size()) {
    const size_t block = std::min(kBlockBytes, data.size() - length);
    if (IsZero(data.subspan(length, block)) != zero) break;
    length += block;
  }
  return length;
}

}  // namespace

Result<void> SparseWriter::Write(ByteView data) {
  while (!data.empty()) {
    const bool zero = IsZero(data.first(std::min(kBlockBytes, data.size())));
    const ByteView run = data.first(RunLength(data, zero));
    if (!zero) {
      RETURN_IF_ERROR(WriteAllAt(fd_, run, size_));
      written_ = size_ + run.size();
    }
    size_ += run.size();
    data = data.subspan(run.size());
  }
  return {};
}

Result<void> SparseWriter::Finish() {
  if (written_ == size_ || ftruncate(fd_, static_cast<off_t>(size_)) == 0) return {};
  return SystemError(Message("cannot write the file"), errno);
}

}  // namespace sekisho
