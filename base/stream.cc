#include "base/stream.h"

#include <algorithm>

namespace sekisho {

Result<size_t> MemorySource::Read(MutableBytes out) {
  const size_t count = std::min(out.size(), rest_.size());
  std::copy_n(rest_.begin(), count, out.begin());
  rest_ = rest_.subspan(count);
  return count;
}

}  // namespace sekisho
