// The Merkle tree of RFC 6962, section 2.1, with SHA-256: hashes, the frontier that grows a tree in
// O(log n), and proofs, made and verified as RFC 9162, sections 2.1.3 and 2.1.4, describes them.
//
// Sizes and indexes are any uint64_t, up to 2^64-1. Leaves and nodes are hashed under different
// first bytes, so that none can pass for the other (ATTACKS F10).
#pragma once

#include <functional>
#include <vector>

#include "base/bytes.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {

inline constexpr uint8_t kMerkleLeafPrefix = 0x00;
inline constexpr uint8_t kMerkleNodePrefix = 0x01;

// SHA-256(0x00 || leaf), of one or of two leaves in little more than the time of one; SHA-256(0x01
// || left || right), and SHA-256() for the tree of no leaves.
Digest LeafHash(ByteView leaf);
std::array<Digest, 2> LeafHashes(ByteView a, ByteView b);
Digest NodeHash(const Digest& left, const Digest& right);
Digest EmptyTreeRoot();

// A tree reduced to the roots of its perfect subtrees: all that is needed to go on appending.
class MerkleFrontier {
 public:
  static constexpr size_t kMaxSerializedBytes = 8 + 64 * 32;

  // Adds a leaf by its LeafHash, in O(log n). kFailed at 2^64-1 leaves; unchanged then.
  Result<void> Append(const Digest& leaf_hash);

  uint64_t size() const { return size_; }
  Digest Root() const;

  // The size (8 bytes, big-endian), then the subtree roots of 32 bytes, largest subtree first: one
  // for each 1 bit of the size.
  Bytes Serialize() const;
  // Reads exactly what Serialize writes; kMalformed otherwise. That the hashes belong to any tree
  // is not known until Root() is compared with a root that is trusted.
  static Result<MerkleFrontier> Parse(ByteView bytes);

  bool operator==(const MerkleFrontier&) const = default;

 private:
  uint64_t size_ = 0;
  std::vector<Digest> subtrees_;  // largest first
};

// The LeafHash of leaf `index`; asked once for each leaf that a proof needs.
using LeafHashAt = std::function<Result<Digest>(uint64_t index)>;

using MerkleProof = std::vector<Digest>;

// The proof that leaf `index` is in the tree of the first `size` leaves. Reads all other leaves,
// keeps O(log n). kFailed when index >= size; errors of `leaf_hash_at` are passed on.
Result<MerkleProof> ProveInclusion(uint64_t index, uint64_t size, const LeafHashAt& leaf_hash_at);

// kVerdict unless `proof` shows exactly that.
Result<void> VerifyInclusion(uint64_t index, uint64_t size, const Digest& leaf_hash,
                             std::span<const Digest> proof, const Digest& root);

// The proof that the tree of `size1` leaves begins the tree of `size2` leaves; empty when the sizes
// are equal. kFailed unless 0 < size1 <= size2: of an empty tree there is nothing to prove.
Result<MerkleProof> ProveConsistency(uint64_t size1, uint64_t size2,
                                     const LeafHashAt& leaf_hash_at);

// kVerdict unless `proof` shows exactly that.
Result<void> VerifyConsistency(uint64_t size1, uint64_t size2, std::span<const Digest> proof,
                               const Digest& root1, const Digest& root2);

}  // namespace sekisho
