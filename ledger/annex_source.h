// An annex of a ledger as a stream, one row in memory at a time.
#pragma once

#include "ledger/store.h"

namespace sekisho {

class AnnexSource final : public ByteSource {
 public:
  // `store` is borrowed. Reading fails as LedgerStore::AnnexRow does, kNotFound at its beginning.
  AnnexSource(LedgerStore& store, const Digest& commitment)
      : store_(store), commitment_(commitment) {}

  Result<size_t> Read(MutableBytes out) override;

 private:
  LedgerStore& store_;
  Digest commitment_;
  Bytes row_;
  size_t taken_ = 0;
  uint64_t next_ = 0;
  bool at_end_ = false;
};

}  // namespace sekisho
