// The payload of an age v1 file: STREAM in chunks of 64 KiB (C2SP age specification, "Payload").
#pragma once

#include "base/stream.h"
#include "libcrypt/aead.h"
#include "libcrypt/secret_bytes.h"

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

// Encrypts what is written to it and passes it on, whole chunks at a time.
class StreamWriter final : public ByteSink {
 public:
  // `out` is borrowed. The nonce is not written: it belongs to the caller's format.
  StreamWriter(ByteView payload_key32, ByteSink& out);
  ~StreamWriter() override;

  Result<void> Write(ByteView plaintext) override;
  // Writes the final chunk. Without it the stream is not a valid one.
  Result<void> Finish();

 private:
  Result<void> FlushChunk(bool last);

  Aead aead_;
  ByteSink& out_;
  Bytes chunk_;  // plaintext, then sealed in place
  size_t filled_ = 0;
  uint64_t counter_ = 0;
};

// Decrypts from a source. Bytes come out chunk by chunk, each authenticated; that the stream is
// whole is known only when Read has returned 0 or less than asked. kPayload when it is damaged.
class StreamReader final : public ByteSource {
 public:
  // `in` is borrowed and stands at the first byte after the payload nonce.
  StreamReader(ByteView payload_key32, ByteSource& in);
  ~StreamReader() override;

  Result<size_t> Read(MutableBytes out) override;

 private:
  Result<void> NextChunk();

  Aead aead_;
  ByteSource& in_;
  Bytes sealed_;  // one chunk and one byte more, to see whether another follows
  Bytes plain_;
  size_t carried_ = 0;  // bytes already in sealed_
  size_t at_ = 0;
  size_t end_ = 0;
  uint64_t counter_ = 0;
  bool finished_ = false;
};

}  // namespace sekisho
