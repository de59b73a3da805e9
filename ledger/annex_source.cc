#include "ledger/annex_source.h"

#include <algorithm>

#include "base/files/interrupt.h"
#include "base/text/message.h"

namespace sekisho {

Result<size_t> AnnexSource::Read(MutableBytes out) {
  size_t filled = 0;
  while (filled < out.size()) {
    const size_t count = std::min(out.size() - filled, row_.size() - taken_);
    std::copy_n(row_.begin() + static_cast<ptrdiff_t>(taken_), count,
                out.begin() + static_cast<ptrdiff_t>(filled));
    taken_ += count;
    filled += count;
    if (taken_ < row_.size() || at_end_) break;
    RETURN_IF_ERROR(CheckInterrupted());
    ASSIGN_OR_RETURN(std::optional<Bytes> row, store_.AnnexRow(commitment_, envelope_, next_++));
    at_end_ = !row || row->size() < kAnnexRowBytes;  // only the last is not full
    if (row && row->size() > left_)
      // defence: I7-1
      return Fail(ErrorCode::kVerdict, Message("an annex is larger than its kind allows"));
    if (row) left_ -= row->size();
    row_ = row ? *std::move(row) : Bytes();
    taken_ = 0;
  }
  return filled;
}

}  // namespace sekisho
