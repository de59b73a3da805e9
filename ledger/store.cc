#include "ledger/store.h"

#include "base/interrupt.h"

namespace sekisho {

Result<void> LedgerStore::GetAnnex(const Digest& commitment, ByteSink& out) {
  for (uint64_t row = 0;; ++row) {
    RETURN_IF_ERROR(CheckInterrupted());
    ASSIGN_OR_RETURN(const std::optional<Bytes> bytes, AnnexRow(commitment, row));
    if (!bytes) return {};
    RETURN_IF_ERROR(out.Write(*bytes));
  }
}

}  // namespace sekisho
