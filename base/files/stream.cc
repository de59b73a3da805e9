#include "base/files/stream.h"

#include <algorithm>

namespace sekisho {

Result<size_t> MemorySource::Read(MutableBytes out) {
  const size_t count = std::min(out.size(), rest_.size());
  std::copy_n(rest_.begin(), count, out.begin());
  rest_ = rest_.subspan(count);
  return count;
}

Result<void> CopyAll(ByteSource& from, ByteSink& to) {
  Bytes buffer(64 << 10);
  while (true) {
    ASSIGN_OR_RETURN(const size_t got, from.Read(buffer));
    if (got > 0) RETURN_IF_ERROR(to.Write(ByteView(buffer).first(got)));
    if (got < buffer.size()) return {};
  }
}

}  // namespace sekisho
