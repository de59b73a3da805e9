// zstd (RFC 8878) by libarchive, for payloads that nobody outside will open with stock tar alone.
#pragma once

#include <memory>

#include "base/files/stream.h"

namespace sekisho {

// Compresses what is written to it into one frame: zstd's level 1, whose window of 512 KiB bounds
// the memory of whoever compresses and decompresses.
class ZstdWriter final : public ByteSink {
 public:
  // More threads than this cost memory and gain nothing: the rest of sealing is slower.
  static constexpr size_t kMaxThreads = 2;

  // `sink` is borrowed; it gets pieces of 256 KiB, the last one shorter.
  static Result<std::unique_ptr<ZstdWriter>> Create(ByteSink& sink, size_t threads);
  ~ZstdWriter() override;

  Result<void> Write(ByteView bytes) override;
  // Ends the frame. Without it, what the sink has is damaged.
  Result<void> Finish();

 private:
  struct State;
  explicit ZstdWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Decompresses exactly one frame, and refuses whatever zstd_frame.h does. kVerdict for all that is
// wrong with the bytes; the source's own failures come through as they are.
class ZstdReader final : public ByteSource {
 public:
  // `source` is borrowed; it is read to its very end before Read returns 0.
  static Result<std::unique_ptr<ZstdReader>> Create(ByteSource& source);
  ~ZstdReader() override;

  Result<size_t> Read(MutableBytes out) override;
  // Of the source, once Read has come to its end: the frame, and the padding after it.
  uint64_t frame_bytes() const;
  uint64_t padding_bytes() const;

 private:
  struct State;
  explicit ZstdReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sekisho
