// Bytes that flow: where they go and where they come from.
#pragma once

#include "base/bytes.h"

namespace sekisho {

class ByteSink {
 public:
  virtual ~ByteSink() = default;

  // Takes all of `bytes`, or fails; after a failure the sink is not used again.
  virtual Result<void> Write(ByteView bytes) = 0;
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Fills `out` from the front and returns how many bytes were filled: fewer than asked only when
  // the source ends there, 0 at the end.
  virtual Result<size_t> Read(MutableBytes out) = 0;
};

// Everything that `from` still has, in pieces of 64 KiB.
Result<void> CopyAll(ByteSource& from, ByteSink& to);

// Takes everything and keeps nothing.
class NullSink final : public ByteSink {
 public:
  Result<void> Write(ByteView) override { return {}; }
};

class MemorySink final : public ByteSink {
 public:
  Result<void> Write(ByteView bytes) override {
    data.insert(data.end(), bytes.begin(), bytes.end());
    return {};
  }
  Bytes data;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(ByteView data) : rest_(data) {}
  Result<size_t> Read(MutableBytes out) override;

 private:
  ByteView rest_;
};

}  // namespace sekisho
