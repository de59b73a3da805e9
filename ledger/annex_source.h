// An envelope of an annex as a stream, one row in memory at a time.
#pragma once

#include "ledger/store.h"

namespace sekisho {

class AnnexSource final : public ByteSource {
 public:
  // `store` is borrowed. Reading fails as LedgerStore::AnnexRow does, kNotFound at its beginning;
  // and with kVerdict when more than `max_bytes` are there.
  AnnexSource(LedgerStore& store, const Digest& commitment, uint64_t envelope, uint64_t max_bytes)
      : store_(store), commitment_(commitment), envelope_(envelope), left_(max_bytes) {}

  Result<size_t> Read(MutableBytes out) override;

 private:
  LedgerStore& store_;
  Digest commitment_;
  uint64_t envelope_;
  uint64_t left_;
  Bytes row_;
  size_t taken_ = 0;
  uint64_t next_ = 0;
  bool at_end_ = false;
};

}  // namespace sekisho
