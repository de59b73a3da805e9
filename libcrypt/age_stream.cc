#include "libcrypt/age_stream.h"

#include <algorithm>

#include "libcrypt/sha256.h"

namespace sekisho {
namespace {

// 11 bytes of big-endian counter, then 1 for the final chunk.
AeadNonce ChunkNonce(uint64_t counter, bool last) {
  AeadNonce nonce{};
  PutBe64(counter, std::span<uint8_t, 8>(nonce.data() + 3, 8));
  nonce[11] = last ? 1 : 0;
  return nonce;
}

Error Damaged(const char* why) {
  return Fail(ErrorCode::kPayload, std::string("the payload is damaged: ") + why);
}

}  // namespace

SecretBytes PayloadKey(ByteView file_key16, ByteView payload_nonce16) {
  SecretBytes key(32);
  HkdfSha256(file_key16, payload_nonce16, AsBytes("payload"), key.ExposeForWriting());
  return key;
}

uint64_t SealedSize(uint64_t plaintext_bytes) {
  const uint64_t chunks = std::max<uint64_t>(1, (plaintext_bytes + kChunkBytes - 1) / kChunkBytes);
  return plaintext_bytes + chunks * kAeadTagBytes;
}

bool IsValidSealedSize(uint64_t ciphertext_bytes) {
  if (ciphertext_bytes < kAeadTagBytes) return false;
  const uint64_t last = ciphertext_bytes % kSealedChunkBytes;
  return ciphertext_bytes == kAeadTagBytes || last == 0 || last > kAeadTagBytes;
}

StreamWriter::StreamWriter(ByteView payload_key32, ByteSink& out)
    : aead_(payload_key32), out_(out), chunk_(kSealedChunkBytes) {}

StreamWriter::~StreamWriter() { Wipe(chunk_); }

Result<void> StreamWriter::FlushChunk(bool last) {
  aead_.Seal(ChunkNonce(counter_++, last), ByteView(chunk_).first(filled_), chunk_);
  const size_t size = filled_ + kAeadTagBytes;
  filled_ = 0;
  return out_.Write(ByteView(chunk_).first(size));
}

Result<void> StreamWriter::Write(ByteView plaintext) {
  while (!plaintext.empty()) {
    // A full chunk is held back until more comes: the last chunk must know that it is the last.
    if (filled_ == kChunkBytes) RETURN_IF_ERROR(FlushChunk(false));
    const size_t count = std::min(plaintext.size(), kChunkBytes - filled_);
    std::copy_n(plaintext.begin(), count, chunk_.begin() + static_cast<ptrdiff_t>(filled_));
    filled_ += count;
    plaintext = plaintext.subspan(count);
  }
  return {};
}

Result<void> StreamWriter::Finish() { return FlushChunk(true); }

StreamReader::StreamReader(ByteView payload_key32, ByteSource& in)
    : aead_(payload_key32), in_(in), sealed_(kSealedChunkBytes + 1), plain_(kChunkBytes) {}

StreamReader::~StreamReader() { Wipe(plain_); }

Result<void> StreamReader::NextChunk() {
  ASSIGN_OR_RETURN(const size_t got, in_.Read(MutableBytes(sealed_).subspan(carried_)));
  const size_t have = carried_ + got;
  const bool last = have <= kSealedChunkBytes;
  const size_t size = std::min(have, kSealedChunkBytes);
  if (size < kAeadTagBytes) return Damaged("it is truncated");
  if (last && size == kAeadTagBytes && counter_ > 0) return Damaged("its final chunk is empty");
  if (!aead_.Open(ChunkNonce(counter_++, last), ByteView(sealed_).first(size), plain_))
    return Damaged(last ? "its end is missing or changed" : "a chunk was changed");
  sealed_[0] = sealed_[kSealedChunkBytes];
  carried_ = last ? 0 : 1;
  at_ = 0;
  end_ = size - kAeadTagBytes;
  finished_ = last;
  return {};
}

Result<size_t> StreamReader::Read(MutableBytes out) {
  size_t filled = 0;
  while (filled < out.size()) {
    if (at_ == end_) {
      if (finished_) break;
      RETURN_IF_ERROR(NextChunk());
      continue;
    }
    const size_t count = std::min(out.size() - filled, end_ - at_);
    std::copy_n(plain_.begin() + static_cast<ptrdiff_t>(at_), count,
                out.begin() + static_cast<ptrdiff_t>(filled));
    at_ += count;
    filled += count;
  }
  return filled;
}

}  // namespace sekisho
