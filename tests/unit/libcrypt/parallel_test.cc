// Side by side or one after the other: the same bytes, the same refusals (ATTACKS D1).
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "base/files/files.h"
#include "libcrypt/age/age_stream.h"
#include "libcrypt/archive/tree_walk.h"
#include "libcrypt/tokens/merkle_stream.h"

namespace sekisho {
namespace {

constexpr size_t kBatch = size_t{16} * kChunkBytes;
const Bytes kKey(32, 7);

// Every boundary there is: chunk, batch, Merkle leaf.
std::vector<size_t> Sizes() {
  std::vector<size_t> sizes = {0, 1};
  for (const size_t edge : {kChunkBytes, 2 * kChunkBytes, kBatch, 2 * kBatch, 12 * kBatch})
    for (const size_t size : {edge - 1, edge, edge + 1}) sizes.push_back(size);
  return sizes;
}

Bytes Plain(size_t size) {
  Bytes bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i * 7 + i / 251);
  return bytes;
}

// In pieces of odd sizes.
Result<void> WriteInPieces(ByteSink& sink, ByteView bytes) {
  for (size_t size = 1; !bytes.empty(); size = size * 3 + 1) {
    const size_t count = std::min(size, bytes.size());
    RETURN_IF_ERROR(sink.Write(bytes.first(count)));
    bytes = bytes.subspan(count);
  }
  return {};
}

Bytes Sealed(ByteView plain, WorkerPool* pool) {
  MemorySink sink;
  StreamWriter writer(kKey, sink, pool);
  EXPECT_TRUE(WriteInPieces(writer, plain));
  EXPECT_TRUE(writer.Finish());
  return std::move(sink.data);
}

Result<Bytes> Opened(ByteView sealed, WorkerPool* pool) {
  MemorySource source(sealed);
  StreamReader reader(kKey, source, pool);
  Bytes out;
  Bytes piece(100'000);
  while (true) {
    ASSIGN_OR_RETURN(const size_t got, reader.Read(piece));
    out.insert(out.end(), piece.begin(), piece.begin() + static_cast<ptrdiff_t>(got));
    if (got < piece.size()) return out;
  }
}

TEST(Parallel, TheSameBytesWhateverTheNumberOfThreads) {
  for (const size_t size : Sizes()) {
    const Bytes plain = Plain(size);
    const Bytes expected = Sealed(plain, nullptr);
    EXPECT_EQ(expected.size(), SealedSize(size));
    for (const size_t jobs : {1, 2, 3, 8}) {
      WorkerPool pool(jobs);
      ASSERT_TRUE(Sealed(plain, &pool) == expected) << size << " bytes, " << jobs << " jobs";
      const auto opened = Opened(expected, &pool);
      ASSERT_TRUE(opened) << opened.error().message;
      ASSERT_TRUE(*opened == plain) << size << " bytes, " << jobs << " jobs";
    }
  }
}

// By the tags alone: exactly what decrypts, and nothing else.
TEST(Parallel, D1VerifyingIsAsStrictAsDecrypting) {
  const Bytes sealed = Sealed(Plain(2 * kBatch + 3 * kChunkBytes + 5), nullptr);
  const auto verified = [](ByteView bytes, WorkerPool* pool) {
    MemorySource source(bytes);
    return StreamReader(kKey, source, pool).Verify();
  };
  WorkerPool pool(2);
  for (const size_t size : Sizes())
    ASSERT_TRUE(verified(Sealed(Plain(size), &pool), &pool)) << size;
  for (size_t at = 0; at < sealed.size(); at += kSealedChunkBytes / 2 + 1) {
    Bytes flipped = sealed;
    flipped[at] ^= 0x10;
    const auto result = verified(flipped, at % 2 == 0 ? &pool : nullptr);
    ASSERT_FALSE(result) << at;
    EXPECT_EQ(result.error().code, ErrorCode::kPayload);
    EXPECT_FALSE(verified(ByteView(sealed).first(at), &pool)) << at;
  }
  Bytes swapped = sealed;
  std::swap_ranges(swapped.begin(), swapped.begin() + kSealedChunkBytes,
                   swapped.begin() + kSealedChunkBytes);
  EXPECT_FALSE(verified(swapped, &pool));
  Bytes longer = sealed;
  longer.insert(longer.end(), sealed.begin(), sealed.begin() + kSealedChunkBytes);
  EXPECT_FALSE(verified(longer, &pool));
}

TEST(Parallel, D1TheSameRefusalsWhateverTheNumberOfThreads) {
  const Bytes sealed = Sealed(Plain(2 * kBatch + 3 * kChunkBytes + 5), nullptr);
  for (const size_t jobs : {1, 2, 8}) {
    WorkerPool pool(jobs);
    for (size_t at = 0; at < sealed.size(); at += kSealedChunkBytes / 2 + 1) {
      Bytes flipped = sealed;
      flipped[at] ^= 1;
      const auto alone = Opened(flipped, nullptr);
      const auto together = Opened(flipped, &pool);
      ASSERT_FALSE(together) << at;
      EXPECT_EQ(together.error().message, alone.error().message) << at;
    }
    for (size_t size = 0; size < sealed.size(); size += kSealedChunkBytes / 2 + 1) {
      const auto cut = Opened(ByteView(sealed).first(size), &pool);
      ASSERT_FALSE(cut) << size;
      EXPECT_EQ(cut.error().code, ErrorCode::kPayload) << size;
    }
    Bytes longer = sealed;
    longer.push_back(0);
    EXPECT_FALSE(Opened(longer, &pool));
  }
}

TEST(Parallel, WhatIsBeforeTheDamageIsStillHandedOut) {
  Bytes sealed = Sealed(Plain(2 * kBatch), nullptr);
  sealed[20 * kSealedChunkBytes] ^= 1;
  WorkerPool pool(2);
  MemorySource source(sealed);
  StreamReader reader(kKey, source, &pool);
  Bytes chunk(kChunkBytes);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(reader.Read(chunk)) << i;
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(reader.Read(chunk)) << i;
}

class FailingSink final : public ByteSink {
 public:
  explicit FailingSink(size_t room) : room_(room) {}
  Result<void> Write(ByteView bytes) override {
    if (bytes.size() > room_) return Fail(ErrorCode::kNoSpace, "full");
    room_ -= bytes.size();
    return {};
  }

 private:
  size_t room_;
};

TEST(Parallel, ASinkThatFailsEndsItCleanly) {
  const Bytes plain = Plain(12 * kBatch);
  for (const size_t jobs : {1, 2, 8}) {
    WorkerPool pool(jobs);
    for (size_t room = 0; room < plain.size(); room += kBatch + 1) {
      FailingSink sink(room);
      StreamWriter writer(kKey, sink, &pool);
      auto written = writer.Write(plain);
      if (written) written = writer.Finish();
      ASSERT_FALSE(written);
      EXPECT_EQ(written.error().code, ErrorCode::kNoSpace);
    }
  }
}

// A source that fails after some bytes, as an interrupted one does.
class FailingSource final : public ByteSource {
 public:
  FailingSource(ByteView bytes, size_t until) : source_(bytes), left_(until) {}
  Result<size_t> Read(MutableBytes out) override {
    if (out.size() > left_) return Fail(ErrorCode::kInterrupted, "interrupted");
    left_ -= out.size();
    return source_.Read(out);
  }

 private:
  MemorySource source_;
  size_t left_;
};

TEST(Parallel, ASourceThatFailsIsToldInItsTurn) {
  const Bytes sealed = Sealed(Plain(4 * kBatch), nullptr);
  WorkerPool pool(4);
  FailingSource source(sealed, 2 * (kBatch + 16 * kAeadTagBytes) + 1);
  StreamReader reader(kKey, source, &pool);
  Bytes batch(kBatch);
  EXPECT_TRUE(reader.Read(batch));
  EXPECT_TRUE(reader.Read(batch));
  const auto third = reader.Read(batch);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, ErrorCode::kInterrupted);
}

TEST(Parallel, MayBeGivenUpAtAnyTime) {
  const Bytes plain = Plain(6 * kBatch);
  const Bytes sealed = Sealed(plain, nullptr);
  WorkerPool pool(3);
  for (int i = 0; i < 50; ++i) {
    MemorySink sink;
    StreamWriter writer(kKey, sink, &pool);
    ASSERT_TRUE(writer.Write(ByteView(plain).first(plain.size() * static_cast<size_t>(i) / 50)));
    MemorySource source(sealed);
    StreamReader reader(kKey, source, &pool);
    Bytes some(1000);
    ASSERT_TRUE(reader.Read(some));
    MerkleStreamHasher hasher(1 << 20, &pool);
    hasher.Update(plain);
  }
}

TEST(Parallel, AFileIsHashedWhileItIsRead) {
  for (const size_t size : {0u, 1u, (1u << 20) - 1, 1u << 20, (1u << 20) + 1, 5u << 20}) {
    const Bytes plain = Plain(size);
    char name[] = "/tmp/sekisho-parallel-XXXXXX";
    const UniqueFd fd(mkstemp(name));
    ASSERT_TRUE(WriteAll(fd.get(), plain));
    unlink(name);
    WalkEntry entry;
    entry.name = "file";
    entry.size = size;
    entry.fd = fd.get();
    for (const size_t jobs : {1, 2, 4}) {
      WorkerPool pool(jobs);
      ASSERT_EQ(lseek(fd.get(), 0, SEEK_SET), 0);
      MemorySink copy;
      const auto digest = ReadContents(entry, &copy, &pool);
      ASSERT_TRUE(digest) << digest.error().message;
      EXPECT_EQ(*digest, Sha256(plain)) << size << " bytes, " << jobs << " jobs";
      EXPECT_TRUE(copy.data == plain);
      ASSERT_EQ(lseek(fd.get(), 0, SEEK_SET), 0);
      entry.size = size + 1;  // D10: shorter than it was
      EXPECT_FALSE(ReadContents(entry, nullptr, &pool));
      entry.size = size;
    }
  }
}

TEST(Parallel, TheSameMerkleRootWhateverTheNumberOfThreads) {
  constexpr size_t kLeaf = 1000;
  for (const size_t size : {0u, 1u, 999u, 1000u, 1001u, 2000u, 31'999u, 32'000u, 32'001u}) {
    const Bytes plain = Plain(size);
    MerkleStreamHasher alone(kLeaf);
    alone.Update(plain);
    const Digest root = alone.Finish();
    for (const size_t jobs : {1, 2, 8}) {
      WorkerPool pool(jobs);
      Bytes seen(size, 0);  // each leaf by the thread that hashed it, in its place
      MerkleStreamHasher hasher(kLeaf, &pool, [&](uint64_t offset, ByteView leaves) {
        std::copy(leaves.begin(), leaves.end(), seen.begin() + static_cast<ptrdiff_t>(offset));
      });
      for (int again = 0; again < 2; ++again) {  // it starts anew
        std::fill(seen.begin(), seen.end(), uint8_t{0});
        for (size_t at = 0; at < size; at += 77)
          hasher.Update(ByteView(plain).subspan(at, std::min<size_t>(77, size - at)));
        EXPECT_EQ(hasher.Finish(), root) << size << " bytes, " << jobs << " jobs";
        EXPECT_EQ(seen, plain);
      }
    }
  }
}

}  // namespace
}  // namespace sekisho
