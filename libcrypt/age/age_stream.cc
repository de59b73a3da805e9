#include "libcrypt/age/age_stream.h"

#include <algorithm>
#include <utility>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "base/text/message_id.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr size_t kBatchChunks = 16;  // 1 MiB

// 11 bytes of big-endian counter, then 1 for the final chunk.
AeadNonce ChunkNonce(uint64_t counter, bool last) {
  AeadNonce nonce{};
  PutBe64(counter, std::span<uint8_t, 8>(nonce.data() + 3, 8));
  nonce[11] = last ? 1 : 0;
  return nonce;
}

Error Damaged(const char* why) {
  return Fail(ErrorCode::kPayload, Message("the payload is damaged: {0}", {Message(why)}));
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

// Plaintext lies where its chunk will lie, so that sealing in place leaves the ciphertext in one
// piece.
struct StreamWriter::Batch {
  Batch(ByteView key32, size_t chunks) : aead(key32), bytes(chunks * kSealedChunkBytes) {}
  ~Batch() { Wipe(bytes); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  size_t chunks() const { return std::max<size_t>(1, (filled + kChunkBytes - 1) / kChunkBytes); }
  void Seal() {
    for (size_t i = 0; i < chunks(); ++i) {
      const size_t size = std::min(kChunkBytes, filled - i * kChunkBytes);
      const auto place = MutableBytes(bytes).subspan(i * kSealedChunkBytes);
      aead.Seal(ChunkNonce(first + i, last && i + 1 == chunks()), place.first(size), place);
    }
  }

  Aead aead;
  Bytes bytes;
  size_t filled = 0;  // bytes of plaintext
  uint64_t first = 0;
  bool last = false;
  WorkerPool::Ticket ticket;
};

StreamWriter::StreamWriter(ByteView payload_key32, ByteSink& out, WorkerPool* pool)
    : key_(SecretBytes::CopyOf(payload_key32)),
      out_(out),
      pool_(pool),
      batch_chunks_(pool != nullptr ? kBatchChunks : 1) {}

StreamWriter::~StreamWriter() {
  for (const Batch* batch : under_way_)
    if (pool_ != nullptr) pool_->Wait(batch->ticket);
}

Result<void> StreamWriter::DrainOne() {
  Batch& batch = *under_way_.front();
  if (pool_ != nullptr) pool_->Wait(batch.ticket);
  under_way_.pop_front();
  free_.push_back(&batch);
  const size_t size = batch.filled + batch.chunks() * kAeadTagBytes;
  batch.filled = 0;
  return out_.Write(ByteView(batch.bytes).first(size));
}

Result<void> StreamWriter::Dispatch(bool last) {
  Batch& batch = *open_;
  open_ = nullptr;
  batch.first = counter_;
  batch.last = last;
  counter_ += batch.chunks();
  under_way_.push_back(&batch);
  if (pool_ == nullptr) {
    batch.Seal();
    return DrainOne();
  }
  batch.ticket = pool_->Start([&batch] { batch.Seal(); });
  return {};
}

Result<void> StreamWriter::Write(ByteView plaintext) {
  while (!plaintext.empty()) {
    // A full batch is held back until more comes: the last chunk must know that it is the last.
    if (open_ != nullptr && open_->filled == batch_chunks_ * kChunkBytes)
      RETURN_IF_ERROR(Dispatch(false));
    RETURN_IF_ERROR(TakeBatch());
    const size_t chunk = open_->filled / kChunkBytes;
    const size_t within = open_->filled % kChunkBytes;
    const size_t count = std::min(plaintext.size(), kChunkBytes - within);
    std::copy_n(plaintext.begin(), count,
                open_->bytes.begin() + static_cast<ptrdiff_t>(chunk * kSealedChunkBytes + within));
    open_->filled += count;
    plaintext = plaintext.subspan(count);
  }
  return {};
}

// Makes one the open batch: a new one while there may be more, otherwise the first that is done.
Result<void> StreamWriter::TakeBatch() {
  if (open_ != nullptr) return {};
  const size_t most = pool_ != nullptr ? pool_->depth() : 1;
  if (free_.empty() && batches_.size() < most) {
    batches_.push_back(std::make_unique<Batch>(key_.Expose(), batch_chunks_));
    free_.push_back(batches_.back().get());
  }
  if (free_.empty()) RETURN_IF_ERROR(DrainOne());
  open_ = free_.front();
  free_.pop_front();
  return {};
}

Result<void> StreamWriter::Finish() {
  RETURN_IF_ERROR(TakeBatch());
  RETURN_IF_ERROR(Dispatch(true));
  while (!under_way_.empty()) RETURN_IF_ERROR(DrainOne());
  return {};
}

// Decrypted in place, chunk by chunk, up to the first that is damaged.
struct StreamReader::Batch {
  Batch(ByteView key32, size_t chunks) : aead(key32), bytes(chunks * kSealedChunkBytes + 1) {}
  ~Batch() { Wipe(bytes); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void Open() {
    for (good = 0; good * kSealedChunkBytes < size || good == 0; ++good) {
      const size_t at = good * kSealedChunkBytes;
      const size_t sealed = std::min(kSealedChunkBytes, size - at);
      const bool is_final = last && at + sealed == size;
      if ((why = OpenChunk(at, sealed, is_final)) != nullptr) return;
    }
  }
  const char* OpenChunk(size_t at, size_t sealed, bool is_final) {
    const uint64_t counter = first + at / kSealedChunkBytes;
    if (sealed < kAeadTagBytes) return MessageId("it is truncated");
    if (is_final && sealed == kAeadTagBytes && counter > 0)
      return MessageId("its final chunk is empty");
    const auto place = MutableBytes(bytes).subspan(at, sealed);
    const AeadNonce nonce = ChunkNonce(counter, is_final);
    if (decrypt ? aead.Open(nonce, place, place) : aead.Verify(nonce, place)) return nullptr;
    return is_final ? MessageId("its end is missing or changed") : MessageId("a chunk was changed");
  }
  // The plaintext of chunk `index`, which is good.
  ByteView Plain(size_t index) const {
    const size_t at = index * kSealedChunkBytes;
    return ByteView(bytes).subspan(at, std::min(kSealedChunkBytes, size - at) - kAeadTagBytes);
  }

  Aead aead;
  Bytes bytes;
  bool decrypt = true;
  size_t size = 0;  // of the ciphertext in it
  uint64_t first = 0;
  bool last = false;
  std::optional<Error> read_error;
  size_t good = 0;            // chunks that were authenticated
  const char* why = nullptr;  // what is wrong with the next one
  size_t next = 0;            // chunk to hand out
  WorkerPool::Ticket ticket;
};

StreamReader::StreamReader(ByteView payload_key32, ByteSource& in, WorkerPool* pool)
    : key_(SecretBytes::CopyOf(payload_key32)),
      in_(in),
      pool_(pool),
      batch_chunks_(pool != nullptr ? kBatchChunks : 1) {}

StreamReader::~StreamReader() {
  for (const Batch* batch : under_way_)
    if (pool_ != nullptr) pool_->Wait(batch->ticket);
}

// One byte more than fits is read, to see whether another batch follows.
void StreamReader::FillBatch(Batch& batch) {
  size_t carried = 0;
  if (carried_) batch.bytes[carried++] = *carried_;
  carried_.reset();
  batch.read_error.reset();
  batch.next = batch.good = batch.size = 0;
  auto got = in_.Read(MutableBytes(batch.bytes).subspan(carried));
  if (!got) {
    batch.read_error = got.error();
    at_end_of_input_ = true;
    return;
  }
  const size_t most = batch.bytes.size() - 1;
  const size_t have = carried + *got;
  batch.last = have <= most;
  batch.size = std::min(have, most);
  batch.first = counter_;
  counter_ += batch_chunks_;
  if (!batch.last) carried_ = batch.bytes[most];
  at_end_of_input_ = batch.last;
}

void StreamReader::ReadAhead() {
  const size_t most = pool_ != nullptr ? pool_->depth() : 1;
  while (!at_end_of_input_ && under_way_.size() < most) {
    if (free_.empty()) {
      batches_.push_back(std::make_unique<Batch>(key_.Expose(), batch_chunks_));
      free_.push_back(batches_.back().get());
    }
    Batch& batch = *free_.front();
    free_.pop_front();
    batch.decrypt = decrypts_;
    FillBatch(batch);
    under_way_.push_back(&batch);
    if (batch.read_error) return;
    if (pool_ != nullptr)
      batch.ticket = pool_->Start([&batch] { batch.Open(); });
    else
      batch.Open();
  }
}

// Makes the next chunk the current one; an empty one at the end.
Result<void> StreamReader::NextChunk() {
  if (!under_way_.empty() && under_way_.front()->next * kSealedChunkBytes >=
                                 std::max<size_t>(1, under_way_.front()->size)) {
    if (under_way_.front()->last) return {};
    free_.push_back(under_way_.front());
    under_way_.pop_front();
  }
  ReadAhead();
  Batch& batch = *under_way_.front();
  if (batch.read_error) return *batch.read_error;
  if (pool_ != nullptr) pool_->Wait(batch.ticket);
  if (batch.next == batch.good) return Damaged(batch.why);
  chunk_ = batch.Plain(batch.next++);
  return {};
}

Result<size_t> StreamReader::Read(MutableBytes out) {
  size_t filled = 0;
  while (filled < out.size()) {
    if (chunk_.empty()) {
      RETURN_IF_ERROR(NextChunk());
      if (chunk_.empty()) break;
    }
    const size_t count = std::min(out.size() - filled, chunk_.size());
    std::copy_n(chunk_.begin(), count, out.begin() + static_cast<ptrdiff_t>(filled));
    chunk_ = chunk_.subspan(count);
    filled += count;
  }
  return filled;
}

Result<void> StreamReader::Verify() {
  decrypts_ = false;
  do {
    RETURN_IF_ERROR(CheckInterrupted());
    RETURN_IF_ERROR(NextChunk());
  } while (!std::exchange(chunk_, {}).empty());
  return {};
}

}  // namespace sekisho
