// The Merkle root (merkle.h) over a stream of bytes: what a seal signs of a package's payload.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "base/worker_pool.h"
#include "libcrypt/merkle.h"

namespace sekisho {

// The root over a stream cut into leaves of `leaf_bytes` (the last may be shorter): O(log n)
// memory, and with a pool, which hashes leaves side by side, a few leaves more.
class MerkleStreamHasher {
 public:
  using OnLeaf = std::function<void(const Digest& leaf_hash)>;

  // `leaf_bytes` is at least 1. `on_leaf`, if any, sees the leaf hashes in order. `pool` (may be
  // null) is borrowed.
  explicit MerkleStreamHasher(size_t leaf_bytes, OnLeaf on_leaf = {}, WorkerPool* pool = nullptr);
  ~MerkleStreamHasher();
  MerkleStreamHasher(const MerkleStreamHasher&) = delete;
  MerkleStreamHasher& operator=(const MerkleStreamHasher&) = delete;

  // Takes pieces of any size.
  void Update(ByteView piece);
  // The root of all since construction or the last Finish; EmptyTreeRoot() of nothing. Starts anew.
  Digest Finish();

 private:
  struct Leaf;  // one that is kept until the pool has hashed it
  void Collect(ByteView piece);
  void Add(ByteView piece);
  void CloseLeaf();
  void DrainOne();
  void Append(const Digest& leaf_hash);

  const size_t leaf_bytes_;
  const OnLeaf on_leaf_;
  WorkerPool* const pool_;
  size_t filled_ = 0;  // bytes in the open leaf
  Sha256Hasher leaf_;  // the open leaf, without a pool
  std::vector<std::unique_ptr<Leaf>> leaves_;
  std::deque<Leaf*> free_;  // the front one is open
  std::deque<Leaf*> under_way_;
  MerkleFrontier frontier_;
};

}  // namespace sekisho
