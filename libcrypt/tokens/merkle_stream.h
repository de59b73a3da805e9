// The Merkle root (merkle.h) over a stream of bytes: what a seal signs of a package's payload.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "base/worker_pool.h"
#include "libcrypt/tokens/merkle.h"

namespace sekisho {

// The root over a stream cut into leaves of `leaf_bytes` (the last may be shorter). Keeps O(log n)
// hashes and two leaves, which are hashed together; with a pool, which hashes pairs side by side, a
// few pairs.
class MerkleStreamHasher {
 public:
  // What else is to be done with one or two leaves, `offset` bytes into the stream: once for all
  // bytes, by the thread that hashes them, so several at once and in any order.
  using WithLeaves = std::function<void(uint64_t offset, ByteView leaves)>;

  // `leaf_bytes` is at least 1. `pool` (may be null) is borrowed.
  explicit MerkleStreamHasher(size_t leaf_bytes, WorkerPool* pool = nullptr,
                              WithLeaves with_leaves = {});
  // Waits for what has begun.
  ~MerkleStreamHasher();
  MerkleStreamHasher(const MerkleStreamHasher&) = delete;
  MerkleStreamHasher& operator=(const MerkleStreamHasher&) = delete;

  // Takes pieces of any size.
  void Update(ByteView piece);
  // The root of all since construction or the last Finish, when everything is done with its leaves;
  // EmptyTreeRoot() of nothing. Starts anew.
  Digest Finish();

 private:
  struct Pair;
  Pair& OpenPair();
  void ClosePair();
  void Hash(Pair& pair) const;
  void DrainOne();

  const size_t leaf_bytes_;
  WorkerPool* const pool_;
  const WithLeaves with_leaves_;
  uint64_t offset_ = 0;                       // where the open pair begins
  std::vector<std::unique_ptr<Pair>> pairs_;  // all there are
  std::deque<Pair*> free_;
  std::deque<Pair*> under_way_;  // oldest first
  Pair* open_ = nullptr;
  MerkleFrontier frontier_;
};

}  // namespace sekisho
