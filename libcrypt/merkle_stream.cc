#include "libcrypt/merkle_stream.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace sekisho {

struct MerkleStreamHasher::Leaf {
  Bytes bytes;
  size_t filled = 0;
  Digest hash{};
  WorkerPool::Ticket ticket;
};

MerkleStreamHasher::MerkleStreamHasher(size_t leaf_bytes, OnLeaf on_leaf, WorkerPool* pool)
    : leaf_bytes_(leaf_bytes), on_leaf_(std::move(on_leaf)), pool_(pool) {
  if (leaf_bytes_ == 0) std::abort();
}

MerkleStreamHasher::~MerkleStreamHasher() {
  for (const Leaf* leaf : under_way_) pool_->Wait(leaf->ticket);
}

void MerkleStreamHasher::Update(ByteView piece) {
  while (!piece.empty()) {
    const size_t take = std::min(piece.size(), leaf_bytes_ - filled_);
    if (pool_ != nullptr)
      Collect(piece.first(take));
    else
      Add(piece.first(take));
    filled_ += take;
    piece = piece.subspan(take);
    if (filled_ == leaf_bytes_) CloseLeaf();
  }
}

void MerkleStreamHasher::Add(ByteView piece) {
  if (filled_ == 0) leaf_.Update({&kMerkleLeafPrefix, 1});
  leaf_.Update(piece);
}

void MerkleStreamHasher::Collect(ByteView piece) {
  if (free_.empty() && leaves_.size() < pool_->depth()) {
    leaves_.push_back(std::make_unique<Leaf>());
    leaves_.back()->bytes.resize(leaf_bytes_);
    free_.push_back(leaves_.back().get());
  }
  if (free_.empty()) DrainOne();
  std::copy(piece.begin(), piece.end(),
            free_.front()->bytes.begin() + static_cast<ptrdiff_t>(filled_));
}

void MerkleStreamHasher::CloseLeaf() {
  if (pool_ == nullptr) {
    filled_ = 0;
    Append(leaf_.Finish());
    return;
  }
  Leaf& leaf = *free_.front();
  free_.pop_front();
  leaf.filled = std::exchange(filled_, 0);
  under_way_.push_back(&leaf);
  leaf.ticket =
      pool_->Start([&leaf] { leaf.hash = LeafHash(ByteView(leaf.bytes).first(leaf.filled)); });
}

void MerkleStreamHasher::DrainOne() {
  Leaf* const leaf = under_way_.front();
  pool_->Wait(leaf->ticket);
  under_way_.pop_front();
  free_.push_back(leaf);
  Append(leaf->hash);
}

void MerkleStreamHasher::Append(const Digest& leaf_hash) {
  if (on_leaf_) on_leaf_(leaf_hash);
  // No stream is long enough to fill a tree of 2^64-1 leaves.
  if (!frontier_.Append(leaf_hash)) std::abort();
}

Digest MerkleStreamHasher::Finish() {
  if (filled_ != 0) CloseLeaf();
  while (!under_way_.empty()) DrainOne();
  return std::exchange(frontier_, {}).Root();
}

}  // namespace sekisho
