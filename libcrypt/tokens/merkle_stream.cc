#include "libcrypt/tokens/merkle_stream.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace sekisho {

struct MerkleStreamHasher::Pair {
  Bytes bytes;
  uint64_t offset = 0;
  std::array<Digest, 2> hashes{};
  WorkerPool::Ticket ticket;
};

MerkleStreamHasher::MerkleStreamHasher(size_t leaf_bytes, WorkerPool* pool, WithLeaves with_leaves)
    : leaf_bytes_(leaf_bytes), pool_(pool), with_leaves_(std::move(with_leaves)) {
  if (leaf_bytes_ == 0) std::abort();
}

MerkleStreamHasher::~MerkleStreamHasher() {
  for (const Pair* pair : under_way_)
    if (pool_ != nullptr) pool_->Wait(pair->ticket);
}

void MerkleStreamHasher::Update(ByteView piece) {
  while (!piece.empty()) {
    Pair& pair = OpenPair();
    const ByteView part = piece.first(std::min(piece.size(), 2 * leaf_bytes_ - pair.bytes.size()));
    pair.bytes.insert(pair.bytes.end(), part.begin(), part.end());
    piece = piece.subspan(part.size());
    if (pair.bytes.size() == 2 * leaf_bytes_) ClosePair();
  }
}

MerkleStreamHasher::Pair& MerkleStreamHasher::OpenPair() {
  if (open_ != nullptr) return *open_;
  const size_t most = pool_ != nullptr ? pool_->depth() / 2 + 1 : 1;
  if (free_.empty() && pairs_.size() < most) {
    pairs_.push_back(std::make_unique<Pair>());
    pairs_.back()->bytes.reserve(2 * leaf_bytes_);
    free_.push_back(pairs_.back().get());
  }
  if (free_.empty()) DrainOne();
  open_ = free_.front();
  free_.pop_front();
  open_->bytes.clear();
  open_->offset = offset_;
  return *open_;
}

void MerkleStreamHasher::ClosePair() {
  Pair* const pair = std::exchange(open_, nullptr);
  offset_ += pair->bytes.size();
  under_way_.push_back(pair);
  if (pool_ != nullptr)
    pair->ticket = pool_->Start([this, pair] { Hash(*pair); });
  else
    Hash(*pair);
}

void MerkleStreamHasher::Hash(Pair& pair) const {
  const ByteView leaves(pair.bytes);
  const size_t first = std::min(leaf_bytes_, leaves.size());
  if (first < leaves.size())
    pair.hashes = LeafHashes(leaves.first(first), leaves.subspan(first));
  else
    pair.hashes[0] = LeafHash(leaves);
  if (with_leaves_) with_leaves_(pair.offset, leaves);
}

void MerkleStreamHasher::DrainOne() {
  Pair* const pair = under_way_.front();
  if (pool_ != nullptr) pool_->Wait(pair->ticket);
  under_way_.pop_front();
  free_.push_back(pair);
  // No stream is long enough to fill a tree of 2^64-1 leaves.
  if (!frontier_.Append(pair->hashes[0])) std::abort();
  if (pair->bytes.size() > leaf_bytes_ && !frontier_.Append(pair->hashes[1])) std::abort();
}

Digest MerkleStreamHasher::Finish() {
  if (open_ != nullptr) ClosePair();
  while (!under_way_.empty()) DrainOne();
  offset_ = 0;
  return std::exchange(frontier_, {}).Root();
}

}  // namespace sekisho
