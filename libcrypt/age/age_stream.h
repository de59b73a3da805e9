// The payload of an age v1 file: STREAM in chunks of 64 KiB (C2SP age specification, "Payload").
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "base/files/stream.h"
#include "base/worker_pool.h"
#include "libcrypt/keys/secret_bytes.h"
#include "libcrypt/primitives/aead.h"

namespace sekisho {

inline constexpr size_t kChunkBytes = 64 << 10;
inline constexpr size_t kSealedChunkBytes = kChunkBytes + kAeadTagBytes;
inline constexpr size_t kPayloadNonceBytes = 16;

// HKDF-SHA-256(file key, payload nonce, "payload").
SecretBytes PayloadKey(ByteView file_key16, ByteView payload_nonce16);

// Ciphertext bytes (without the payload nonce) for this many bytes of plaintext, and whether so
// many ciphertext bytes can be a whole stream at all.
uint64_t SealedSize(uint64_t plaintext_bytes);
bool IsValidSealedSize(uint64_t ciphertext_bytes);

// Encrypts what is written to it and passes it on in order, whole chunks at a time. With a pool the
// chunks are encrypted side by side, 1 MiB a task; the bytes are the same.
class StreamWriter final : public ByteSink {
 public:
  // `out` and `pool` (may be null) are borrowed. The nonce is not written: it belongs to the
  // caller's format.
  StreamWriter(ByteView payload_key32, ByteSink& out, WorkerPool* pool = nullptr);
  ~StreamWriter() override;

  Result<void> Write(ByteView plaintext) override;
  // Writes the final chunk. Without it the stream is not a valid one.
  Result<void> Finish();

 private:
  struct Batch;
  Result<void> TakeBatch();
  Result<void> Dispatch(bool last);
  Result<void> DrainOne();

  const SecretBytes key_;
  ByteSink& out_;
  WorkerPool* const pool_;
  const size_t batch_chunks_;
  std::vector<std::unique_ptr<Batch>> batches_;  // all there are
  std::deque<Batch*> free_;
  std::deque<Batch*> under_way_;  // oldest first
  Batch* open_ = nullptr;
  uint64_t counter_ = 0;
};

// Decrypts from a source. Bytes come out in order, chunk by chunk, each authenticated; that the
// stream is whole is known only when Read has returned 0 or less than asked. kPayload when it is
// damaged. With a pool it reads ahead, and decrypts side by side.
class StreamReader final : public ByteSource {
 public:
  // `in` and `pool` (may be null) are borrowed; `in` stands at the first byte after the payload
  // nonce.
  StreamReader(ByteView payload_key32, ByteSource& in, WorkerPool* pool = nullptr);
  ~StreamReader() override;

  Result<size_t> Read(MutableBytes out) override;
  // Instead of Read: whether all of it is authentic and whole, without decrypting anything. Only
  // what was encrypted with this key, in this order, is: whoever did that knows that nothing of it
  // has changed. kInterrupted when that is asked for.
  Result<void> Verify();

 private:
  struct Batch;
  void ReadAhead();
  void FillBatch(Batch& batch);
  Result<void> NextChunk();

  const SecretBytes key_;
  ByteSource& in_;
  WorkerPool* const pool_;
  const size_t batch_chunks_;
  std::vector<std::unique_ptr<Batch>> batches_;
  std::deque<Batch*> free_;
  std::deque<Batch*> under_way_;    // oldest first; the front one is being read
  std::optional<uint8_t> carried_;  // the byte that showed that another batch follows
  bool at_end_of_input_ = false;
  bool decrypts_ = true;
  uint64_t counter_ = 0;
  ByteView chunk_;  // what is left of the current one
};

}  // namespace sekisho
